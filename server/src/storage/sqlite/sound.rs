//! Whether a file hangs together: what a drive can break without a word, and what no error of
//! SQLite would name before something is missing or altered.

use fangxian_protocol::envelope::Envelope;
use rusqlite::Connection;

use super::super::{Result, StorageError};
use super::copied::is_device;
use super::{mark, migrate};

/// Reads everything: pages, indexes, the schema, references, that logs are whole and in order, and
/// that each envelope and each certificate is what its name says.
pub(super) fn check(db: &Connection) -> Result<()> {
    let verdict: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let whole = verdict == "ok"
        && schema(db)? == schema(&made_anew()?)?
        && none(db, "SELECT 1 FROM pragma_foreign_key_check LIMIT 1")?
        && none(db, GAPS)?
        && none(db, UNHEARD)?
        && mark::are_right(db)?
        && are_named_right(db)?
        && are_certified(db)?;
    if whole { Ok(()) } else { Err(StorageError::damaged()) }
}

/// Logs are numbered from 1 without gaps up to what their village says.
const GAPS: &str = "
    SELECT 1 FROM village LEFT JOIN
        (SELECT village, count(*) AS entries, min(position) AS first, max(position) AS newest
         FROM log GROUP BY village) AS log USING (village)
    WHERE (entries, first, newest) IS NOT (last, 1, last)
    UNION ALL
    SELECT 1 FROM log WHERE village NOT IN (SELECT village FROM village)
    LIMIT 1";

/// Every envelope, and all that arrived, is in some log.
const UNHEARD: &str = "
    SELECT 1 FROM envelope WHERE id NOT IN (SELECT envelope FROM log) LIMIT 1";

/// Every envelope is what its name says.
fn are_named_right(db: &Connection) -> Result<bool> {
    let mut query = db.prepare("SELECT hash, bytes FROM envelope")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (Ok(name), Ok(bytes)) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob()) else {
            return Ok(false);
        };
        if name != Envelope::hash(bytes).as_bytes() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Every certificate is that of its device and its person.
fn are_certified(db: &Connection) -> Result<bool> {
    let mut query = db.prepare("SELECT device, person, certificate FROM device")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (Ok(device), Ok(person), Ok(certificate)) =
            (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_str(), row.get_ref(2)?.as_blob())
        else {
            return Ok(false);
        };
        if !is_device(device, person, certificate) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn none(db: &Connection, query: &str) -> Result<bool> {
    Ok(!db.prepare(query)?.exists([])?)
}

/// What the tables are called and made of.
fn schema(db: &Connection) -> Result<Vec<(String, String, Option<String>)>> {
    let mut query = db.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A new database of this version.
fn made_anew() -> Result<Connection> {
    let mut db = Connection::open_in_memory()?;
    migrate(&mut db)?;
    Ok(db)
}
