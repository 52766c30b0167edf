//! No room that serves every kind of record names one of them.

use std::collections::BTreeSet;

use super::Finding;
use super::source::Source;

/// Where a kind has its folder.
const FOLDERS: &str = "core/src/domain/";
/// The rooms that serve every kind.
const ROOMS: &[&str] = &[FOLDERS, "core/src/crdt", "core/src/sync", "server/src/"];
/// The list of kinds.
const LIST: &str = "core/src/domain/kinds.rs";

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let kinds: BTreeSet<&str> = sources.iter().filter_map(|source| kind(&source.path)).collect();
    let serves_all = |path: &str| {
        let in_room = ROOMS.iter().any(|room| path.starts_with(room)) && path != LIST;
        in_room && !kinds.iter().any(|kind| is_of(kind, path))
    };
    let shared = sources.iter().filter(|source| serves_all(&source.path));
    let lines = shared.flat_map(|source| {
        source.code_outside_tests().map(move |(line, code)| (source, line, code))
    });
    let named = lines.filter(|(_, _, code)| kinds.iter().any(|kind| names(code, kind)));
    named
        .map(|(source, line, _)| Finding {
            path: source.path.clone(),
            line,
            law: "a room that serves every kind of record names none of them",
            next: "ask the kind: a question of `domain/kind.rs` that its folder answers".to_owned(),
        })
        .collect()
}

/// The kind whose folder this file opens.
fn kind(path: &str) -> Option<&str> {
    let name = path.strip_prefix(FOLDERS)?.strip_suffix("/kind.rs")?;
    (!name.contains('/')).then_some(name)
}

/// Whether a file belongs to a kind.
fn is_of(kind: &str, path: &str) -> bool {
    let rest = path.strip_prefix(FOLDERS).and_then(|rest| rest.strip_prefix(kind));
    rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

/// Whether a word of the code is the kind's, such as `hazard`, `Hazard` or `HazardView`.
fn names(code: &str, kind: &str) -> bool {
    let (head, tail) = kind.split_at(1);
    let class = head.to_uppercase() + tail;
    let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| {
        let more = |begin: &str| word.strip_prefix(begin).and_then(|rest| rest.chars().next());
        word == kind || word == class || more(&class).is_some_and(char::is_uppercase)
    })
}
