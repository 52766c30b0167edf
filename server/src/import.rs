//! The org tree from three CSV files: all of it is checked before anything is written.

mod check;
mod plan;
mod table;

use std::fmt;
use std::path::PathBuf;

use crate::registry::Registry;
use crate::storage::StorageError;

/// At most this many faults are shown at once.
pub const FAULTS_MAX: usize = 50;

/// The three files.
#[derive(Debug, Clone)]
pub struct Files {
    /// Divisions and grids.
    pub units: PathBuf,
    /// People's cards.
    pub people: PathBuf,
    /// Who holds which post.
    pub posts: PathBuf,
}

/// One thing wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1 with the header; 0 for the file as a whole.
    pub line: u64,
    /// The column's name as the file spells it; empty for the whole line.
    pub column: String,
    /// What is wrong and what to do.
    pub what: String,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Units: new, changed, the same.
    pub units: (usize, usize, usize),
    /// Cards: new, changed, the same.
    pub people: (usize, usize, usize),
    /// Posts: new, changed, the same.
    pub posts: (usize, usize, usize),
    /// Erased cards that stayed empty.
    pub erased: usize,
    /// Posts in the ledger that the file does not name; they were left as they are.
    pub unnamed: usize,
    /// Devices whose certificate was issued anew because their person's posts changed.
    pub certificates: usize,
}

/// Nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are not right.
    #[error("{} faults in the files; nothing was imported", .0.len())]
    Faults(Vec<Fault>),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The centre's key.
    #[error(transparent)]
    Sign(#[from] fangxian_protocol::key::CannotSign),
}

/// Imports the three files, all or nothing. What is already there takes no new version.
///
/// # Errors
/// [`ImportError::Faults`] names file, line, column and the next move.
pub fn import(registry: &Registry, files: &Files) -> Result<Imported, ImportError> {
    let roster = registry.roster()?;
    let checked = check::check(files, &roster).map_err(ImportError::Faults)?;
    let (edit, imported) = plan::plan(&roster, &checked, registry.signer())?;
    registry.storage().edit_directory(&edit)?;
    Ok(imported)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, " line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.what)
    }
}
