//! Why the store could not do it, and so what to do next. Never holds what a user typed.

use std::io;

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::crdt::Unreadable;

/// Why a call of the store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room left on the disk. What was saved before is safe; free some space and call again.
    #[error("store: the disk is full; free some space, then retry")]
    DiskFull,
    /// What had to be signed was not: the host's key store is locked. Unlock it and call again.
    #[error("store: the key store does not sign now; unlock the device, then retry")]
    KeyLocked,
    /// Someone else is writing; call again.
    #[error("store: busy; retry")]
    Busy,
    /// Another process, or another handle of this one, has this store open.
    #[error("store: already open elsewhere; close it there, then retry")]
    InUse,
    /// The file, or a value in it, is not what was written. Open the store again: it will be
    /// checked and salvaged.
    #[error("store: damaged ({what}); open it again to salvage it")]
    Damaged {
        /// Which part, as the schema calls it.
        what: &'static str,
    },
    /// The operating system refused; phones do so while locked. Never a sign of damage.
    #[error("store: input or output failed ({code}); retry later")]
    Io {
        /// SQLite's extended code, or the operating system's.
        code: i32,
    },
    /// Written by a newer version of the app. Nothing was changed; update the app.
    #[error("store: schema {found} is newer than {known}; update the app")]
    NewerSchema {
        /// The version in the file.
        found: i64,
        /// The newest this build knows.
        known: i64,
    },
    /// The file belongs to another program. Nothing was changed; choose another path.
    #[error("store: the file belongs to another program; choose another path")]
    NotAStore,
    /// A record's document cannot be read. Its envelopes are untouched: rebuild.
    #[error("store: document unreadable at {part}; rebuild it")]
    Unreadable {
        /// Which part, as the vocabulary calls it.
        part: &'static str,
    },
    /// The page key is not one that this query gave.
    #[error("store: page key is not of this query; start from the first page")]
    BadPageKey,
    /// A fault of ours: a statement the engine does not accept.
    #[error("store: SQLite refused ({code})")]
    Sqlite {
        /// SQLite's extended code; 0 when the fault is not SQLite's.
        code: i32,
    },
}

impl StoreError {
    /// Whether the same call may succeed later with nothing repaired.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::DiskFull | Self::KeyLocked | Self::Busy | Self::InUse | Self::Io { .. }
        )
    }

    /// Whether the file must be set aside and salvaged.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        match error {
            E::SqliteFailure(failure, _) | E::SqlInputError { error: failure, .. } => of(failure),
            E::FromSqlConversionFailure(..)
            | E::IntegralValueOutOfRange(..)
            | E::Utf8Error(..)
            | E::InvalidColumnType(..)
            | E::QueryReturnedNoRows => Self::Damaged { what: "value" },
            _ => Self::Sqlite { code: 0 },
        }
    }
}

impl From<Unreadable> for StoreError {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable { part: error.part }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io { code: error.raw_os_error().unwrap_or_default() },
        }
    }
}

fn of(failure: ffi::Error) -> StoreError {
    let code = failure.extended_code;
    match failure.code {
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        // A damaged page that claims a huge length makes SQLite ask for more memory than there is.
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::OutOfMemory => {
            StoreError::Damaged { what: "file" }
        }
        // Every statement is fixed and tested: the tables are not those it was made for.
        ErrorCode::Unknown if code == ffi::SQLITE_ERROR => StoreError::Damaged { what: "schema" },
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly => {
            StoreError::Io { code }
        }
        _ => StoreError::Sqlite { code },
    }
}
