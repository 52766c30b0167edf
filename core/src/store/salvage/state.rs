//! What else of a damaged file is worth keeping: who this phone is, the directory, quarantine,
//! attachments that wait and those that arrived.
//!
//! Cursors are left behind on purpose: every village is heard from its beginning again, so that
//! whatever was lost here comes back from the centre.

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use fangxian_protocol::id::EnvelopeHash;

use crate::store::{StoreError, Writing, meta};

/// Copies what can be read; whether this phone still knows who it is.
pub(super) fn copy(table: &Connection, writing: &Writing<'_>) -> Result<bool, StoreError> {
    copy_rows(
        table,
        writing,
        "SELECT id, key_seed, key_alias, certificate, centre_key, centre_url, centre_name,
                centre_ca, counter, previous, request_number, server_time_ms FROM identity",
        "INSERT OR IGNORE INTO identity (id, key_seed, key_alias, certificate, centre_key,
             centre_url, centre_name, centre_ca, counter, previous, request_number,
             server_time_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    copy_rows(
        table,
        writing,
        "SELECT id, hash, bytes, reason, source, at_ms, retriable, settled FROM quarantine",
        "INSERT OR IGNORE INTO quarantine (id, hash, bytes, reason, source, at_ms, retriable,
             settled)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    copy_attachments(table, writing)?;
    let directory = [
        copy_rows(
            table,
            writing,
            "SELECT division, grid, name FROM unit",
            "INSERT OR IGNORE INTO unit (division, grid, name) VALUES (?1, ?2, ?3)",
        )?,
        copy_rows(
            table,
            writing,
            "SELECT new, old, from_ms FROM succession",
            "INSERT OR IGNORE INTO succession (new, old, from_ms) VALUES (?1, ?2, ?3)",
        )?,
        copy_rows(
            table,
            writing,
            "SELECT person, name, phone FROM card",
            "INSERT OR IGNORE INTO card (person, name, phone) VALUES (?1, ?2, ?3)",
        )?,
        copy_rows(
            table,
            writing,
            "SELECT person, role, scope, title, ended FROM post",
            "INSERT OR IGNORE INTO post (person, role, scope, title, ended)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?,
        copy_rows(
            table,
            writing,
            "SELECT device, person, certificate FROM device",
            "INSERT OR IGNORE INTO device (device, person, certificate) VALUES (?1, ?2, ?3)",
        )?,
    ];
    // A directory with gaps is asked for from its beginning.
    if directory.into_iter().all(|complete| complete) {
        let sql = "SELECT value FROM meta WHERE name = ?1";
        let version = table.query_row(sql, [meta::DIRECTORY], |row| row.get(0));
        writing.set_meta(meta::DIRECTORY, version.unwrap_or_default())?;
    }
    mend_chain(writing)
}

/// Attachments that wait, and those that arrived.
fn copy_attachments(table: &Connection, writing: &Writing<'_>) -> Result<(), StoreError> {
    copy_rows(
        table,
        writing,
        "SELECT hash, bytes, since_ms FROM attachment_waiting",
        "INSERT OR IGNORE INTO attachment_waiting (hash, bytes, since_ms) VALUES (?1, ?2, ?3)",
    )?;
    copy_rows(
        table,
        writing,
        "SELECT record, tag FROM arrival",
        "INSERT OR IGNORE INTO arrival (record, tag) VALUES (?1, ?2)",
    )?;
    Ok(())
}

/// The chain goes on after the last envelope this phone is known to have written.
fn mend_chain(writing: &Writing<'_>) -> Result<bool, StoreError> {
    let Ok(Some(identity)) = writing.identity() else {
        // Unreadable is as good as none: the phone enrols again.
        writing.run("DELETE FROM identity", [])?;
        return Ok(false);
    };
    let sql = "SELECT counter, hash FROM envelope WHERE own = 1 AND counter > ?1
               ORDER BY counter DESC LIMIT 1";
    let counter = i64::try_from(identity.counter).unwrap_or(i64::MAX);
    let later = writing.first(sql, params![counter], |row| {
        Ok((row.get::<_, u64>(0)?, EnvelopeHash(row.get(1)?)))
    })?;
    if let Some((counter, hash)) = later {
        writing.set_chain(counter, &hash)?;
    }
    Ok(true)
}

/// Copies rows until one cannot be read; whether all could.
fn copy_rows(
    table: &Connection,
    writing: &Writing<'_>,
    select: &str,
    insert: &str,
) -> Result<bool, StoreError> {
    let Ok(mut statement) = table.prepare(select) else {
        return Ok(false);
    };
    let columns = statement.column_count();
    let Ok(mut rows) = statement.query([]) else {
        return Ok(false);
    };
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        };
        let values: Result<Vec<Value>, _> = (0..columns).map(|column| row.get(column)).collect();
        let Ok(values) = values else { continue };
        match writing.run(insert, params_from_iter(values)) {
            Ok(_) => {}
            Err(error @ (StoreError::DiskFull | StoreError::Io { .. })) => return Err(error),
            // A row the new file does not accept is not what was written.
            Err(_) => continue,
        }
    }
}
