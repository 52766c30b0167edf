//! Finding scenario files and reading them.

use std::path::{Path, PathBuf};

use crate::harness::Outcome;
use crate::scenario::plan::{Scenario, parse};
use crate::scenario::stage::zero;

/// The scenario files at `path`: itself, or all below a folder, by name.
///
/// # Errors
/// When there is nothing there.
pub fn find(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let entries =
        std::fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(find(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one file.
///
/// # Errors
/// `file: line N: what is wrong`.
pub fn load(path: &Path) -> Outcome<Scenario> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    Ok(parse(&name, &text, zero()?).map_err(|fault| format!("{name}: {fault}"))?)
}
