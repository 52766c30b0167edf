//! What may fail, and how SQLite hears of it.

use rusqlite::ffi;

/// What SQLite asks of a file.
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
}

/// What is to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    what: What,
    /// The how-manieth operation, from 1.
    at: u64,
    /// Those after it too.
    lasting: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Io,
    Full,
    Busy,
    Power,
}

/// A bug planted between SQLite and the drive, to see that it is noticed.
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
}

impl Kind {
    pub(super) fn error(self) -> i32 {
        match self {
            Self::Open => ffi::SQLITE_CANTOPEN,
            Self::Read => ffi::SQLITE_IOERR_READ,
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Lock => ffi::SQLITE_IOERR_LOCK,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

impl Fault {
    /// Operation `at` fails as broken hardware does, and `lasting` all after it.
    pub fn io(at: u64, lasting: bool) -> Self {
        Self { what: What::Io, at, lasting }
    }

    /// From operation `at` on there is no room, or just once.
    pub fn full(at: u64, lasting: bool) -> Self {
        Self { what: What::Full, at, lasting }
    }

    /// Lock `at` is held by someone else.
    pub fn busy(at: u64) -> Self {
        Self { what: What::Busy, at, lasting: false }
    }

    /// The power goes at operation `at`.
    pub fn power(at: u64) -> Self {
        Self { what: What::Power, at, lasting: true }
    }

    pub(super) fn concerns(self, kind: Kind) -> bool {
        match self.what {
            What::Io => true,
            What::Full => matches!(kind, Kind::Write | Kind::Truncate),
            What::Busy => kind == Kind::Lock,
            What::Power => !matches!(kind, Kind::Read | Kind::Lock | Kind::Open),
        }
    }

    pub(super) fn strikes(self, operation: u64, kind: Kind) -> Option<i32> {
        let now = operation == self.at || (self.lasting && operation > self.at);
        now.then_some(match self.what {
            What::Io | What::Power => kind.error(),
            What::Full => ffi::SQLITE_FULL,
            What::Busy => ffi::SQLITE_BUSY,
        })
    }

    pub(super) fn kills(self) -> bool {
        self.what == What::Power
    }
}
