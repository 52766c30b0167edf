//! `cargo xtask tidy`: the laws of the code, as code.

mod arrows;
mod guards;
mod kinds;
mod links;
mod paths;
mod places;
mod rings;
mod shape;
mod source;
mod words;

#[cfg(test)]
mod planted;

use std::fmt;
use std::fs;

use crate::repository;
use source::Source;

/// A law that is broken somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    law: &'static str,
    next: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, law, next } = self;
        write!(f, "{path}:{line}: {law}. Next: {next}")
    }
}

/// Checks the whole repository.
pub(crate) fn run() -> Result<(), String> {
    let root = repository::root();
    let mut files = Vec::new();
    for path in repository::files()? {
        // Deleted but not yet committed: nothing to judge. What is no text is only linked to.
        if let Ok(bytes) = fs::read(root.join(&path)) {
            files.push((path, String::from_utf8(bytes).unwrap_or_default()));
        }
    }
    let findings = check(&files);
    findings.iter().for_each(|finding| println!("{finding}"));
    match findings.len() {
        0 => {
            println!("tidy: {} files keep the laws", files.len());
            Ok(())
        }
        broken => Err(format!("tidy: {broken} findings")),
    }
}

/// Checks files given as path and text.
fn check(files: &[(String, String)]) -> Vec<Finding> {
    let sources = Source::parse_all(files);
    let mut findings: Vec<Finding> = sources
        .iter()
        .flat_map(|source| [shape::check(source), words::check(source)].concat())
        .chain(arrows::check(&sources))
        .chain(rings::check(&sources))
        .chain(kinds::check(&sources))
        .chain(links::check(files))
        .chain(guards::check(files, &sources))
        .chain(places::check(files))
        .collect();
    findings.sort_unstable();
    findings
}
