//! Only the owner looks into a centre's folder: it holds names, phones, photos and keys. Every file
//! and folder that is not written through `fangxian::files` is made here.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const FILE: u32 = 0o600;
const FOLDER: u32 = 0o700;
const OTHERS: u32 = 0o077;

/// Something is not private, or cannot be looked at.
pub(crate) enum Fault {
    /// A file or folder, and why.
    File(PathBuf, io::Error),
    /// Others can read a key.
    KeyOpenToOthers(PathBuf),
    /// Others can look in, which this mode would end.
    OpenToOthers(PathBuf, u32),
}

/// Makes a folder that only its owner looks into. One that is there stays as it is.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Fault> {
    let made = DirBuilder::new().recursive(true).mode(FOLDER).create(folder);
    made.map_err(failed(folder))
}

/// Opens files for writing; those it makes, only their owner reads.
pub(crate) fn new_files() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true).mode(FILE);
    options
}

/// Closes a folder and its files to others, as earlier versions did not: whether it was open.
/// A folder that cannot be closed is refused.
pub(crate) fn close_to_others(folder: &Path, files: &[&str]) -> Result<bool, Fault> {
    let mut was_open = close(folder, FOLDER)?;
    for file in files {
        was_open |= close(&folder.join(file), FILE)?;
    }
    Ok(was_open)
}

fn close(path: &Path, mode: u32) -> Result<bool, Fault> {
    if !is_open_to_others(path)? {
        return Ok(false);
    }
    let refused = |_| Fault::OpenToOthers(path.to_owned(), mode);
    fs::set_permissions(path, Permissions::from_mode(mode)).map_err(refused)?;
    match is_open_to_others(path)? {
        true => Err(Fault::OpenToOthers(path.to_owned(), mode)),
        false => Ok(true),
    }
}

/// Refuses a key that others can read or change: whether they did is for a person to judge.
pub(crate) fn refuse_open_key(path: &Path) -> Result<(), Fault> {
    match is_open_to_others(path)? {
        true => Err(Fault::KeyOpenToOthers(path.to_owned())),
        false => Ok(()),
    }
}

fn is_open_to_others(path: &Path) -> Result<bool, Fault> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.permissions().mode() & OTHERS != 0),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed(path)(error)),
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Fault {
    let path = path.to_owned();
    move |source| Fault::File(path, source)
}
