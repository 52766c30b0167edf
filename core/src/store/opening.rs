//! Opening a file: alone, checked after an unclean stop, brought to the newest schema, and
//! salvaged when it is damaged.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, ffi};

use super::database::Sharing;
use super::salvage::{self, SalvageReport};
use super::{Reading, StoreError, database, meta, migrate, sound};
use crate::pages::beside;

const LOCK_TRY_EVERY: Duration = Duration::from_millis(10);
const LOCK_TRIES_MAX: u32 = 50;

/// What opening a store did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenReport {
    /// There was no file; there is one now.
    pub created: bool,
    /// The schema version the file had, when it was an older one.
    pub upgraded_from: Option<i64>,
    /// The last stop was unclean, and the file was checked and found sound; whole, when damage had
    /// been met.
    pub checked: bool,
    /// The file was damaged: what became of it.
    pub salvaged: Option<SalvageReport>,
    /// There was no room to share the file between readers: reading takes turns with writing until
    /// it is opened again.
    pub crowded: bool,
    /// What lists show may not follow this version's rules, or damage was met: call
    /// [`rebuild`](super::Store::rebuild).
    pub stale: bool,
}

/// A file opened for writing, with the lock that keeps others out.
pub(super) struct Opened {
    pub(super) lock: File,
    pub(super) writer: Connection,
    pub(super) report: OpenReport,
}

/// Opens the file at `path`, or makes it.
pub(super) fn open(path: &Path) -> Result<Opened, StoreError> {
    let lock = lock(&beside(path, ".lock"))?;
    salvage::finish_interrupted(path)?;
    let (writer, report) = match attempt_anyhow(path) {
        Err(error) if error.is_damage() => {
            let salvaged = salvage::salvage(path, |fresh| Ok(attempt(fresh, Sharing::Usual)?.0))?;
            let (writer, report) = attempt(path, Sharing::Usual)?;
            (writer, OpenReport { salvaged: Some(salvaged), ..report })
        }
        outcome => outcome?,
    };
    Ok(Opened { lock, writer, report })
}

/// Opens the file as it is, on a full drive too: what is here can be read where nothing more can be
/// written. [`StoreError::Damaged`] when it must be salvaged.
fn attempt_anyhow(path: &Path) -> Result<(Connection, OpenReport), StoreError> {
    match attempt(path, Sharing::Usual) {
        Err(error) if lacks_room(&error) && length(path) > 0 => {
            let crowded = attempt(path, Sharing::None).map_err(|_| error);
            crowded.map(|(writer, report)| (writer, OpenReport { crowded: true, ..report }))
        }
        outcome => outcome,
    }
}

/// Whether a drive is full. Readers share an index of the log in a file of its own, and SQLite
/// calls it an input or output error when there is no room for that one.
fn lacks_room(error: &StoreError) -> bool {
    match error {
        StoreError::DiskFull => true,
        StoreError::Io { code } => {
            matches!(*code, ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP)
        }
        _ => false,
    }
}

/// Opens the file as it is; [`StoreError::Damaged`] when it must be salvaged.
fn attempt(path: &Path, sharing: Sharing) -> Result<(Connection, OpenReport), StoreError> {
    let created = length(path) == 0;
    if created && length(&beside(path, "-wal")) > 0 {
        // SQLite would take the empty file for a new one and delete what the log holds. One that is
        // gone altogether is as good as an empty one.
        OpenOptions::new().create(true).append(true).open(path)?;
        return Err(StoreError::Damaged { what: "file" });
    }
    let mut writer = database::writer(path, sharing)?;
    let mut report = OpenReport { created, ..OpenReport::default() };
    if !created {
        let unclean = migrate::version(&writer)? > 0 && number(&writer, meta::RUNNING)? != Some(0);
        if unclean {
            match number(&writer, meta::RULES)? {
                // Something in the file was not what was written.
                Some(0) => check_all(&writer)?,
                _ => check(&writer)?,
            }
            report.checked = true;
        }
    }
    let found = migrate::migrate(&mut writer)?;
    report.created = found == 0;
    report.upgraded_from = (found > 0 && found < migrate::known()).then_some(found);
    report.stale = meta::begin(&mut writer)?;
    Ok((writer, report))
}

/// Takes the lock that keeps others out. A process that is being started holds what its parent
/// holds for a moment, so that a lock just given back is not always free at once.
fn lock(path: &Path) -> Result<File, StoreError> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    for _ in 0..LOCK_TRIES_MAX {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_TRY_EVERY),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::InUse)
}

fn number(writer: &Connection, name: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    Ok(writer.query_row(sql, [name], |row| row.get(0)).optional()?)
}

fn check(writer: &Connection) -> Result<(), StoreError> {
    let verdict: String = writer.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    match verdict.as_str() {
        "ok" => Ok(()),
        _ => Err(StoreError::Damaged { what: "file" }),
    }
}

/// Reads everything that cannot be made anew, too.
fn check_all(writer: &Connection) -> Result<(), StoreError> {
    if !sound::is_sound(writer)? {
        return Err(StoreError::Damaged { what: "file" });
    }
    Reading::new(writer, &AtomicBool::default()).identity().map(drop)
}

fn length(path: &Path) -> u64 {
    path.metadata().map_or(0, |metadata| metadata.len())
}
