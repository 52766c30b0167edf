//! What is read in one snapshot and written in one transaction.
//!
//! The verbs live beside their tables: [`envelope`](super::envelope), [`search`](super::search)
//! and the others each add theirs.

use std::ops::Deref;

use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row};

use super::StoreError;

/// One snapshot of the store: what others write meanwhile is not seen.
pub struct Reading<'c> {
    connection: &'c Connection,
}

/// One transaction: everything in it is kept together, or nothing. Reads like a [`Reading`].
pub struct Writing<'c> {
    reading: Reading<'c>,
}

impl<'c> Reading<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, StoreError> {
        Ok(self.connection.prepare_cached(sql)?)
    }

    /// The rows of a query, each read by `read`.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(params)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(read(row)?);
        }
        Ok(out)
    }

    /// The first row of a query, if there is one.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(|row| read(row)).transpose()
    }

    /// The first column of the first row, if there is one.
    pub(super) fn value<T: FromSql>(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        Ok(statement.query_row(params, |row| row.get(0)).optional()?)
    }
}

impl<'c> Writing<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        let reading = Reading::new(connection);
        Self { reading }
    }

    /// Runs one statement; how many rows it changed.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepare(sql)?.execute(params)?)
    }
}

impl<'c> Deref for Writing<'c> {
    type Target = Reading<'c>;

    fn deref(&self) -> &Reading<'c> {
        &self.reading
    }
}
