//! Fields and attachments: write one, see what contradicts, settle it.

use fangxian::ledger::Attachment;
use fangxian_protocol::id::{EvidenceHash, RecordId};
use fangxian_protocol::scalar::Scalar;

use crate::across::Across;
use crate::error::FangxianError;
use crate::kind::Saved;
use crate::opened::LedgerCore;
use crate::view::{Conflict, Evidence};

#[uniffi::export]
impl LedgerCore {
    /// Describes a record anew (修改描述). Another value written elsewhere meanwhile stays beside
    /// it until someone who has seen both settles it.
    pub fn describe(
        &self,
        record: RecordId,
        field: &str,
        value: Scalar,
    ) -> Result<Saved, FangxianError> {
        self.run("describe", |ledger| ledger.describe(record, field, value))
    }

    /// Fields with more than one value: all of them, and who wrote each.
    pub fn conflicts(&self, record: RecordId) -> Result<Vec<Conflict>, FangxianError> {
        self.run("conflicts", |ledger| ledger.conflicts(record))
    }

    /// Settles a field that has several values (认定). `shown` is what was on the screen: when
    /// another value has arrived since, nothing is written.
    pub fn settle(
        &self,
        record: RecordId,
        shown: Conflict,
        value: Scalar,
    ) -> Result<Saved, FangxianError> {
        self.run("settle", |ledger| ledger.settle(record, &shown.across(), value))
    }

    /// Adds a photo, voice note or document (补充证据). Evidence only grows.
    pub fn add_evidence(
        &self,
        record: RecordId,
        attachment: Attachment,
    ) -> Result<Saved, FangxianError> {
        self.run("add_evidence", |ledger| ledger.add_evidence(record, &attachment))
    }

    /// The attachments a record lists.
    pub fn evidence(&self, record: RecordId) -> Result<Vec<Evidence>, FangxianError> {
        self.run("evidence", |ledger| {
            let listed = ledger.evidence(record)?.into_iter();
            Ok(listed.collect::<Vec<_>>())
        })
    }

    /// The file that holds an attachment's bytes here; nothing while they are elsewhere.
    pub fn attachment(&self, hash: EvidenceHash) -> Result<Option<String>, FangxianError> {
        self.run("attachment", |ledger| Ok(ledger.attachment(&hash)))
    }
}
