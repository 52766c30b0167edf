//! No file speaks of one machine: no path of somebody's disk, no host only they can reach.

use super::Finding;

/// Folders that exist on the machine of whoever wrote the file. Spelled in halves, or this file
/// would be its own finding.
const FOLDERS: [[&str; 2]; 4] = [["/wo", "rk/"], ["/ro", "ot/"], ["/tm", "p/"], ["/Use", "rs/"]];

/// Ends of host names that mean something in one network only.
const HOSTS: [[&str; 2]; 3] = [[".inter", "nal"], [".lo", "cal"], [".la", "n"]];

pub(super) fn check(files: &[(String, String)]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (index, line) in text.lines().enumerate() {
            let law = match (names_folder(line), names_host(line)) {
                (true, _) => "no path of one machine",
                (_, true) => "no host of one network",
                _ => continue,
            };
            found.push(Finding {
                path: path.clone(),
                line: index + 1,
                law,
                next: "say it relative to the repository, or as an example.com".into(),
            });
        }
    }
    found
}

fn names_folder(line: &str) -> bool {
    FOLDERS.iter().any(|halves| {
        let folder = halves.concat();
        line.match_indices(&folder).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|letter| letter.is_alphanumeric() || "._-})*~".contains(letter))
        })
    })
}

/// A URL whose host ends as those of one network do, or is a private address.
fn names_host(line: &str) -> bool {
    line.match_indices("://").any(|(at, _)| {
        let host = line[at + 3..].split(['/', ':', '"', '`', ' ', ')', '>', '?']).next();
        let host = host.unwrap_or_default();
        let private = host.starts_with("10.") || host.starts_with("192.168.") || {
            let second = host.strip_prefix("172.").and_then(|rest| rest.split('.').next());
            second.and_then(|n| n.parse().ok()).is_some_and(|n: u8| (16..32).contains(&n))
        };
        private || HOSTS.iter().any(|halves| host.ends_with(&halves.concat()))
    })
}
