//! How a sound file takes the place of a damaged one, which is kept: stopped at any point, it is
//! finished later.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::beside;
use crate::files;

/// Puts the sound file at `fresh`, which is complete, in the place of the damaged one at `path`:
/// where that lies now, with its log.
///
/// # Errors
/// Those of the system.
pub fn replace(path: &Path, fresh: &Path) -> io::Result<PathBuf> {
    let mut free = (1..=u32::MAX).map(|number| aside(path, number)).filter(|name| !name.exists());
    let name = free.next().ok_or(io::ErrorKind::AlreadyExists)?;
    fs::rename(path, &name)?;
    finish_replacing(path, fresh)?;
    Ok(name)
}

/// Finishes a replacement that was stopped; nothing when there is none to finish. The damaged file
/// is moved only once the sound one is complete.
///
/// # Errors
/// Those of the system.
pub fn finish_replacing(path: &Path, fresh: &Path) -> io::Result<()> {
    if path.exists() || !fresh.exists() {
        return Ok(());
    }
    let places = (1..=u32::MAX).map(|number| aside(path, number));
    // The log of the damaged file belongs to it; the sound one must not find it.
    if let Some(last) = places.take_while(|name| name.exists()).last() {
        unless_absent(fs::rename(beside(path, "-wal"), beside(&last, "-wal")))?;
    }
    // The index of the log is made anew whenever it is needed.
    unless_absent(fs::remove_file(beside(path, "-shm")))?;
    fs::rename(fresh, path)?;
    files::flush_name(path)
}

/// Removes one of our own scratch files, with what belongs to it.
///
/// # Errors
/// Those of the system.
pub fn discard(scratch: &Path) -> io::Result<()> {
    let parts = ["", "-wal", "-shm"];
    parts.iter().try_for_each(|part| unless_absent(fs::remove_file(beside(scratch, part))))
}

fn aside(path: &Path, number: u32) -> PathBuf {
    beside(path, &format!(".damaged-{number}"))
}

fn unless_absent(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
