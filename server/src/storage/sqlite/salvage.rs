//! What can still be read of a damaged database: every entry that is what its name says, in the
//! order they were accepted, and the rows that came from elsewhere.

use std::fs::File;
use std::path::Path;

use fangxian::domain::centre::Reason;
use fangxian::pages::{self, Column, Intact, Source};
use fangxian_protocol::entry::Entry;
use fangxian_protocol::envelope::Envelope;
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::super::{Result, StorageError};
use super::directory::next_version;
use super::{Sqlite, copied, migrate};

/// A damaged database that is being read.
pub struct Salvage {
    /// The database as far as its tables can be read.
    table: Option<Connection>,
    image: File,
    intact: Intact,
}

/// An entry of logs as it was accepted.
pub struct Salvaged {
    /// Itself.
    pub entry: Entry,
    /// As it came.
    pub bytes: Vec<u8>,
    /// Why it was unverified, if it was.
    pub doubt: Option<Reason>,
    /// When it came, by the centre's clock.
    pub at_ms: i64,
}

impl Salvage {
    /// Looks through the database at `path`, of which a readable image is made at `image`. `sound`
    /// is a new database of this version.
    ///
    /// # Errors
    /// [`StorageError`] when the file cannot be read at all, or there is no room for the image.
    pub fn of(path: &Path, image: &Path, sound: &Path) -> Result<Self> {
        let table = pages::readable(path, image, sound, open_image).map_err(unreadable)?;
        let mut file = File::open(image).map_err(unreadable)?;
        let last = table.as_ref().and_then(last_id);
        let in_table = |id| table.as_ref().is_some_and(|db| from_table(db, id).is_some());
        let on_page = |columns: &[Column]| from_columns(columns).is_some();
        let intact = Intact::of(&mut file, last, in_table, on_page).map_err(unreadable)?;
        Ok(Self { table, image: file, intact })
    }

    /// The entries found, oldest first.
    pub fn ids(&self) -> Vec<i64> {
        self.intact.sources.keys().copied().collect()
    }

    /// How many there are known to have been.
    pub fn expected(&self) -> u64 {
        self.intact.expected
    }

    /// One of those found.
    ///
    /// # Errors
    /// [`StorageError`] when the image cannot be read any more.
    pub fn entry(&mut self, id: i64) -> Result<Option<Salvaged>> {
        match self.intact.sources.get(&id) {
            None => Ok(None),
            Some(Source::Table) => Ok(self.table.as_ref().and_then(|db| from_table(db, id))),
            Some(Source::Page(spot)) => {
                let row = pages::row(&mut self.image, *spot).map_err(unreadable)?;
                Ok(row.and_then(|row| from_columns(&row.columns)))
            }
        }
    }

    /// Copies everything that did not come from phones; the tables of which something is missing.
    ///
    /// # Errors
    /// [`StorageError`] when it cannot be written.
    pub fn copy_rows(&self, into: &Sqlite) -> Result<Vec<&'static str>> {
        into.write(|db| {
            db.execute("DELETE FROM directory", [])?;
            let gaps = copied::copy(self.table.as_ref(), db)?;
            // Versions go on behind all that phones may have.
            db.execute(
                "INSERT INTO directory SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM directory)",
                [],
            )?;
            next_version(db)?;
            Ok(gaps)
        })
    }
}

/// The image is a scratch file: one of an older version is brought to this one, if that works.
fn open_image(image: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut table = Connection::open_with_flags(image, flags).ok()?;
    table.pragma_update(None, "trusted_schema", false).ok()?;
    table.pragma_update(None, "cell_size_check", true).ok()?;
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('envelope', 'device')";
    let tables: i64 = table.query_row(sql, [], |row| row.get(0)).ok()?;
    migrate(&mut table).ok();
    (tables == 2).then_some(table)
}

fn last_id(table: &Connection) -> Option<i64> {
    let found = table.query_row("SELECT max(id) FROM envelope", [], |row| row.get(0));
    found.ok().flatten()
}

fn from_table(table: &Connection, id: i64) -> Option<Salvaged> {
    let sql = "SELECT hash, bytes, doubt, at_ms FROM envelope WHERE id = ?1";
    let mut statement = table.prepare_cached(sql).ok()?;
    let row = statement.query_row([id], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<String>>(2)?, row.get(3)?))
    });
    let (hash, bytes, doubt, at_ms): (Vec<u8>, _, _, _) = row.optional().ok().flatten()?;
    checked(&hash, bytes, doubt.as_deref(), at_ms)
}

/// Columns in the order of the table.
fn from_columns(columns: &[Column]) -> Option<Salvaged> {
    use Column::{Blob, Integer, Text};
    let (Blob(hash), Integer(at_ms), Blob(bytes)) =
        (columns.get(4)?, columns.get(5)?, columns.get(6)?)
    else {
        return None;
    };
    let doubt = match columns.get(7) {
        Some(Text(doubt)) => Some(doubt.as_str()),
        _ => None,
    };
    checked(hash, bytes.clone(), doubt, *at_ms)
}

/// The entry must be the one its row names.
fn checked(hash: &[u8], bytes: Vec<u8>, doubt: Option<&str>, at_ms: i64) -> Option<Salvaged> {
    if Envelope::hash(&bytes).as_bytes().as_slice() != hash {
        return None;
    }
    let entry = Entry::from_bytes(&bytes).ok()?;
    Some(Salvaged { entry, bytes, doubt: doubt.and_then(Reason::from_code), at_ms })
}

fn unreadable(error: std::io::Error) -> StorageError {
    StorageError { reason: format!("the damaged database cannot be read: {error}") }
}
