//! A test that the architecture names as the guard of an invariant exists.

use std::collections::BTreeSet;

use super::Finding;
use super::source::Source;

const PAGE: &str = "docs/ARCHITECTURE.md";

pub(super) fn check(files: &[(String, String)], sources: &[Source]) -> Vec<Finding> {
    let lines = sources.iter().flat_map(|source| &source.code);
    let tests: BTreeSet<&str> = lines.filter_map(|line| function(line)).collect();
    let pages = files.iter().filter(|(path, _)| path == PAGE);
    let rows = pages.flat_map(|(_, text)| text.lines().enumerate());
    let rows = rows.filter(|(_, line)| line.starts_with("| I"));
    let named = rows.flat_map(|(index, line)| {
        let quoted = line.split('`').skip(1).step_by(2);
        quoted.map(move |name| (index + 1, name))
    });
    named
        .filter(|(_, name)| !tests.contains(name))
        .map(|(line, name)| Finding {
            path: PAGE.to_owned(),
            line,
            law: "an invariant names tests that exist",
            next: format!("{name} is gone; name what guards the invariant now, or say: nothing"),
        })
        .collect()
}

/// The name of the function that a line begins, async or not.
fn function(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("fn ")?;
    let (name, _) = rest.split_once('(')?;
    matches!(before.trim(), "" | "async").then_some(name)
}
