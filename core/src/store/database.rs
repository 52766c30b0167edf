//! One writer, a few readers, and how each connection is set up.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::{Reading, StoreError, Writing, meta, migrate, projection};

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS_MAX: usize = 96;
const IDLE_READERS_MAX: usize = 3;

/// The connections of one open file.
pub(super) struct Database {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// A call found damage.
    damage: AtomicBool,
    /// The file says so: the next opening checks it, and makes everything derived anew.
    damage_noted: AtomicBool,
    /// The file says that all is well; the next write takes that back.
    resting: AtomicBool,
    sharing: Sharing,
}

/// Whether several connections have the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// One that writes, and some that read meanwhile.
    Usual,
    /// One alone: it needs no file that they share.
    None,
}

impl Database {
    /// Takes over a connection that can write.
    pub(super) fn new(path: &Path, writer: Connection, sharing: Sharing) -> Self {
        Self {
            path: path.to_owned(),
            resting: AtomicBool::new(rests(&writer)),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            damage: AtomicBool::new(false),
            damage_noted: AtomicBool::new(false),
            sharing,
        }
    }

    /// Reads one snapshot.
    pub(super) fn read<T>(
        &self,
        f: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.sharing == Sharing::None {
            return self.read_alone(f);
        }
        let idle = locked(&self.readers).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => reader(&self.path)?,
        };
        let snapshot = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let out = f(&Reading::new(&snapshot, &self.damage));
        snapshot.finish()?;
        self.note_damage();
        let mut readers = locked(&self.readers);
        if readers.len() < IDLE_READERS_MAX {
            readers.push(connection);
        }
        out
    }

    /// Reads with the one connection there is.
    fn read_alone<T>(
        &self,
        f: impl FnOnce(&Reading<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let out = {
            let mut only = locked(&self.writer);
            let snapshot = only.transaction_with_behavior(TransactionBehavior::Deferred)?;
            let out = f(&Reading::new(&snapshot, &self.damage));
            snapshot.finish()?;
            out
        };
        self.note_damage();
        out
    }

    /// Writes one transaction: committed and on disk when this returns, or without a trace.
    pub(super) fn write<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let outcome = self.attempt(f);
        self.note_damage();
        outcome
    }

    fn attempt<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Writing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = locked(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut writing = Writing::new(&transaction, &self.damage);
        if self.resting.load(Ordering::Relaxed) {
            writing.set_meta(meta::RUNNING, 1)?;
        }
        let out = f(&mut writing)?;
        transaction.commit().map_err(StoreError::from)?;
        self.resting.store(false, Ordering::Relaxed);
        Ok(out)
    }

    /// Has the next opening check the file and make everything derived anew, once damage was met.
    /// Where even that cannot be written, the file is broken enough to be noticed.
    fn note_damage(&self) {
        let is_met = self.damage.load(Ordering::Relaxed);
        if is_met && !self.damage_noted.swap(true, Ordering::Relaxed) {
            let noted = self.attempt(|writing| writing.set_meta(meta::RULES, 0));
            self.damage_noted.store(noted.is_ok(), Ordering::Relaxed);
        }
    }

    /// Notes that all is well, unless damage was met, and folds the log into the file.
    pub(super) fn rest(&self) -> Result<(), StoreError> {
        let is_noted = self.resting.load(Ordering::Relaxed);
        if !is_noted && !self.damage.load(Ordering::Relaxed) {
            let mut writer = locked(&self.writer);
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            Writing::new(&transaction, &self.damage).set_meta(meta::RUNNING, 0)?;
            transaction.commit()?;
            self.resting.store(true, Ordering::Relaxed);
        }
        self.checkpoint()
    }

    /// Rests, and gives every connection back.
    pub(super) fn close(self) -> Result<(), StoreError> {
        locked(&self.readers).clear();
        self.rest()?;
        let writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        writer.close().map_err(|(_, error)| error.into())
    }

    /// Folds the write-ahead log into the file and empties it, as far as readers allow.
    pub(super) fn checkpoint(&self) -> Result<(), StoreError> {
        checkpoint(&locked(&self.writer))
    }

    #[cfg(test)]
    pub(super) fn with_writer<T>(&self, f: impl FnOnce(&Connection) -> T) -> T {
        f(&locked(&self.writer))
    }
}

/// Whether the file says that all is well. When in doubt it does not.
fn rests(writer: &Connection) -> bool {
    let sql = "SELECT value FROM meta WHERE name = ?1";
    let running = writer.query_row(sql, [meta::RUNNING], |row| row.get::<_, i64>(0));
    matches!(running, Ok(0))
}

/// Opens a connection that can write, creating the file if there is none.
pub(super) fn writer(path: &Path, sharing: Sharing) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    if sharing == Sharing::None {
        // Before the file is touched: the index of the log is then kept in memory.
        connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    }
    guard(&connection)?;
    // Before anything is touched: the file of a newer build, or of another program, is not ours.
    migrate::refuse_others(&connection)?;
    // "Saved" means on the drive (D8): one flush per commit, readers never wait.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Apple's plain fsync leaves data in the drive's cache. Without effect elsewhere.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is erased or replaced is overwritten on its page.
    connection.pragma_update_and_check(None, "secure_delete", "FAST", |_| Ok(()))?;
    let limit_bytes = 4 * 1024 * 1024;
    connection.pragma_update_and_check(None, "journal_size_limit", limit_bytes, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -8_000)?;
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    guard(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -4_000)?;
    Ok(connection)
}

/// What every connection needs, whatever the file holds.
fn guard(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // The log is folded when we say so: a damaged file must be set aside as it was found.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    // Else a statement is prepared again for every value bound to it, also in the search index.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(()))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    projection::teach(connection)?;
    Ok(())
}

fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// A panic elsewhere rolled its transaction back, so the connection is sound.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
