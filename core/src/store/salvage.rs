//! A damaged file: set aside, never deleted, and what is intact in it kept (I6).
//!
//! The new file is made under another name, complete, before the damaged one is moved: stopped at
//! any point, the next opening either starts over or finishes.

mod envelopes;
mod state;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use super::database::Database;
use super::opening::attempt;
use super::rebuild::RebuildReport;
use crate::files;
use crate::pages::{self, beside};

const FRESH: &str = ".salvaging";
const IMAGE: &str = ".image";

/// What became of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalvageReport {
    /// Where the damaged file is now, unchanged.
    pub set_aside: PathBuf,
    /// Envelopes found intact and kept.
    pub envelopes_kept: u64,
    /// Envelopes known to have been there and not found intact. The centre has those it accepted.
    pub envelopes_lost: u64,
    /// Whether this phone still knows who it is; else it must enrol again.
    pub identity_kept: bool,
    /// What making the lists anew did.
    pub rebuilt: RebuildReport,
}

/// Makes a sound file of the damaged one at `path`, which is set aside.
pub(super) fn salvage(path: &Path) -> Result<SalvageReport, StoreError> {
    let (fresh, image) = (beside(path, FRESH), beside(path, IMAGE));
    discard(&fresh)?;
    let (writer, _) = attempt(&fresh)?;
    let database = Database::new(&fresh, writer);
    database.checkpoint()?;
    let table = readable(path, &image, &fresh)?;
    let (tally, identity_kept) = database.write(|writing| {
        let tally = envelopes::copy(table.as_ref(), &image, writing)?;
        let identity_kept = match &table {
            Some(table) => state::copy(table, writing)?,
            None => false,
        };
        // The centre may have lost something as well, unnoticed so far.
        writing.hear_again()?;
        Ok::<_, StoreError>((tally, identity_kept))
    })?;
    drop(table);
    let rebuilt = database.rebuild(|_, _| {})?;
    database.close()?;
    discard(&image)?;
    let set_aside = set_aside(path)?;
    fs::rename(&fresh, path)?;
    files::flush_name(path)?;
    Ok(SalvageReport {
        set_aside,
        envelopes_kept: tally.kept,
        envelopes_lost: tally.lost,
        identity_kept,
        rebuilt,
    })
}

/// Finishes or forgets a salvage that was stopped.
pub(super) fn finish_interrupted(path: &Path) -> Result<(), StoreError> {
    let fresh = beside(path, FRESH);
    discard(&beside(path, IMAGE))?;
    if !fresh.exists() {
        return Ok(());
    }
    if path.exists() {
        discard(&fresh)?;
        return Ok(());
    }
    // The damaged file is moved only once the new one is complete.
    let last = (1..).map(|number| aside(path, number)).take_while(|name| name.exists()).last();
    if let Some(last) = last {
        rename_if_there(&beside(path, "-wal"), &beside(&last, "-wal"))?;
    }
    discard_if_there(&beside(path, "-shm"))?;
    fs::rename(&fresh, path)?;
    files::flush_name(path)?;
    Ok(())
}

/// An image of the damaged file whose tables can be read, if there is a way to.
fn readable(path: &Path, image: &Path, fresh: &Path) -> Result<Option<Connection>, StoreError> {
    pages::merge(path, image, &BTreeMap::new())?;
    if let Some(table) = open_image(image) {
        return Ok(Some(table));
    }
    // The pages that describe the tables are gone; a new file has the same ones.
    pages::merge(path, image, &pages::schema_pages(fresh)?)?;
    if let Some(table) = open_image(image) {
        return Ok(Some(table));
    }
    pages::merge(path, image, &BTreeMap::new())?;
    Ok(None)
}

fn open_image(image: &Path) -> Option<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let table = Connection::open_with_flags(image, flags).ok()?;
    table.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).ok()?;
    table.pragma_update(None, "cell_size_check", true).ok()?;
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('envelope', 'identity')";
    let tables: i64 = table.query_row(sql, [], |row| row.get(0)).ok()?;
    (tables == 2).then_some(table)
}

/// Moves the damaged file and its log out of the way, under the first free name.
fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut free = (1..).map(|number| aside(path, number)).filter(|name| !name.exists());
    let name = free.next().ok_or(StoreError::Io { code: 0 })?;
    fs::rename(path, &name)?;
    rename_if_there(&beside(path, "-wal"), &beside(&name, "-wal"))?;
    // The index of the log is made anew whenever it is needed.
    discard_if_there(&beside(path, "-shm"))?;
    Ok(name)
}

fn aside(path: &Path, number: u32) -> PathBuf {
    beside(path, &format!(".damaged-{number}"))
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes one of our own scratch files, with what belongs to it.
fn discard(scratch: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        discard_if_there(&beside(scratch, suffix))?;
    }
    Ok(())
}

fn discard_if_there(scratch: &Path) -> io::Result<()> {
    match fs::remove_file(scratch) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
