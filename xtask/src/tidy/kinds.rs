//! No room that serves every kind of record names one of them.

use std::collections::BTreeSet;

use super::Finding;
use super::source::Source;

/// Where a kind has its folder.
const FOLDERS: &str = "core/src/domain/";
/// Where other languages' side of a kind lies.
const BOUND: &str = "bindings/src/kind/";
/// The rooms that serve every kind.
const ROOMS: &[&str] = &["core/src/", "server/src/", "bindings/src/"];
/// The lists of kinds: one line a kind.
const LISTS: [&str; 4] = [
    "core/src/domain.rs",
    "core/src/domain/kinds.rs",
    "core/src/ledger/kinds.rs",
    "bindings/src/kind.rs",
];
/// Files that name a kind all the same, and why: a new kind changes none of them.
const NAMED: [(&str, &str); 10] = [
    ("core/src/ledger.rs", "hands out the draft of a hazard"),
    ("core/src/ledger/draft.rs", "a hazard is reported with wet gloves: a form of its own"),
    ("core/src/ledger/hazard.rs", "reporting a hazard and looking again, as people do daily"),
    ("core/src/ledger/duplicate.rs", "only hazards are found twice"),
    ("core/src/store.rs", "hands out the list of hazards"),
    ("core/src/store/overlap.rs", "only trainings overlap"),
    ("core/src/store/projection.rs", "hazards have a list of their own"),
    ("core/src/store/projection/hazard.rs", "the row of that list, tuned for 100,000"),
    ("core/src/store/projection/hazards.rs", "its orders and filters"),
    ("core/src/store/together.rs", "rules across records: hazards that are one, trainings at once"),
];

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let kinds: BTreeSet<&str> = sources.iter().filter_map(|source| kind(&source.path)).collect();
    let serves_all = |path: &str| {
        let in_room = ROOMS.iter().any(|room| path.starts_with(room)) && !LISTS.contains(&path);
        in_room && !kinds.iter().any(|kind| is_of(kind, path))
    };
    let mut found = Vec::new();
    for source in sources.iter().filter(|source| serves_all(&source.path)) {
        let mut lines = source.code_outside_tests();
        let named = lines.find(|(_, code)| kinds.iter().any(|kind| names(code, kind)));
        let excused = NAMED.iter().any(|(path, _)| *path == source.path);
        let (line, next) = match named {
            Some((line, _)) if !excused => {
                (line, "ask the kind: a question of `domain/kind.rs` that its folder answers")
            }
            None if excused => (1, "it names none: take it off the list in `tidy/kinds.rs`"),
            _ => continue,
        };
        found.push(Finding {
            path: source.path.clone(),
            line,
            law: "a room that serves every kind of record names none of them",
            next: next.to_owned(),
        });
    }
    found
}

/// The kind whose folder this file opens.
fn kind(path: &str) -> Option<&str> {
    let name = path.strip_prefix(FOLDERS)?.strip_suffix("/kind.rs")?;
    (!name.contains('/')).then_some(name)
}

/// Whether a file belongs to a kind.
fn is_of(kind: &str, path: &str) -> bool {
    let inside = path.strip_prefix(BOUND).or(path.strip_prefix(FOLDERS));
    let rest = inside.and_then(|rest| rest.strip_prefix(kind));
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
