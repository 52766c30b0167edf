//! What is read in one snapshot and written in one transaction.
//!
//! The verbs live beside their tables: [`envelope`](super::envelope), [`search`](super::search)
//! and the others each add theirs.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, Params, Row};

use super::{StoreError, sound};

/// One snapshot of the store: what others write meanwhile is not seen.
pub struct Reading<'c> {
    connection: &'c Connection,
    /// Raised when something read here is not what was written.
    damage: &'c AtomicBool,
}

/// One transaction: everything in it is kept together, or nothing. Reads like a [`Reading`].
pub struct Writing<'c> {
    reading: Reading<'c>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(connection: &'c Connection, damage: &'c AtomicBool) -> Self {
        Self { connection, damage }
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, StoreError> {
        self.noted(self.connection.prepare_cached(sql))
    }

    /// The rows of a query, each read by `read`.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = self.noted(statement.query(params))?;
        let mut out = Vec::new();
        while let Some(row) = self.noted(rows.next())? {
            out.push(self.noted(read(row))?);
        }
        Ok(out)
    }

    /// The first row of a query, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = self.noted(statement.query(params))?;
        let first = self.noted(rows.next())?;
        self.noted(first.map(read).transpose())
    }

    /// The first column of the first row, if there is one.
    pub(super) fn value<T: FromSql>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<T>, StoreError> {
        self.first(sql, params, |row| Ok(row.get(0)?))
    }

    pub(super) fn hangs_together(&self) -> Result<bool, StoreError> {
        self.noted(sound::hangs_together(self.connection))
    }

    /// Something that was read is not what was written: the next opening checks the file and makes
    /// everything derived anew.
    pub(super) fn meet_damage(&self) {
        self.damage.store(true, Ordering::Relaxed);
    }

    /// Passes an outcome on, and takes note of damage.
    pub(super) fn noted<T, E: Into<StoreError>>(
        &self,
        outcome: Result<T, E>,
    ) -> Result<T, StoreError> {
        outcome.map_err(|error| {
            let error = error.into();
            if error.is_damage() {
                self.meet_damage();
            }
            error
        })
    }
}

impl<'c> Writing<'c> {
    pub(super) fn new(connection: &'c Connection, damage: &'c AtomicBool) -> Self {
        let reading = Reading::new(connection, damage);
        Self { reading }
    }

    /// Runs one statement; how many rows it changed.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        self.noted(self.prepare(sql)?.execute(params))
    }
}

impl<'c> Deref for Writing<'c> {
    type Target = Reading<'c>;

    fn deref(&self) -> &Reading<'c> {
        &self.reading
    }
}
