//! The database of a centre among the files of its folder, and how a salvaged one takes the place
//! of a damaged one: stopped at any point, the next start finishes it.

use std::io;
use std::path::{Path, PathBuf};

use fangxian::pages;

use super::OpenError;

/// The database of a centre, in its folder.
pub(crate) const DATABASE_FILE: &str = "centre.sqlite";
/// What is made of a damaged one; complete before that is moved.
pub(crate) const SALVAGING_FILE: &str = "centre.sqlite.salvaging";

/// Whether there is a centre in a folder, or what a stopped salvage left of one.
pub fn is_there(dir: &Path) -> bool {
    [DATABASE_FILE, SALVAGING_FILE].iter().any(|name| dir.join(name).exists())
}

/// Puts the salvaged database in the place of the damaged one, which is kept: its new name.
pub(crate) fn replace(dir: &Path) -> Result<PathBuf, OpenError> {
    let (database, fresh) = (dir.join(DATABASE_FILE), dir.join(SALVAGING_FILE));
    pages::replace(&database, &fresh).map_err(failed(&database))
}

/// Finishes a replacement that was stopped half way.
pub(crate) fn finish(dir: &Path) -> Result<(), OpenError> {
    let (database, fresh) = (dir.join(DATABASE_FILE), dir.join(SALVAGING_FILE));
    pages::finish_replacing(&database, &fresh).map_err(failed(&database))
}

/// Removes one of our own scratch files, with what belongs to it.
pub(crate) fn discard(path: &Path) -> Result<(), OpenError> {
    pages::discard(path).map_err(failed(path))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::File { path, source }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn kept(dir: &Path) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
        let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut files: Vec<_> =
            entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect();
        files.sort();
        files
    }

    #[test]
    fn a_replacement_that_was_stopped_anywhere_is_finished_and_keeps_the_damaged_log() {
        let expected = [
            (DATABASE_FILE, "sound"),
            ("centre.sqlite.damaged-1", "damaged"),
            ("centre.sqlite.damaged-1-wal", "log"),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        for stopped_after in 0..4 {
            let dir = tempfile::tempdir().unwrap();
            let at = |name: &str| dir.path().join(name);
            let (database, log) = (at(DATABASE_FILE), at("centre.sqlite-wal"));
            fs::write(&database, "damaged").unwrap();
            fs::write(&log, "log").unwrap();
            fs::write(at("centre.sqlite-shm"), "index").unwrap();
            fs::write(at(SALVAGING_FILE), "sound").unwrap();
            if stopped_after == 0 {
                finish(dir.path()).unwrap();
                assert_eq!(fs::read(&database).unwrap(), b"damaged", "nothing was begun");
                replace(dir.path()).unwrap();
            }
            if stopped_after >= 1 {
                fs::rename(&database, at("centre.sqlite.damaged-1")).unwrap();
            }
            if stopped_after >= 2 {
                fs::rename(&log, at("centre.sqlite.damaged-1-wal")).unwrap();
            }
            if stopped_after >= 3 {
                fs::remove_file(at("centre.sqlite-shm")).unwrap();
            }
            finish(dir.path()).unwrap();
            assert_eq!(kept(dir.path()), expected, "stopped after {stopped_after}");
        }
    }
}
