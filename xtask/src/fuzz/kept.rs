//! The kept inputs: a file for each decoder, a line for each input, in hexadecimal and with the
//! name of what it broke, if it did. libFuzzer wants a folder with a file for each.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::repository;

/// Writes the inputs of a decoder into an emptied folder.
pub(super) fn unpack(name: &str, folder: &Path) -> Result<(), String> {
    let file = file(name);
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let unwritable = |error| format!("{}: {error}", folder.display());
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(unwritable)?;
    for (number, line) in text.lines().enumerate() {
        let (digits, called) = line.split_once(' ').unwrap_or((line, ""));
        let bytes = bytes(digits)
            .ok_or_else(|| format!("{}:{}: not hexadecimal", file.display(), number + 1))?;
        let into = if called.is_empty() { number.to_string() } else { called.to_owned() };
        fs::write(folder.join(into), bytes).map_err(unwritable)?;
    }
    Ok(())
}

/// Keeps what is in a folder: the shortest first, each once.
pub(super) fn pack(name: &str, folder: &Path) -> Result<(), String> {
    let unreadable = |error| format!("{}: {error}", folder.display());
    let mut lines = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let bytes = fs::read(&path).map_err(unreadable)?;
        let called = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let called = called.filter(|name| !is_made(name)).map(|name| format!(" {name}"));
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        lines.insert((digits.len(), digits, called.unwrap_or_default()));
    }
    let text: String =
        lines.into_iter().map(|(_, digits, called)| format!("{digits}{called}\n")).collect();
    let file = file(name);
    fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn file(name: &str) -> PathBuf {
    repository::root().join("fuzz/corpus").join(format!("{name}.txt"))
}

/// Whether nobody gave the name: libFuzzer's are hashes, ours are numbers.
pub(super) fn is_made(name: &str) -> bool {
    let is_hash = name.len() == 40 && name.chars().all(|letter| letter.is_ascii_hexdigit());
    is_hash || name.chars().all(|letter| letter.is_ascii_digit())
}

fn bytes(digits: &str) -> Option<Vec<u8>> {
    let places = (0..digits.len()).step_by(2);
    places.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}
