//! Looks past a ledger into the file it keeps to itself.

use std::path::Path;

use fangxian_protocol::id::EnvelopeHash;
use rusqlite::{Connection, OpenFlags};

/// The ledger's file.
pub const PHONE_FILE: &str = "ledger.sqlite";

/// A look at a phone's file beside its ledger.
pub fn look_into(folder: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(folder.join(PHONE_FILE), flags)
}

/// Every envelope of a phone's file in the order it was stored.
pub fn envelopes(file: &Connection) -> rusqlite::Result<Vec<(EnvelopeHash, Vec<u8>, bool)>> {
    let mut query = file.prepare("SELECT hash, bytes, own FROM envelope ORDER BY id")?;
    let rows =
        query.query_map([], |row| Ok((EnvelopeHash(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    rows.collect()
}
