//! What may fail, and how a program hears of it.

use std::io;

use rusqlite::ffi;

/// What the system says of broken hardware.
const EIO: i32 = 5;

/// What is asked of a file or folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To open it.
    Open,
    /// To read.
    Read,
    /// To write.
    Write,
    /// To cut or stretch it.
    Truncate,
    /// To flush it.
    Sync,
    /// To lock it.
    Lock,
    /// To remove it.
    Delete,
    /// To give it another name.
    Rename,
    /// To make a folder.
    MakeFolder,
    /// To flush the names in a folder.
    SyncFolder,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A database's.
    Database,
    /// One beside the databases.
    Beside,
}

/// What is to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    what: What,
    /// The how-manieth operation, from 1.
    at: u64,
    /// Those after it too.
    lasting: bool,
    /// Only what is asked of files beside the databases fails, and is counted.
    beside: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Io,
    Full,
    Busy,
    Power,
}

/// Why something was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Io,
    Full,
    Busy,
}

/// A bug planted between a program and the drive, to see that it is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weakness {
    /// None.
    #[default]
    None,
    /// `PRAGMA synchronous` is set to NORMAL whatever was asked for.
    SynchronousNormal,
    /// `PRAGMA synchronous` is set to OFF whatever was asked for.
    SynchronousOff,
    /// The drive says that it flushed and did not.
    LyingDrive,
    /// Files beside the databases are not flushed.
    FilesUnflushed,
    /// The folders they lie in are not.
    FoldersUnflushed,
}

impl Refusal {
    /// As SQLite hears of it.
    pub(super) fn code(self, asked: Kind) -> i32 {
        match (self, asked) {
            (Self::Full, _) => ffi::SQLITE_FULL,
            (Self::Busy, _) => ffi::SQLITE_BUSY,
            (Self::Io, Kind::Open) => ffi::SQLITE_CANTOPEN,
            (Self::Io, Kind::Read) => ffi::SQLITE_IOERR_READ,
            (Self::Io, Kind::Write) => ffi::SQLITE_IOERR_WRITE,
            (Self::Io, Kind::Truncate) => ffi::SQLITE_IOERR_TRUNCATE,
            (Self::Io, Kind::Sync) => ffi::SQLITE_IOERR_FSYNC,
            (Self::Io, Kind::Lock) => ffi::SQLITE_IOERR_LOCK,
            (Self::Io, Kind::Delete) => ffi::SQLITE_IOERR_DELETE,
            (Self::Io, _) => ffi::SQLITE_IOERR,
        }
    }

    /// As Rust's own calls do.
    pub(super) fn as_io(self) -> io::Error {
        match self {
            Self::Full => io::ErrorKind::StorageFull.into(),
            Self::Io | Self::Busy => io::Error::from_raw_os_error(EIO),
        }
    }
}

impl Fault {
    /// Operation `at` fails as broken hardware does, and `lasting` all after it.
    pub fn io(at: u64, lasting: bool) -> Self {
        Self { what: What::Io, at, lasting, beside: false }
    }

    /// From operation `at` on there is no room, or just once.
    pub fn full(at: u64, lasting: bool) -> Self {
        Self { what: What::Full, at, lasting, beside: false }
    }

    /// Lock `at` is held by someone else.
    pub fn busy(at: u64) -> Self {
        Self { what: What::Busy, at, lasting: false, beside: false }
    }

    /// The power goes at operation `at`.
    pub fn power(at: u64) -> Self {
        Self { what: What::Power, at, lasting: true, beside: false }
    }

    /// The same, of files beside the databases only.
    #[must_use]
    pub fn beside_databases(self) -> Self {
        Self { beside: true, ..self }
    }

    /// Whether the drive is full.
    pub fn is_no_room(self) -> bool {
        self.what == What::Full
    }

    pub(super) fn is_lasting(self) -> bool {
        self.lasting
    }

    pub(super) fn concerns(self, kind: Kind, of: Of) -> bool {
        (of == Of::Beside || !self.beside) && self.fails(kind)
    }

    fn fails(self, kind: Kind) -> bool {
        match self.what {
            What::Io => true,
            What::Full => matches!(kind, Kind::Write | Kind::Truncate | Kind::MakeFolder),
            What::Busy => kind == Kind::Lock,
            What::Power => !matches!(kind, Kind::Read | Kind::Lock | Kind::Open),
        }
    }

    pub(super) fn strikes(self, operation: u64) -> Option<Refusal> {
        let now = operation == self.at || (self.lasting && operation > self.at);
        now.then_some(match self.what {
            What::Io | What::Power => Refusal::Io,
            What::Full => Refusal::Full,
            What::Busy => Refusal::Busy,
        })
    }

    pub(super) fn kills(self) -> bool {
        self.what == What::Power
    }
}
