//! No file is used, in the end, by what it uses: neither two modules of a package nor two files
//! side by side in one folder. A file and those of its own folder may use each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::paths::{module_path, named, package};
use super::source::Source;

/// Who uses whom in one folder, and where that is said first.
type Folder<'s> = BTreeMap<String, BTreeMap<String, (&'s str, usize)>>;

/// Where the shared rules ask whichever kind a record is of, and the kind's folder answers with the
/// shared rules: the one turning point there must be.
const TURN: (&str, &str) = ("core", "domain::kinds");

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut found = Vec::new();
    for ((package, place), folder) in &folders(sources) {
        let mut told = BTreeSet::new();
        for file in folder.keys() {
            let back = |to: &&str| reach(folder, to).contains(file.as_str());
            let ring: BTreeSet<&str> = reach(folder, file).into_iter().filter(back).collect();
            if !ring.is_empty() && told.insert(ring.clone()) {
                found.extend(broken(&format!("{package}/{place}"), folder, &ring));
            }
        }
    }
    found
}

/// What to say of files that use each other: each use of one by another, at the first of them.
fn broken(place: &str, folder: &Folder<'_>, ring: &BTreeSet<&str>) -> Option<Finding> {
    let of_ring = folder.iter().filter(|(from, _)| ring.contains(from.as_str()));
    let uses = of_ring.flat_map(|(from, uses)| uses.iter().map(move |(to, at)| (from, to, at)));
    let uses: Vec<_> = uses.filter(|(_, to, _)| ring.contains(to.as_str())).collect();
    let (_, _, (path, line)) = uses.first()?;
    let said = uses.iter().map(|(from, to, (path, line))| {
        let file = path.rsplit('/').next().unwrap_or(path);
        format!("{from} uses {to} ({file}:{line})")
    });
    let said = said.collect::<Vec<_>>().join(", ");
    Some(Finding {
        path: (*path).to_owned(),
        line: *line,
        law: "no file is used, in the end, by what it uses",
        next: format!("move down what these share in {place}: {said}"),
    })
}

/// The folders of every package, each with who uses whom in it, outside tests.
fn folders(sources: &[Source]) -> BTreeMap<(String, String), Folder<'_>> {
    let mut known: BTreeSet<(String, Vec<String>)> = BTreeSet::new();
    for source in sources {
        let Some(path) = module_path(&source.path) else { continue };
        for end in 1..=path.len() {
            known.insert((package(&source.path).to_owned(), path[..end].to_vec()));
        }
    }
    let mut folders: BTreeMap<(String, String), Folder<'_>> = BTreeMap::new();
    for source in sources {
        let Some(home) = module_path(&source.path) else { continue };
        let package = package(&source.path).to_owned();
        for (line, to) in named(source, &home) {
            let shared = home.iter().zip(&to).take_while(|(one, other)| one == other).count();
            let (Some(from), Some(other)) = (home.get(shared), to.get(shared)) else { continue };
            let place = to[..=shared].join("::");
            let is_file = known.contains(&(package.clone(), to[..=shared].to_vec()));
            if !is_file || (package.as_str(), place.as_str()) == TURN {
                continue;
            }
            let folder = folders.entry((package.clone(), home[..shared].join("/"))).or_default();
            let uses = folder.entry(from.clone()).or_default();
            uses.entry(other.clone()).or_insert((source.path.as_str(), line));
        }
    }
    folders
}

/// Whatever a file uses, or what that uses, and so on.
fn reach<'f>(folder: &'f Folder<'_>, from: &str) -> BTreeSet<&'f str> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        for to in folder.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(to.as_str()) {
                next.push(to);
            }
        }
    }
    reached
}
