//! The embedded back end: one SQLite file, one writer, some readers. The only room of this crate
//! that says `rusqlite`.

mod attachment;
mod commit;
mod copied;
mod directory;
mod enrolment;
mod log;
mod mark;
mod migrate;
mod readers;
mod salvage;
mod sound;
mod succession;
mod value;

pub use salvage::{Salvage, Salvaged};

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use fangxian::domain::centre::Reason;
use fangxian_protocol::id::{
    ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, PersonId, RecordId, Scope,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::snapshot::Manifest;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};

use super::{
    AuditRow, CodeRow, DirectoryEdit, DirectoryRows, Kept, LogPage, NewDevice, Numbered,
    QuarantineRow, RecordRow, Result, Step, Storage, StorageError, Stored, Totals,
};
use crate::private;
use migrate::migrate;
use readers::Readers;

const STATEMENTS_MAX: usize = 64;

/// A SQLite file in WAL mode that acknowledges only what is on the disk.
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Readers,
}

impl Sqlite {
    /// Opens the file, making or migrating it as needed.
    ///
    /// # Errors
    /// [`StorageError`] when it cannot be opened, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self> {
        own(path)?;
        let mut writer = connect(path)?;
        migrate(&mut writer)?;
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers: Readers::of(path) })
    }

    /// Brings everything into the one file.
    ///
    /// # Errors
    /// [`StorageError`] when it cannot be written.
    pub fn checkpoint(&self) -> Result<()> {
        held(&self.writer).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// The same, and lets go of it.
    ///
    /// # Errors
    /// As [`checkpoint`](Self::checkpoint).
    pub fn close(self) -> Result<()> {
        self.checkpoint()?;
        let writer = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        drop(self.readers);
        writer.close().map_err(|(_, error)| error.into())
    }

    /// Runs one transaction; what it returns is durable.
    fn write<T>(&self, act: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut writer = held(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = act(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// Reads from one moment of the file, whatever is written meanwhile.
    fn read<T>(&self, act: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.readers.read(act)
    }
}

impl Storage for Sqlite {
    fn check_sound(&self) -> Result<()> {
        self.read(sound::check)
    }

    fn check_writable(&self) -> Result<()> {
        let mut writer = held(&self.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("UPDATE directory SET version = version", [])?;
        Ok(transaction.rollback()?)
    }

    fn copy_to(&self, path: &Path) -> Result<u64> {
        own(path)?;
        let reader = connect(&self.path)?;
        reader.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        let copied = Connection::open(path)?;
        let count = "SELECT count(*) FROM envelope WHERE counter > 0";
        let count: i64 = copied.query_row(count, [], |row| row.get(0))?;
        Ok(value::number(count))
    }

    fn totals(&self) -> Result<Totals> {
        self.read(directory::totals)
    }

    fn setting(&self, name: &str) -> Result<Option<String>> {
        self.read(|db| {
            let mut query = db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            Ok(query.query_row([name], |row| row.get(0)).optional()?)
        })
    }

    fn put_setting(&self, name: &str, value: &str) -> Result<()> {
        self.write(|db| {
            let put = "INSERT INTO setting VALUES (?1, ?2)
                       ON CONFLICT DO UPDATE SET value = excluded.value";
            db.execute(put, [name, value])?;
            Ok(())
        })
    }

    fn raise_numbers(&self, by: u64) -> Result<()> {
        self.write(|db| {
            // A number that is as high as one can be stays: one more would be no number.
            let raise = "UPDATE device SET number = number + ?1 WHERE number <= ?2 - ?1";
            db.execute(raise, [value::stored(by), i64::MAX])?;
            Ok(())
        })
    }

    fn directory_version(&self) -> Result<u64> {
        self.read(directory::version)
    }

    fn directory_since(&self, version: u64) -> Result<DirectoryRows> {
        self.read(|db| directory::since(db, version))
    }

    fn edit_directory_telling(
        &self,
        edit: &DirectoryEdit,
        tell: &mut dyn FnMut(u64),
    ) -> Result<()> {
        self.write(|db| directory::edit(db, edit, tell))
    }

    fn erase_card(&self, person: &PersonId) -> Result<bool> {
        let erased = self.write(|db| directory::erase_card(db, person))?;
        // What was overwritten must not live on in the write-ahead log.
        self.checkpoint()?;
        Ok(erased)
    }

    fn put_code(&self, hash: &[u8; 32], code: &CodeRow) -> Result<()> {
        self.write(|db| enrolment::put_code(db, hash, code))
    }

    fn code(&self, hash: &[u8; 32]) -> Result<Option<CodeRow>> {
        self.read(|db| enrolment::code(db, hash))
    }

    fn put_device(&self, device: &NewDevice) -> Result<()> {
        self.write(|db| enrolment::put_device(db, device))
    }

    fn enrol(&self, hash: &[u8; 32], device: &NewDevice) -> Result<bool> {
        self.write(|db| enrolment::enrol(db, hash, device))
    }

    fn renew(&self, device: &NewDevice, parent: DeviceId, bound: (i64, u64)) -> Result<bool> {
        self.write(|db| succession::renew(db, device, parent, bound))
    }

    fn parent(&self, device: DeviceId) -> Result<Option<DeviceId>> {
        self.read(|db| succession::parent(db, device))
    }

    fn audit(&self) -> Result<Vec<AuditRow>> {
        self.read(succession::audit)
    }

    fn present(&self, devices: &[NewDevice]) -> Result<u64> {
        self.write(|db| succession::present(db, devices))
    }

    fn revoke(&self, device: DeviceId, at_ms: i64) -> Result<bool> {
        self.write(|db| succession::revoke(db, device, at_ms))
    }

    fn record(&self, record: RecordId) -> Result<Option<RecordRow>> {
        self.read(|db| log::record(db, record))
    }

    fn record_envelopes(&self, record: RecordId, after: u64) -> Result<Vec<Stored>> {
        self.read(|db| log::record_envelopes(db, record, after))
    }

    fn envelope_hashes(&self, numbers: &[(DeviceId, u64)]) -> Result<Numbered> {
        self.read(|db| log::envelope_hashes(db, numbers))
    }

    fn last_envelope(&self, device: DeviceId) -> Result<Option<(u64, EnvelopeHash)>> {
        self.read(|db| log::last_envelope(db, device))
    }

    fn is_doubled(&self, device: DeviceId) -> Result<bool> {
        self.read(|db| log::is_doubled(db, device))
    }

    fn doubt(&self, envelope: (DeviceId, u64, EnvelopeHash)) -> Result<Option<Reason>> {
        self.read(|db| log::doubt(db, envelope))
    }

    fn unverified(&self, device: DeviceId) -> Result<u64> {
        self.read(|db| succession::unverified(db, device))
    }

    fn existing(&self, records: &[RecordId]) -> Result<HashSet<RecordId>> {
        self.read(|db| log::existing(db, records))
    }

    fn quarantined_change(
        &self,
        device: DeviceId,
        change: ChangeHash,
    ) -> Result<Option<RefusalCode>> {
        self.read(|db| log::quarantined_change(db, device, change))
    }

    fn commit(&self, steps: &[Step]) -> Result<()> {
        self.write(|db| commit::commit(db, steps))
    }

    fn attachment(&self, hash: EvidenceHash) -> Result<Option<u64>> {
        self.read(|db| attachment::size(db, hash))
    }

    fn senders(&self) -> Result<Vec<(EvidenceHash, DeviceId, Option<Division>)>> {
        self.read(attachment::senders)
    }

    fn is_found(&self, hash: EvidenceHash) -> Result<bool> {
        self.read(|db| attachment::is_found(db, hash))
    }

    fn kept(&self, of: (DeviceId, EvidenceHash), since_ms: i64) -> Result<Kept> {
        self.read(|db| attachment::kept(db, of, since_ms))
    }

    fn count_kept(&self) -> Result<()> {
        self.write(|db| attachment::count_kept(db))
    }

    fn untold_of(&self, hash: EvidenceHash, max: usize) -> Result<Vec<RecordId>> {
        self.read(|db| attachment::untold_of(db, hash, max))
    }

    fn untold(&self) -> Result<Vec<EvidenceHash>> {
        self.read(attachment::untold)
    }

    fn here_untold(&self, record: RecordId, of: &[EvidenceHash]) -> Result<Vec<EvidenceHash>> {
        self.read(|db| attachment::here_untold(db, record, of))
    }

    fn is_shown(&self, hash: EvidenceHash, scopes: &[Scope]) -> Result<Option<bool>> {
        self.read(|db| attachment::is_shown(db, hash, scopes))
    }

    fn log_ends(&self, scopes: &[Scope]) -> Result<Vec<Cursor>> {
        self.read(|db| log::ends(db, scopes))
    }

    fn are_heard(&self, cursors: &[Cursor]) -> Result<bool> {
        self.read(|db| log::are_heard(db, cursors))
    }

    fn joiners(&self, of: RecordId) -> Result<Vec<(RecordId, PersonId)>> {
        self.read(|db| log::joiners(db, of))
    }

    fn log_after(
        &self,
        cursor: Cursor,
        through: u64,
        without: Option<DeviceId>,
        bounds: (usize, usize),
    ) -> Result<LogPage> {
        self.read(|db| log::after(db, cursor, through, without, bounds))
    }

    fn snapshots(&self, village: Division) -> Result<Vec<Manifest>> {
        self.read(|db| log::snapshots(db, village))
    }

    fn put_snapshot(&self, manifest: &Manifest) -> Result<()> {
        self.write(|db| log::put_snapshot(db, manifest))
    }

    fn drop_snapshot(&self, village: Division, position: u64) -> Result<()> {
        self.write(|db| log::drop_snapshot(db, village, position))
    }

    fn quarantine(&self, after: u64, max: usize) -> Result<Vec<QuarantineRow>> {
        self.read(|db| log::quarantine(db, after, max))
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType,
            QueryReturnedNoRows, SqlInputError, Utf8Error,
        };
        let broken = match &error {
            // A value or a row that this program always writes is not what it wrote.
            FromSqlConversionFailure(..)
            | IntegralValueOutOfRange(..)
            | InvalidColumnType(..)
            | QueryReturnedNoRows
            | Utf8Error(..) => true,
            // Statements are our own: what one of them cannot be made for is a schema that changed.
            SqlInputError { .. } => true,
            other => matches!(
                other.sqlite_error_code(),
                // A damaged page that claims a huge length makes SQLite ask for too much memory.
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::OutOfMemory)
            ),
        };
        if broken { Self::damaged() } else { Self { reason: error.to_string() } }
    }
}

/// Makes a new file readable by its owner only; SQLite's other files follow it.
fn own(path: &Path) -> Result<()> {
    let made = private::new_files().truncate(false).open(path);
    made.map(drop).map_err(|error| StorageError { reason: error.to_string() })
}

fn connect(path: &Path) -> Result<Connection> {
    let db = Connection::open(path)?;
    db.busy_timeout(std::time::Duration::from_secs(10))?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
         PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;
         PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000;",
    )?;
    db.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    Ok(db)
}

/// A lock is only poisoned by a panic between two whole transactions; what it guards is sound.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
