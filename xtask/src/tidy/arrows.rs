//! Imports point one way: a room may use the rooms before it.

use std::collections::BTreeSet;

use super::Finding;
use super::paths::{module_path, named, named_of};
use super::source::Source;

/// The rooms of the core, each with the rooms it may use besides itself.
const ROOMS: [(&str, &[&str]); 10] = [
    ("clock", &[]),
    ("entropy", &[]),
    ("files", &[]),
    ("pages", &["files"]),
    ("domain", &["clock"]),
    ("crdt", &["clock", "domain"]),
    ("store", &["clock", "files", "pages", "domain", "crdt"]),
    ("keys", &["entropy", "store"]),
    ("sync", &["clock", "entropy", "files", "domain", "crdt", "store", "keys"]),
    ("ledger", &["clock", "entropy", "files", "domain", "crdt", "store", "keys", "sync"]),
];

/// What the pure rules may know of the protocol: names and values, no envelopes, no messages.
const DOMAIN_MAY_SAY: [&str; 3] = ["id", "limits", "scalar"];

/// One module names another.
struct Arrow<'s> {
    source: &'s Source,
    line: usize,
    from: String,
    to: String,
}

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let arrows: Vec<Arrow<'_>> = sources.iter().flat_map(arrows_of).collect();
    let mut found: Vec<Finding> = arrows.iter().filter_map(backwards).collect();
    found.extend(sources.iter().flat_map(domain_beyond_names));
    found
}

/// An arrow of the core that points back.
fn backwards(arrow: &Arrow<'_>) -> Option<Finding> {
    if !arrow.source.path.starts_with("core/src/") {
        return None;
    }
    let rooms = |name: &str| ROOMS.iter().find(|(room, _)| *room == name);
    let (_, may_use) = rooms(&arrow.from)?;
    let is_room = rooms(&arrow.to).is_some();
    (is_room && !may_use.contains(&arrow.to.as_str())).then(|| Finding {
        path: arrow.source.path.clone(),
        line: arrow.line,
        law: "imports point one way: domain, crdt, store, sync, ledger",
        next: format!(
            "{} may not use {}; pass the value in, or move it down",
            arrow.from, arrow.to
        ),
    })
}

fn domain_beyond_names(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("core/src/domain") {
        return Vec::new();
    }
    let named = named_of(source, "fangxian_protocol").into_iter();
    let beyond = named.filter_map(|(line, path)| {
        let name = path.into_iter().next()?;
        (!DOMAIN_MAY_SAY.contains(&name.as_str())).then_some((line, name))
    });
    beyond
        .map(|(line, name)| Finding {
            path: source.path.clone(),
            line,
            law: "of the protocol the domain says only id, limits and scalar",
            next: format!("let a later room translate {name}"),
        })
        .collect()
}

/// Which modules of its own package a file names, outside tests.
fn arrows_of(source: &Source) -> Vec<Arrow<'_>> {
    let Some(home) = module_path(&source.path) else {
        return Vec::new();
    };
    let Some(from) = home.first().cloned() else {
        return Vec::new(); // The crate root names everything.
    };
    let mut seen = BTreeSet::from([from.clone()]);
    let mut arrows = Vec::new();
    for (line, path) in named(source, &home) {
        let Some(to) = path.into_iter().next() else { continue };
        if seen.insert(to.clone()) {
            arrows.push(Arrow { source, line, from: from.clone(), to });
        }
    }
    arrows
}
