//! Brings a file to the newest schema: walks a list, in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// One step of the schema.
struct Migration {
    /// The version the file has once it was taken.
    version: i64,
    /// What it does.
    sql: &'static str,
}

/// Every step, oldest first. A step once released is never edited; a new one is added.
const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, sql: include_str!("migrations/0001_init.sql") },
    Migration { version: 2, sql: include_str!("migrations/0002_together.sql") },
    Migration { version: 3, sql: include_str!("migrations/0003_successor.sql") },
    Migration { version: 4, sql: include_str!("migrations/0004_log_mark.sql") },
    Migration { version: 5, sql: include_str!("migrations/0005_seal.sql") },
    Migration { version: 6, sql: include_str!("migrations/0006_waiting.sql") },
    Migration { version: 7, sql: include_str!("migrations/0007_presence.sql") },
    Migration { version: 8, sql: include_str!("migrations/0008_attachment_try.sql") },
    Migration { version: 9, sql: include_str!("migrations/0009_line.sql") },
    Migration { version: 10, sql: include_str!("migrations/0010_row.sql") },
    Migration { version: 11, sql: include_str!("migrations/0011_arrival.sql") },
];

/// The newest schema this build knows.
pub(super) fn known() -> i64 {
    MIGRATIONS.last().map_or(0, |last| last.version)
}

/// Refuses the file of a newer build, and the file of another program.
pub(super) fn refuse_others(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, known());
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    let sql = "SELECT count(*), count(*) FILTER (WHERE name = 'envelope') FROM sqlite_schema";
    let tables = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    match (found, tables) {
        (1.., (_, 0)) | (..=0, (_, 1)) => Err(StoreError::Damaged { what: "schema" }),
        (..=0, (1.., _)) => Err(StoreError::NotAStore),
        _ => Ok(()),
    }
}

/// Brings the file to the newest schema; the version it had before, 0 for a new file.
pub(super) fn migrate(connection: &mut Connection) -> Result<i64, StoreError> {
    let found = version(connection)?;
    if found == known() {
        return Ok(found);
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in MIGRATIONS.iter().filter(|step| step.version > found) {
        transaction.execute_batch(step.sql)?;
        transaction.pragma_update(None, "user_version", step.version)?;
    }
    transaction.commit()?;
    Ok(found)
}

/// The schema version of the file.
pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
