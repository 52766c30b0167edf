//! The scenario files as data, for the players of other languages.

use std::path::PathBuf;
use std::process::Command;

use super::build::Built;
use super::tools::run;
use crate::repository;

/// Writes the scenarios and the tables of everyone in them; where.
pub(super) fn write(built: &Built) -> Result<PathBuf, String> {
    let folder = built.folder.join("scenario-plans");
    let mut command = Command::new(built.program("scenarios"));
    run(command.current_dir(repository::root()).arg("--plans").arg(&folder))?;
    Ok(folder)
}
