//! What could not be taken: kept with its reason, counted, exportable, never deleted (I6).

use fangxian_protocol::envelope::Envelope;
use rusqlite::{Row, params};

use super::{Reading, StoreError, Writing};

/// Bytes that were set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number here, counting up.
    pub id: u64,
    /// What arrived, unchanged.
    pub bytes: Vec<u8>,
    /// Why it could not be taken: a stable word.
    pub reason: String,
    /// Where it came from: a stable word, such as `pull` or `bundle`.
    pub source: String,
    /// When it was set aside, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// It may be taken later, when what it needs has arrived.
    pub retriable: bool,
    /// It was taken after all.
    pub settled: bool,
}

const COLUMNS: &str = "SELECT id, bytes, reason, source, at_ms, retriable, settled FROM quarantine";

impl Reading<'_> {
    /// What was set aside after number `after`, in order, at most `limit`; for a screen or export.
    ///
    /// # Errors
    /// Those of the store.
    pub fn quarantined(&self, after: u64, limit: usize) -> Result<Vec<Quarantined>, StoreError> {
        let sql = format!("{COLUMNS} WHERE id > ?1 ORDER BY id LIMIT ?2");
        self.all(&sql, params![after, limit], Quarantined::read)
    }

    /// What may be taken later, in order, at most `limit`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn retriable(&self, limit: usize) -> Result<Vec<Quarantined>, StoreError> {
        let sql = format!("{COLUMNS} WHERE retriable = 1 AND settled = 0 ORDER BY id LIMIT ?1");
        self.all(&sql, [limit], Quarantined::read)
    }

    /// How much is set aside and unsettled.
    ///
    /// # Errors
    /// Those of the store.
    pub fn quarantined_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM quarantine WHERE settled = 0";
        Ok(self.value(sql, [])?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// Sets bytes aside. The same bytes again change only their reason.
    ///
    /// `reason` and `source` are stable words of this program, never what a user typed.
    ///
    /// # Errors
    /// Those of the store.
    pub fn quarantine(
        &self,
        bytes: &[u8],
        (reason, source): (&str, &str),
        at_ms: i64,
        retriable: bool,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO quarantine (hash, bytes, reason, source, at_ms, retriable, settled)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)
                   ON CONFLICT (hash) DO UPDATE
                   SET reason = excluded.reason, retriable = excluded.retriable, settled = 0";
        let hash = Envelope::hash(bytes);
        self.run(sql, params![hash.0, bytes, reason, source, at_ms, retriable]).map(drop)
    }

    /// Notes that set-aside bytes were taken after all. They stay.
    ///
    /// # Errors
    /// Those of the store.
    pub fn settle(&self, id: u64) -> Result<(), StoreError> {
        self.run("UPDATE quarantine SET settled = 1 WHERE id = ?1", [id]).map(drop)
    }
}

impl Quarantined {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            bytes: row.get(1)?,
            reason: row.get(2)?,
            source: row.get(3)?,
            at_ms: row.get(4)?,
            retriable: row.get(5)?,
            settled: row.get(6)?,
        })
    }
}
