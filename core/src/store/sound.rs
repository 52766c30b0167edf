//! Whether a file is what was written to it, as far as that can be told without making everything
//! derived anew.

use fangxian_protocol::envelope::Envelope;
use rusqlite::{Connection, Row};

use super::envelope::{StoredEnvelope, as_i64};
use super::{StoreError, migrate};

/// Whether the tables are ours, pages, indexes and references hang together and every envelope is
/// what its row says.
pub(super) fn is_sound(connection: &Connection) -> Result<bool, StoreError> {
    Ok(schema_is_ours(connection)?
        && hangs_together(connection)?
        && envelopes_are_sound(connection)?)
}

/// Whether the tables are those of a new file. Those of an older version are not looked at.
fn schema_is_ours(connection: &Connection) -> Result<bool, StoreError> {
    if migrate::version(connection)? != migrate::known() {
        return Ok(true);
    }
    let mut anew = Connection::open_in_memory()?;
    migrate::migrate(&mut anew)?;
    Ok(schema(connection)? == schema(&anew)?)
}

/// What the tables are called and made of.
fn schema(connection: &Connection) -> Result<Vec<(String, String, Option<String>)>, StoreError> {
    let sql = "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name";
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether pages, indexes and references hang together.
pub(super) fn hangs_together(connection: &Connection) -> Result<bool, StoreError> {
    // A search has the index take note of what other connections did since this one last looked:
    // the check takes what it remembers for what there is, and misses pieces that were folded.
    connection.prepare("SELECT rowid FROM search WHERE search MATCH '\"-\"'")?.exists([])?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let mut dangling = connection.prepare("SELECT 1 FROM pragma_foreign_key_check LIMIT 1")?;
    Ok(verdict == "ok" && !dangling.exists([])?)
}

fn envelopes_are_sound(connection: &Connection) -> Result<bool, StoreError> {
    let mut query = connection.prepare(
        "SELECT hash, bytes, place, refusal, own, stored_ms,
                record, change, actor, device, counter, kind, home, wall_ms FROM envelope",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let envelope = StoredEnvelope::read(row)?.open();
        if !envelope.map_or(Ok(false), |envelope| says_so(row, &envelope))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the columns that follow from an envelope do.
fn says_so(row: &Row<'_>, envelope: &Envelope) -> Result<bool, StoreError> {
    let (header, actor) = (&envelope.header, envelope.change.actor);
    Ok(row.get_ref(6)?.as_blob() == Ok(&header.record.0)
        && row.get_ref(7)?.as_blob() == Ok(&header.change.0)
        && row.get_ref(8)?.as_blob() == Ok(&actor.0)
        && row.get_ref(9)?.as_blob() == Ok(&header.device.0)
        && row.get_ref(10)?.as_i64() == Ok(as_i64(header.counter))
        && row.get_ref(11)?.as_str() == Ok(header.kind.as_str())
        && row.get_ref(12)?.as_i64() == Ok(as_i64(header.home.as_u64()))
        && row.get_ref(13)?.as_i64() == Ok(header.wall_ms))
}
