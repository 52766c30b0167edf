//! Attachments the centre does not have, and the records that name them. The folder they wait in
//! is the truth; the table follows it, so that lists and the outbox can tell.

use std::collections::BTreeMap;

use fangxian_protocol::id::{EvidenceHash, RecordId};

use super::envelope::as_i64;
use super::{Attachments, Reading, StoreError, Writing};
use crate::domain::record::Record;

/// Attachments that wait, in figures. Only those that a record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WaitingAttachments {
    pub(super) count: u64,
    pub(super) set_aside: u64,
    pub(super) bytes: u64,
    pub(super) oldest_ms: Option<i64>,
}

impl Reading<'_> {
    /// The records that name an attachment.
    ///
    /// # Errors
    /// Those of the store.
    pub fn records_naming(&self, hash: &EvidenceHash) -> Result<Vec<RecordId>, StoreError> {
        let sql = "SELECT d.record FROM evidence AS e JOIN document AS d ON d.row = e.row
                   WHERE e.hash = ?1";
        self.all(sql, [hash.0], |row| Ok(RecordId(row.get(0)?)))
    }

    /// Whether the table says other than the folder that these attachments wait.
    ///
    /// # Errors
    /// Those of the store.
    pub fn differs_from_waiting(&self, listed: &[(EvidenceHash, u64)]) -> Result<bool, StoreError> {
        let said = self.all("SELECT hash, bytes FROM attachment_waiting", [], |row| {
            Ok((EvidenceHash(row.get(0)?), row.get(1)?))
        })?;
        let mut said: BTreeMap<EvidenceHash, u64> = said.into_iter().collect();
        let listed: BTreeMap<EvidenceHash, u64> = listed.iter().copied().collect();
        // Files that are missing are known to be.
        said.retain(|hash, bytes| *bytes > 0 || listed.contains_key(hash));
        Ok(said != listed)
    }

    pub(super) fn waiting_attachments(&self) -> Result<WaitingAttachments, StoreError> {
        let sql = "SELECT count(*), coalesce(sum(aside), 0), coalesce(sum(bytes), 0), min(since_ms)
                   FROM attachment_waiting LEFT JOIN attachment_try USING (hash)
                   WHERE hash IN (SELECT hash FROM evidence)";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(WaitingAttachments {
                count: row.get(0)?,
                set_aside: row.get(1)?,
                bytes: row.get(2)?,
                oldest_ms: row.get(3)?,
            })
        };
        Ok(self.first(sql, [], read)?.unwrap_or_default())
    }
}

impl Writing<'_> {
    /// An attachment lies in the folder of those that wait.
    ///
    /// # Errors
    /// Those of the store.
    pub fn attachment_waits(
        &self,
        hash: &EvidenceHash,
        bytes: u64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO attachment_waiting (hash, bytes, since_ms) VALUES (?1, ?2, ?3)
                   ON CONFLICT (hash) DO UPDATE SET bytes = excluded.bytes";
        self.run(sql, (hash.0, as_i64(bytes), now_ms)).map(drop)
    }

    /// The centre has an attachment: the records that name it may show so.
    ///
    /// # Errors
    /// Those of the store.
    pub fn attachment_arrived(&self, hash: &EvidenceHash) -> Result<(), StoreError> {
        self.run("DELETE FROM attachment_waiting WHERE hash = ?1", [hash.0])?;
        self.run("DELETE FROM attachment_try WHERE hash = ?1", [hash.0])?;
        self.records_naming(hash)?.iter().try_for_each(|record| self.touch_record(record))
    }

    /// Makes the table say what the folder says. What a record names and lies nowhere is missing,
    /// and waits on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn attachments_wait(
        &self,
        attachments: &Attachments,
        listed: &[(EvidenceHash, u64)],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let listed: BTreeMap<EvidenceHash, u64> = listed.iter().copied().collect();
        let said = self
            .all("SELECT hash FROM attachment_waiting", [], |row| Ok(EvidenceHash(row.get(0)?)))?;
        for gone in said.iter().filter(|hash| !listed.contains_key(hash)) {
            let is_missing = attachments.file(gone).is_none();
            if is_missing && !self.records_naming(gone)?.is_empty() {
                self.attachment_waits(gone, 0, now_ms)?;
            } else {
                self.attachment_arrived(gone)?;
            }
        }
        for (hash, bytes) in &listed {
            self.attachment_waits(hash, *bytes, now_ms)?;
        }
        let fresh = listed.keys().filter(|hash| !said.contains(hash));
        for hash in fresh {
            self.records_naming(hash)?.iter().try_for_each(|record| self.touch_record(record))?;
        }
        Ok(())
    }

    /// Notes which attachments a record names: evidence only grows.
    pub(super) fn note_evidence(&self, row: i64, record: &Record) -> Result<(), StoreError> {
        let sql = "INSERT OR IGNORE INTO evidence (hash, row) VALUES (?1, ?2)";
        record.evidence.keys().try_for_each(|hash| self.run(sql, (hash.0, row)).map(drop))
    }
}
