//! The paths a file names, outside tests.

use super::source::Source;

/// What a file uses of its own package, as paths from its root, with the lines.
pub(super) fn named(source: &Source, home: &[String]) -> Vec<(usize, Vec<String>)> {
    let code = code(source);
    let absolute = after(&code, "crate::").into_iter().map(|at| (at, at, 0));
    let relative = after(&code, "super::").into_iter().map(|at| {
        let (climbed, rest) = climb(&code[at..]);
        (at, code.len() - rest.len(), climbed + 1)
    });
    let mut all = Vec::new();
    for (at, begin, climbed) in absolute.chain(relative) {
        let base = match climbed {
            0 => &[],
            up => home.get(..home.len().saturating_sub(up)).unwrap_or_default(),
        };
        let mut paths = Vec::new();
        follow(&code[begin..], base.to_vec(), &mut paths);
        all.extend(paths.into_iter().map(|path| (line_of(&code, at), path)));
    }
    all
}

/// Every path that `rest` begins with, groups in braces opened. Returns where it ends.
fn follow(rest: &str, mut path: Vec<String>, paths: &mut Vec<Vec<String>>) -> usize {
    let mut at = 0;
    loop {
        at += rest[at..].len() - rest[at..].trim_start().len();
        if let Some(inside) = rest[at..].strip_prefix('{') {
            let mut within = 0;
            loop {
                within += follow(&inside[within..], path.clone(), paths);
                let gap = inside[within..].len() - inside[within..].trim_start().len();
                within += gap;
                match inside[within..].chars().next() {
                    Some(',') => within += 1,
                    Some('}') => return at + 1 + within + 1,
                    Some(other) => within += other.len_utf8(),
                    None => return rest.len(),
                }
            }
        }
        let name: String =
            rest[at..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() {
            paths.push(path);
            return at;
        }
        at += name.len();
        if name != "self" {
            path.push(name);
        }
        if let Some(alias) = rest[at..].strip_prefix(" as ") {
            let own = |c: &char| c.is_alphanumeric() || *c == '_';
            paths.push(path);
            return at
                + " as ".len()
                + alias.chars().take_while(own).map(char::len_utf8).sum::<usize>();
        }
        match rest[at..].strip_prefix("::") {
            Some(_) => at += 2,
            None => {
                paths.push(path);
                return at;
            }
        }
    }
}

/// The paths that a file names of another package, without that package's name, with the lines.
pub(super) fn named_of(source: &Source, package: &str) -> Vec<(usize, Vec<String>)> {
    let code = code(source);
    let mut all = Vec::new();
    for at in after(&code, &format!("{package}::")) {
        let mut paths = Vec::new();
        follow(&code[at..], Vec::new(), &mut paths);
        all.extend(paths.into_iter().map(|path| (line_of(&code, at), path)));
    }
    all
}

/// `core/src/a/b.rs` is `[a, b]` of its package; the roots are empty.
pub(super) fn module_path(path: &str) -> Option<Vec<String>> {
    let (_, inside) = path.split_once("/src/")?;
    let inside = inside.strip_suffix(".rs")?;
    Some(match inside {
        "lib" | "main" => Vec::new(),
        _ => inside.split('/').map(str::to_owned).collect(),
    })
}

pub(super) fn package(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(package, _)| package)
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
