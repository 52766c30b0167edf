//! Search: by one or more Chinese characters, pinyin initials, or Latin letters and digits.

mod polyphones;
pub(super) mod terms;

use fangxian_protocol::id::{Kind, RecordId};
use rusqlite::params;
use rusqlite::types::Value;

use super::envelope::parse;
use super::{Reading, StoreError, Writing};

/// Up to so many matches are looked at one by one; beyond, a list is walked in its own order
/// until the page is full, which is soon when there are so many.
const CANDIDATES_MAX: usize = 2_500;

/// A record that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub record: RecordId,
    /// What it is about.
    pub kind: Kind,
}

/// How a list narrows itself to a search: a clause and what it binds.
pub(super) struct Narrowed {
    pub(super) clause: &'static str,
    pub(super) value: Value,
}

impl Reading<'_> {
    /// Records of any kind that hold what a person typed, those that came to this phone last
    /// first, at most `limit`. Nothing when nothing searchable was typed.
    ///
    /// # Errors
    /// Those of the store.
    pub fn search(&self, typed: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
        let Some(expression) = terms::query(typed) else {
            return Ok(Vec::new());
        };
        let sql = "SELECT d.record, d.kind
                   FROM (SELECT rowid AS row FROM search WHERE search MATCH ?1
                         ORDER BY rowid DESC LIMIT ?2) AS found
                   CROSS JOIN document AS d ON d.row = found.row";
        self.all(sql, params![expression, limit], |row| {
            Ok(Found { record: RecordId(row.get(0)?), kind: parse(row, 1, "document.kind")? })
        })
    }

    /// Narrows a list to what a person typed, for a page of it.
    pub(super) fn narrow(&self, typed: &str) -> Result<Option<Narrowed>, StoreError> {
        let Some(needle) = terms::needle(typed) else {
            return Ok(None);
        };
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT ?2";
        let limit = CANDIDATES_MAX + 1;
        let expression = terms::query(typed);
        let rows = self.all(sql, params![expression, limit], |row| Ok(row.get::<_, i64>(0)?))?;
        if rows.len() > CANDIDATES_MAX {
            let clause = "instr(terms, ?) > 0";
            return Ok(Some(Narrowed { clause, value: needle.into() }));
        }
        let rows: Vec<String> = rows.iter().map(i64::to_string).collect();
        let clause = "row IN (SELECT value FROM json_each(?))";
        let value = format!("[{}]", rows.join(",")).into();
        Ok(Some(Narrowed { clause, value }))
    }

    /// Narrows a list to what a person typed, to count it.
    pub(super) fn narrow_all(typed: &str) -> Option<Narrowed> {
        let expression = terms::query(typed)?;
        let clause = "row IN (SELECT rowid FROM search WHERE search MATCH ?)";
        Some(Narrowed { clause, value: expression.into() })
    }
}

impl Writing<'_> {
    /// Makes the record in `row` findable by `terms`.
    pub(super) fn index_terms(&self, row: i64, terms: &str) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO search (rowid, terms) VALUES (?1, ?2)";
        self.run(sql, params![row, terms::tokens(terms)]).map(drop)
    }

    /// Has the next projection of `record` index its terms whatever the row says.
    pub(super) fn forget_terms(&self, record: &RecordId) -> Result<(), StoreError> {
        for table in ["hazard", "line"] {
            self.run(&format!("UPDATE {table} SET terms = '' WHERE record = ?1"), [record.0])?;
        }
        Ok(())
    }

    /// Folds the index into one piece, after much was written.
    pub(super) fn fold_search(&self) -> Result<(), StoreError> {
        self.run("INSERT INTO search (search) VALUES ('optimize')", []).map(drop)
    }
}
