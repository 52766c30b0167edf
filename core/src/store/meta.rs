//! Small numbers of this file, by name.

use std::sync::atomic::AtomicBool;

use rusqlite::{Connection, TransactionBehavior};

use super::{Reading, StoreError, Writing};
use crate::domain::KINDS;

/// 1 from the first write until the store rests, so that finding it at opening tells of an unclean
/// stop. A store that was only read is not checked again.
pub(super) const RUNNING: &str = "running";
/// The store's change number: counts up with every record that changes.
pub(super) const TOUCHED: &str = "touched";
/// The rules that projections were derived by.
pub(super) const RULES: &str = "rules";
/// The directory version this phone has.
pub(super) const DIRECTORY: &str = "directory";
/// 1 from when the centre no longer took this phone at its word until it enrolled again.
pub(super) const DISMISSED: &str = "dismissed";
/// Whether everything is heard again, because the centre may have lost something.
pub(super) const HEARING_AGAIN: &str = "hearing_again";

/// Raise it when the same envelopes would show otherwise.
const RULES_VERSION: i64 = 7;
/// The rules projections are derived by: with a kind of record more, its records are no longer of
/// an unknown one.
pub(super) const RULES_NOW: i64 = RULES_VERSION * 1_000 + KINDS.len() as i64;

/// Sets a new file up. Whether the rows of an old one were derived by other rules than ours.
pub(super) fn begin(connection: &mut Connection) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let damage = AtomicBool::new(false);
    let writing = Writing::new(&transaction, &damage);
    let fresh = writing.meta(RUNNING)?.is_none();
    if fresh {
        writing.set_meta(RULES, RULES_NOW)?;
        writing.set_meta(RUNNING, 0)?;
    }
    let stale = writing.meta(RULES)? != Some(RULES_NOW);
    transaction.commit()?;
    Ok(stale)
}

impl Reading<'_> {
    pub(super) fn meta(&self, name: &'static str) -> Result<Option<i64>, StoreError> {
        self.value("SELECT value FROM meta WHERE name = ?1", [name])
    }

    /// Whether what lists show was not made by this version's rules yet.
    ///
    /// # Errors
    /// Those of the store.
    pub fn is_stale(&self) -> Result<bool, StoreError> {
        Ok(self.meta(RULES)? != Some(RULES_NOW))
    }

    /// The store's change number: higher whenever any record, or where it is, has changed.
    ///
    /// # Errors
    /// Those of the store.
    pub fn touched(&self) -> Result<u64, StoreError> {
        Ok(self.meta(TOUCHED)?.unwrap_or_default().unsigned_abs())
    }
}

impl Writing<'_> {
    pub(super) fn set_meta(&self, name: &'static str, value: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.run(sql, (name, value)).map(drop)
    }

    /// The next change number.
    pub(super) fn touch(&self) -> Result<i64, StoreError> {
        let sql = "INSERT INTO meta (name, value) VALUES (?1, 1)
                   ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value";
        let next = self.value(sql, [TOUCHED])?;
        next.ok_or(StoreError::Damaged { what: "meta" })
    }
}
