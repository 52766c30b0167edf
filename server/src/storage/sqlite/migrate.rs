//! Brings a file to the newest schema, in one transaction.

use rusqlite::{Connection, TransactionBehavior};

use super::super::{Result, StorageError};
use super::{attachment, mark};

/// Every step, oldest first. A step once released is never edited; a new one is added.
const MIGRATIONS: &[&str] = &[
    include_str!("0001_init.sql"),
    include_str!("0002_identity.sql"),
    include_str!("0003_succession.sql"),
    include_str!("0004_attachment_doubt.sql"),
    include_str!("0005_log_mark.sql"),
    include_str!("0006_told.sql"),
    include_str!("0007_stored.sql"),
    include_str!("0008_shown.sql"),
    include_str!("0009_joined.sql"),
    include_str!("0010_arrival.sql"),
    include_str!("0011_batch.sql"),
];
/// Since which migration log entries have marks.
const MARKED_SINCE: usize = 5;
/// Since which the bytes of attachments are counted.
const COUNTED_SINCE: usize = 7;

pub(super) fn migrate(db: &mut Connection) -> Result<()> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let done = usize::try_from(done).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        let reason = "the file was written by a newer version; use that version".to_owned();
        return Err(StorageError { reason });
    }
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    if (1..MARKED_SINCE).contains(&done) {
        mark::fill(&transaction)?;
    }
    if done < COUNTED_SINCE {
        attachment::count_kept(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    transaction.commit()?;
    Ok(())
}
