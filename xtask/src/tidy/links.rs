//! Every relative link of every document leads somewhere.

use std::collections::BTreeSet;

use super::Finding;

pub(super) fn check(files: &[(String, String)]) -> Vec<Finding> {
    let known: BTreeSet<&str> = files.iter().flat_map(|(path, _)| prefixes(path)).collect();
    let documents = files.iter().filter(|(path, _)| path.ends_with(".md"));
    let links = documents.flat_map(|(path, text)| {
        links(text).into_iter().map(move |(line, target)| (path, line, target))
    });
    links
        .filter(|(path, _, target)| !known.contains(resolve(path, target).as_str()))
        .map(|(path, line, target)| Finding {
            path: path.clone(),
            line,
            law: "a link leads somewhere",
            next: format!("{target} is not in the repository; mend or drop the link"),
        })
        .collect()
}

/// A file and every folder it is in.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    folders.chain([path])
}

/// Relative targets of links, outside code.
fn links(text: &str) -> Vec<(usize, &str)> {
    let (mut fenced, mut found) = (false, Vec::new());
    for (index, line) in text.lines().enumerate() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for (at, _) in line.match_indices("](") {
            let quoted = line[..at].matches('`').count() % 2 == 1;
            let target = line[at + 2..].split([')', ' ', '#']).next().unwrap_or_default();
            if !quoted && !target.is_empty() && !target.contains(':') {
                found.push((index + 1, target));
            }
        }
    }
    found
}

/// The path a link means, seen from the document it stands in.
fn resolve(document: &str, target: &str) -> String {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let start = match target.strip_prefix('/') {
        Some(_) => "",
        None => folder,
    };
    let mut parts: Vec<&str> = start.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." if parts.pop().is_none() => return format!("outside: {target}"),
            ".." => {}
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
