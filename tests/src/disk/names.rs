//! The names on a drive: those a program sees, those on the platter, and what lies between them.

use std::collections::BTreeMap;

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    /// A file by its number.
    File(usize),
}

/// Something that becomes of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    Made(String, Node),
    Gone(String),
    /// From one name to another, in one step.
    Moved(String, String),
}

type Table = BTreeMap<String, Node>;

/// Names, as paths from the folder that is watched.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// On the platter.
    sure: Table,
    /// As a program sees them.
    now: Table,
    /// On their way to the platter, each with what had the name when it changed.
    coming: Vec<(Change, Option<Node>)>,
}

impl Names {
    /// Names that are all on the platter, those of the folders they lie in too.
    pub(super) fn holding(files: impl Iterator<Item = (String, usize)>) -> Self {
        let mut sure = Table::new();
        for (name, number) in files {
            let mut folder = folder_of(&name);
            while !folder.is_empty() {
                sure.insert(folder.to_owned(), Node::Folder);
                folder = folder_of(folder);
            }
            sure.insert(name, Node::File(number));
        }
        Self { now: sure.clone(), sure, coming: Vec::new() }
    }

    /// What a program finds under a name.
    pub(super) fn now(&self, name: &str) -> Option<Node> {
        self.now.get(name).copied()
    }

    /// Whether the platter has for a name what a program sees.
    pub(super) fn lasts(&self, name: &str) -> bool {
        self.sure.get(name) == self.now.get(name)
    }

    pub(super) fn change(&mut self, change: Change) {
        let node = self.now(change.of());
        change.arrive(node, &mut self.now);
        self.coming.push((change, node));
    }

    /// Brings what became of the names in a folder to the platter.
    pub(super) fn flush(&mut self, folder: &str) {
        let all = std::mem::take(&mut self.coming);
        let (settled, coming) = all.into_iter().partition(|(change, _)| change.is_in(folder));
        let settled: Vec<_> = settled;
        settled.iter().for_each(|(change, node)| change.arrive(*node, &mut self.sure));
        self.coming = coming;
    }

    /// The files by name when of what is on its way only that arrives which `arrives` says.
    pub(super) fn found(
        &self,
        mut arrives: impl FnMut(&Change) -> bool,
    ) -> BTreeMap<String, usize> {
        let mut table = self.sure.clone();
        for (change, node) in &self.coming {
            if arrives(change) {
                change.arrive(*node, &mut table);
            }
        }
        let files = table.iter().filter_map(|(name, node)| match node {
            Node::File(number) if is_reachable(name, &table) => Some((name.clone(), *number)),
            _ => None,
        });
        files.collect()
    }
}

impl Change {
    /// The name that changes.
    fn of(&self) -> &str {
        match self {
            Self::Made(name, _) | Self::Gone(name) | Self::Moved(name, _) => name,
        }
    }

    /// Whether it is settled when this folder is flushed: a file that moves is where it went to.
    fn is_in(&self, folder: &str) -> bool {
        match self {
            Self::Made(name, _) | Self::Gone(name) | Self::Moved(_, name) => {
                folder_of(name) == folder
            }
        }
    }

    /// Becomes true in a table; `before` is what had the name when it changed.
    fn arrive(&self, before: Option<Node>, table: &mut Table) {
        match self {
            Self::Made(name, node) => drop(table.insert(name.clone(), *node)),
            Self::Gone(name) => drop(table.remove(name)),
            Self::Moved(from, to) => {
                if table.get(from).copied() == before {
                    table.remove(from);
                }
                before.map(|node| table.insert(to.clone(), node));
            }
        }
    }
}

/// The folder that a name lies in; empty for the one that is watched.
pub(super) fn folder_of(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether all folders around a name are there.
fn is_reachable(name: &str, table: &Table) -> bool {
    let folder = folder_of(name);
    folder.is_empty() || (table.contains_key(folder) && is_reachable(folder, table))
}
