//! The document of each record: its envelopes folded, kept so that opening one is fast.

use fangxian_protocol::id::{ChangeHash, RecordId};
use rusqlite::params;

use super::envelope::{as_i64, damaged, parse};
use super::{Reading, StoreError, Writing};
use crate::domain::face::label;
use crate::domain::record::Record;

/// A document as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The hashes of its last changes, sorted.
    pub heads: Vec<ChangeHash>,
    /// What the document room saved.
    pub bytes: Vec<u8>,
}

impl Reading<'_> {
    /// The stored document of `record`; `None` when there is none, so that it must be rebuilt.
    ///
    /// # Errors
    /// Those of the store.
    pub fn document(&self, record: &RecordId) -> Result<Option<StoredDocument>, StoreError> {
        let sql = "SELECT heads, bytes FROM document WHERE record = ?1";
        self.first(sql, [record.0], |row| {
            let heads = row.get_ref(0)?.as_blob().map_err(|_| damaged("document.heads"))?;
            Ok(StoredDocument { heads: split(heads)?, bytes: row.get(1)? })
        })
    }

    /// How many records there are, of every kind.
    ///
    /// # Errors
    /// Those of the store.
    pub fn record_count(&self) -> Result<u64, StoreError> {
        Ok(self.value("SELECT count(*) FROM document", [])?.unwrap_or_default())
    }

    /// What people say aloud to name a record (编号), by its kind as far as it is known.
    ///
    /// # Errors
    /// Those of the store.
    pub fn label(&self, record: &RecordId) -> Result<String, StoreError> {
        let kind = self.kind_of(record)?;
        Ok(label(kind.as_deref().unwrap_or_default(), record))
    }

    /// Its kind, as far as the record is here.
    ///
    /// # Errors
    /// Those of the store.
    pub fn kind_of(&self, record: &RecordId) -> Result<Option<String>, StoreError> {
        self.value("SELECT kind FROM document WHERE record = ?1", [record.0])
    }

    /// Records that changed after the change number `touched`, at most `limit` of them, oldest
    /// change first. What a subscription asks after each write.
    ///
    /// # Errors
    /// Those of the store.
    pub fn changed_since(&self, touched: u64, limit: usize) -> Result<Vec<Changed>, StoreError> {
        let sql = "SELECT record, kind, touched FROM document WHERE touched > ?1
                   ORDER BY touched LIMIT ?2";
        self.all(sql, params![as_i64(touched), limit], |row| {
            Ok(Changed {
                record: RecordId(row.get(0)?),
                kind: parse(row, 1, "document.kind")?,
                touched: row.get(2)?,
            })
        })
    }

    /// Documents of records no envelope speaks of: their rows and records.
    pub(super) fn orphans(&self) -> Result<Vec<(i64, RecordId)>, StoreError> {
        let sql = "SELECT row, record FROM document
                   WHERE record NOT IN (SELECT record FROM envelope)";
        self.all(sql, [], |row| Ok((row.get(0)?, RecordId(row.get(1)?))))
    }
}

/// A record that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub record: RecordId,
    /// What it is about.
    pub kind: fangxian_protocol::id::Kind,
    /// The store's change number then.
    pub touched: u64,
}

impl Writing<'_> {
    /// Keeps the folded document of `record`; its row.
    pub(super) fn put_document(
        &self,
        record: &Record,
        heads: &[ChangeHash],
        bytes: &[u8],
    ) -> Result<i64, StoreError> {
        let sql = "INSERT INTO document (record, kind, home, heads, bytes, touched)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (record) DO UPDATE SET kind = excluded.kind, home = excluded.home,
                       heads = excluded.heads, bytes = excluded.bytes, touched = excluded.touched
                   RETURNING row";
        let mut heads = heads.to_vec();
        heads.sort_unstable();
        let heads: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
        let home = as_i64(record.home.as_u64());
        let touched = self.touch()?;
        let values = params![record.id.0, record.kind.as_str(), home, heads, bytes, touched];
        self.value(sql, values)?.ok_or(damaged("document"))
    }

    /// Counts a record as changed, so that whoever watches it looks again.
    pub(super) fn touch_record(&self, record: &RecordId) -> Result<(), StoreError> {
        let touched = self.touch()?;
        let sql = "UPDATE document SET touched = ?2 WHERE record = ?1";
        self.run(sql, params![record.0, touched]).map(drop)
    }

    /// Forgets documents, and with them list rows, of records without envelopes.
    pub(super) fn drop_orphans(&self) -> Result<usize, StoreError> {
        let orphans = self.orphans()?;
        for (row, _) in &orphans {
            self.run("DELETE FROM search WHERE rowid = ?1", [row])?;
            self.run("DELETE FROM document WHERE row = ?1", [row])?;
        }
        Ok(orphans.len())
    }
}

fn split(heads: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let chunks = heads.chunks_exact(ChangeHash::LEN_BYTES);
    if !chunks.remainder().is_empty() {
        return Err(damaged("document.heads"));
    }
    chunks
        .map(|chunk| ChangeHash::from_slice(chunk).map_err(|_| damaged("document.heads")))
        .collect()
}
