//! The org tree from three CSV files: all of it is checked before anything is written.

mod after;
mod cell;
mod check;
mod fit;
mod plan;
mod row;
mod table;
mod tables;

use std::fmt;
use std::path::PathBuf;

use crate::registry::{Registry, Roster};
use crate::storage::StorageError;

/// The three files; each may be given alone.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Divisions and grids.
    pub units: Option<PathBuf>,
    /// People's cards.
    pub people: Option<PathBuf>,
    /// Who holds which post.
    pub posts: Option<PathBuf>,
}

/// A sentence for the operator, in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
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
    pub what: Said,
}

/// What an import did, or would do. Every row of a file is counted in one place.
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

/// What an import is doing just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Files are read.
    Reading,
    /// Rows are checked against each other.
    Checking,
    /// Certificates are issued.
    Signing,
    /// Rows are written.
    Writing,
}

/// Hears how much of how much of a stage is done.
pub type Tell<'t> = &'t mut dyn FnMut(Stage, u64, u64);

/// Nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are not right.
    #[error(
        "文件里有 {count} 处不对,什么也没有导入。\n\
         {count} faults in the files; nothing was imported",
        count = .0.len()
    )]
    Faults(Vec<Fault>),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The centre's key.
    #[error(transparent)]
    Sign(#[from] fangxian_protocol::key::CannotSign),
}

/// Imports the files, all or nothing. What is already there takes no new version.
///
/// # Errors
/// [`ImportError::Faults`] names file, line, column and the next move.
pub fn import(registry: &Registry, files: &Files) -> Result<Imported, ImportError> {
    import_telling(registry, files, &mut |_, _, _| {})
}

/// The same; `tell` hears how far it is.
///
/// # Errors
/// As [`import`].
pub fn import_telling(
    registry: &Registry,
    files: &Files,
    tell: Tell<'_>,
) -> Result<Imported, ImportError> {
    let roster = registry.roster()?;
    let checked = check::check(files, &roster, tell).map_err(ImportError::Faults)?;
    let plan = plan::plan(&roster, &checked);
    let edit = plan::sign(&roster, plan.edit, plan.due, (registry.signer(), &mut *tell))?;
    let all = edit.units.len() + edit.cards.len() + edit.posts.len() + edit.certificates.len();
    let all = all as u64;
    registry
        .storage()
        .edit_directory_telling(&edit, &mut |done| tell(Stage::Writing, done, all))?;
    Ok(plan.imported)
}

/// What an import of the files would do to this directory; nothing is written.
///
/// # Errors
/// As [`import`], with every bad line.
pub fn examine(roster: &Roster, files: &Files, tell: Tell<'_>) -> Result<Imported, ImportError> {
    let checked = check::check(files, roster, tell).map_err(ImportError::Faults)?;
    Ok(plan::plan(roster, &checked).imported)
}

impl Said {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// One sentence after another.
    fn and(self, more: Option<Self>) -> Self {
        match more {
            Some(more) => Self::new(self.zh + ";" + &more.zh, self.en + "; " + &more.en),
            None => self,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, what: Said { zh, en } } = self;
        match (line, column.is_empty()) {
            (0, _) => write!(f, "{file}:{zh}\n  {file}: {en}"),
            (_, true) => write!(f, "{file} 第 {line} 行:{zh}\n  {file} line {line}: {en}"),
            (_, false) => write!(
                f,
                "{file} 第 {line} 行,{column}:{zh}\n  {file} line {line}, column {column}: {en}"
            ),
        }
    }
}
