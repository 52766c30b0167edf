//! Which folders are watched, and what a path is called on their drives.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Disk;

static WATCHED: Mutex<BTreeMap<PathBuf, Weak<Disk>>> = Mutex::new(BTreeMap::new());

pub(super) fn watch(folder: PathBuf, disk: &Arc<Disk>) {
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.retain(|_, disk| disk.strong_count() > 0);
    watched.insert(folder, Arc::downgrade(disk));
}

/// The drive that a path is on, if it is watched, and its name there; the folder itself has the
/// empty name.
pub(super) fn place(path: &Path) -> Option<(Arc<Disk>, String)> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    let on = |folder: &Path| Some((watched.get(folder)?.upgrade()?, folder.to_owned()));
    let (disk, folder) = path.ancestors().find_map(on)?;
    Some((disk, path.strip_prefix(folder).ok()?.to_str()?.to_owned()))
}
