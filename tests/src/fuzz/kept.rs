//! Inputs that `fuzz/` found and that were kept: each reaches code no other does, or once broke it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Outcome;

/// The kept inputs of a decoder, in the order of their names.
///
/// # Errors
/// When there are none: the folder is elsewhere.
pub fn kept(name: &str) -> Outcome<Vec<Vec<u8>>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder().join(name))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort_unstable();
    Ok(files.into_iter().map(fs::read).collect::<Result<_, _>>()?)
}

/// Where they are kept, a folder for each decoder.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}
