//! Clocks set by hand, in this process or from another.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};

use fangxian::clock::Clock;

/// A device clock that stands still until it is moved.
#[derive(Debug, Default)]
pub struct HandClock(AtomicI64);

impl HandClock {
    /// A clock that says `now_ms`, milliseconds since 1970 UTC.
    pub fn at(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    /// Sets it.
    pub fn set(&self, now_ms: i64) {
        self.0.store(now_ms, Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A clock of another process: a file that tells it the time.
#[derive(Debug)]
pub struct FileClock {
    file: PathBuf,
    last: AtomicI64,
}

impl FileClock {
    /// The clock that `file` tells.
    pub fn of(file: &Path) -> Self {
        Self { file: file.to_owned(), last: AtomicI64::new(0) }
    }

    /// Has `file` tell `now_ms`; whoever reads it meanwhile reads the old time or the new one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn tell(file: &Path, now_ms: i64) -> std::io::Result<()> {
        let new = file.with_extension("new");
        std::fs::File::create(&new)?.write_all(now_ms.to_string().as_bytes())?;
        std::fs::rename(new, file)
    }
}

impl Clock for FileClock {
    fn now_ms(&self) -> i64 {
        let told = std::fs::read_to_string(&self.file).ok();
        if let Some(now_ms) = told.and_then(|text| text.parse().ok()) {
            self.last.store(now_ms, Ordering::SeqCst);
        }
        self.last.load(Ordering::SeqCst)
    }
}
