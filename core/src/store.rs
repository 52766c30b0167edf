//! Room 3: what a phone keeps, and the only room that says `rusqlite`. Every call can fail.
//!
//! Signed envelopes are the truth, one row each; documents, list rows and search are caches that
//! [`Store::rebuild`] can make anew. The directory and what arrived, the centre tells again. A
//! write is on disk when it returns (D8). There is no clock here: times are arguments.

mod arrival;
mod attachment;
mod cursor;
mod database;
mod directory;
mod document;
mod envelope;
mod error;
mod identity;
mod mend;
mod meta;
mod migrate;
mod opening;
mod outbox;
mod overlap;
pub mod projecting;
mod projection;
mod quarantine;
mod reading;
mod rebuild;
mod salvage;
mod search;
mod sound;
mod together;
mod unheard;
mod unsent;
mod waiting;
mod words;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use attachment::Attachments;
pub use document::{Changed, StoredDocument};
pub use envelope::{Appended, Place, StoredEnvelope};
pub use error::StoreError;
pub use identity::{Centre, Identity, KeyHolder};
pub use opening::OpenReport;
pub use outbox::{OutboxSummary, Waiting};
pub use projection::{
    HazardOrder, HazardQuery, HazardRow, PAGE_ROWS_MAX, Page, PageKey, Query, Row,
};
pub use quarantine::Quarantined;
pub use reading::{Reading, Writing};
pub use rebuild::{Difference, DifferentPart, RebuildReport};
pub use salvage::SalvageReport;
pub use search::Found;
pub use unsent::{
    AttachmentTrouble, DueAttachment, DueAttachments, UnsentAttachment, due_attachments,
};

use database::{Database, Sharing};
use opening::Opened;

/// Everything this phone keeps, in one file. Shared freely between threads: reading never waits
/// for writing, and writers take turns.
pub struct Store {
    database: Database,
    folder: PathBuf,
    /// Held while the store is open; given back when it is dropped.
    _lock: File,
}

impl Store {
    /// Opens the store in the file at `path`, or makes it.
    ///
    /// After an unclean stop the file is checked. A damaged file is set aside beside it, and
    /// everything intact in it is kept; the report says so.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when it is open already. [`StoreError::NewerSchema`] when a newer
    /// version of the app wrote it and [`StoreError::NotAStore`] when another program did; both
    /// leave it untouched.
    pub fn open(path: &Path) -> Result<(Self, OpenReport), StoreError> {
        let Opened { lock, writer, report } = opening::open(path)?;
        let sharing = if report.crowded { Sharing::None } else { Sharing::Usual };
        let database = Database::new(path, writer, sharing);
        Ok((
            Self {
                database,
                folder: path.parent().unwrap_or(Path::new("")).to_owned(),
                _lock: lock,
            },
            report,
        ))
    }

    /// The folder the file lies in: other files of this phone belong there too.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads one snapshot: what others write meanwhile is not seen.
    ///
    /// # Errors
    /// Those of `f` and of the store.
    pub fn read<T>(
        &self,
        f: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.read(f)
    }

    /// Writes one transaction. When this returns `Ok` all of it is on disk; when it returns `Err`
    /// none of it happened.
    ///
    /// # Errors
    /// Those of `f` and of the store.
    pub fn write<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.database.write(f)
    }

    /// Makes documents, list rows and search anew from the envelopes, in small transactions so that
    /// the store stays usable. `progress` hears how many records are done, and of how many.
    ///
    /// Interrupted, it starts over at the next call; until then [`OpenReport::stale`] says so.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rebuild(&self, progress: impl FnMut(usize, usize)) -> Result<RebuildReport, StoreError> {
        self.database.rebuild(progress)
    }

    /// Says where documents, list rows and search differ from the envelopes. Changes nothing.
    ///
    /// # Errors
    /// Those of the store.
    pub fn compare(&self) -> Result<Vec<Difference>, StoreError> {
        self.database.compare()
    }

    /// Folds the write-ahead log into the file: when the app goes to the background.
    ///
    /// # Errors
    /// Those of the store.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        self.database.checkpoint()
    }

    /// Folds the log into the file and notes that all is well, so that the next opening need not
    /// check it: when the app goes to the background. The store stays usable; the next write takes
    /// the note back.
    ///
    /// # Errors
    /// Those of the store.
    pub fn rest(&self) -> Result<(), StoreError> {
        self.database.rest()
    }

    /// Rests and closes. A store that is dropped instead loses nothing and is checked.
    ///
    /// # Errors
    /// Those of the store.
    pub fn close(self) -> Result<(), StoreError> {
        self.database.close()
    }
}
