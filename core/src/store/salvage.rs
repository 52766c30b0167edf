//! A damaged file: set aside, never deleted, and what is intact in it kept (I6).
//!
//! The new file is made under another name, complete, before the damaged one is moved: stopped at
//! any point, the next opening either starts over or finishes.

mod envelopes;
mod state;

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::StoreError;
use super::database::{Database, Sharing};
use super::rebuild::RebuildReport;
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

/// Makes a sound file of the damaged one at `path`, which is set aside; `make` makes an empty one.
pub(super) fn salvage(
    path: &Path,
    make: impl Fn(&Path) -> Result<Connection, StoreError>,
) -> Result<SalvageReport, StoreError> {
    let (fresh, image) = (beside(path, FRESH), beside(path, IMAGE));
    pages::discard(&fresh)?;
    let writer = make(&fresh)?;
    let database = Database::new(&fresh, writer, Sharing::Usual);
    database.checkpoint()?;
    let table = pages::readable(path, &image, &fresh, open_image)?;
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
    pages::discard(&image)?;
    let set_aside = pages::replace(path, &fresh)?;
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
    pages::discard(&beside(path, IMAGE))?;
    if path.exists() && fresh.exists() {
        pages::discard(&fresh)?;
    }
    Ok(pages::finish_replacing(path, &fresh)?)
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
