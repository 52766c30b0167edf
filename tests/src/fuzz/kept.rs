//! Inputs that `fuzz/` found and that were kept: each reaches code no other does, or once broke it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::Outcome;

/// The kept inputs of a decoder, in the order in which they lie.
///
/// # Errors
/// When there are none, or a line is not what `cargo xtask fuzz` writes.
pub fn kept(name: &str) -> Outcome<Vec<Vec<u8>>> {
    let file = folder().join(format!("{name}.txt"));
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().map(|line| line.split(' ').next().unwrap_or_default());
    lines.map(|digits| bytes(digits).ok_or(format!("{name}: not hexadecimal").into())).collect()
}

/// Where they are kept: a file for each decoder, a line for each input.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let places = (0..digits.len()).step_by(2);
    places.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}
