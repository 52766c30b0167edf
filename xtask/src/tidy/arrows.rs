//! Imports point one way: a room may use the rooms before it, and nothing flows back.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::source::Source;

/// The rooms of the core, each with the rooms it may use besides itself.
const ROOMS: [(&str, &[&str]); 8] = [
    ("clock", &[]),
    ("files", &[]),
    ("pages", &["files"]),
    ("domain", &["clock"]),
    ("crdt", &["clock", "domain"]),
    ("store", &["clock", "files", "pages", "domain", "crdt"]),
    ("sync", &["clock", "files", "domain", "crdt", "store"]),
    ("ledger", &["clock", "files", "domain", "crdt", "store", "sync"]),
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
    found.extend(mutual(&arrows));
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

/// Two modules of one package that use each other.
fn mutual(arrows: &[Arrow<'_>]) -> Vec<Finding> {
    let mut pairs: BTreeMap<(&str, &str, &str), &Arrow<'_>> = BTreeMap::new();
    for arrow in arrows {
        let package = package(&arrow.source.path);
        pairs.entry((package, &arrow.from, &arrow.to)).or_insert(arrow);
    }
    let back = |(package, from, to): &(&str, &str, &str)| {
        from < to && pairs.contains_key(&(*package, *to, *from))
    };
    let mutual = pairs.iter().filter(|(pair, _)| back(pair));
    mutual
        .map(|((_, from, to), arrow)| Finding {
            path: arrow.source.path.clone(),
            line: arrow.line,
            law: "no two modules use each other",
            next: format!("{from} and {to} do; let one hand the other what it needs"),
        })
        .collect()
}

fn domain_beyond_names(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("core/src/domain") {
        return Vec::new();
    }
    let code = code(source);
    let named = after(&code, "fangxian_protocol::").into_iter().flat_map(|at| {
        let line = line_of(&code, at);
        names(&code[at..]).into_iter().map(move |name| (line, name))
    });
    named
        .filter(|(_, name)| !DOMAIN_MAY_SAY.contains(&name.as_str()))
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
    let code = code(source);
    let absolute = after(&code, "crate::");
    let relative = after(&code, "super::").into_iter().filter_map(|at| {
        let (climbed, rest) = climb(&code[at..]);
        (climbed + 1 == home.len()).then(|| code.len() - rest.len())
    });
    let mut seen = BTreeSet::from([from.clone()]);
    let mut arrows = Vec::new();
    for at in absolute.into_iter().chain(relative) {
        for to in names(&code[at..]) {
            if seen.insert(to.clone()) {
                arrows.push(Arrow { source, line: line_of(&code, at), from: from.clone(), to });
            }
        }
    }
    arrows
}

/// The code of a file with the lines of its tests left empty.
fn code(source: &Source) -> String {
    let lines = source.code.iter().zip(&source.tests);
    let kept = lines.map(|(line, test)| if *test { "" } else { line.as_str() });
    kept.collect::<Vec<_>>().join("\n")
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// Where each path that starts with `prefix` goes on.
fn after(code: &str, prefix: &str) -> Vec<usize> {
    let starts = code.match_indices(prefix).filter(|(at, _)| {
        let before = code[..*at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || "_:$".contains(letter))
    });
    starts.map(|(at, _)| at + prefix.len()).collect()
}

/// How many further `super::` a path climbs, and what follows.
fn climb(mut rest: &str) -> (usize, &str) {
    let mut climbed = 0;
    while let Some(higher) = rest.strip_prefix("super::") {
        (rest, climbed) = (higher, climbed + 1);
    }
    (climbed, rest)
}

/// The first name of a path, or of each path in its braces.
fn names(rest: &str) -> Vec<String> {
    let name = |path: &str| -> String {
        let letters = path.trim().chars();
        let name = letters.take_while(|letter| letter.is_alphanumeric() || *letter == '_');
        name.collect()
    };
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name(rest)];
    };
    let (mut depth, mut parts) = (0_usize, vec![String::new()]);
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            _ if depth == 0 => parts.iter_mut().last().into_iter().for_each(|p| p.push(letter)),
            _ => {}
        }
    }
    let names = parts.iter().map(|part| name(part));
    names.filter(|name| !name.is_empty() && name != "self").collect()
}

/// `core/src/a/b.rs` is `[a, b]` of its package; the roots are empty.
fn module_path(path: &str) -> Option<Vec<String>> {
    let (_, inside) = path.split_once("/src/")?;
    let inside = inside.strip_suffix(".rs")?;
    Some(match inside {
        "lib" | "main" => Vec::new(),
        _ => inside.split('/').map(str::to_owned).collect(),
    })
}

fn package(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(package, _)| package)
}
