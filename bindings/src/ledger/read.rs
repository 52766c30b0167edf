//! Reading what is on this device.

use std::sync::Arc;

use fangxian::domain::Spoken;
use fangxian::store::Place;
use fangxian_protocol::id::{Kind, PersonId, RecordId};

use crate::across::Across;
use crate::column::{Cell, Heading};
use crate::error::FangxianError;
use crate::history::HistoryStep;
use crate::kind::RecordView;
use crate::opened::LedgerCore;
use crate::org::{Me, OrgTree};
use crate::outbox::{Outbox, Quarantined};

#[uniffi::export]
impl LedgerCore {
    /// Who this device acts for.
    pub fn me(&self) -> Result<Me, FangxianError> {
        self.run("me", |ledger| ledger.me())
    }

    /// One record as it stands, whatever its kind.
    pub fn view(&self, record: RecordId) -> Result<RecordView, FangxianError> {
        self.run("view", |ledger| ledger.view(record))
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph (说明).
    pub fn explain(&self, record: RecordId) -> Result<Spoken, FangxianError> {
        self.run("explain", |ledger| ledger.explain(record))
    }

    /// What stands above the columns of the ledger of a kind, in the order of the form that is
    /// handed up (台账栏目); nothing of a kind of a newer version.
    pub fn columns(&self, kind: Kind) -> Result<Vec<Heading>, FangxianError> {
        self.run("columns", |ledger| Ok(ledger.columns(kind.as_str())))
    }

    /// What the ledger of its kind says of a record today, one cell under each of its columns.
    pub fn cells(&self, record: RecordId) -> Result<Vec<Cell>, FangxianError> {
        self.run("cells", |ledger| ledger.cells(record))
    }

    /// The story of a record, in order of causality (经过).
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryStep>, FangxianError> {
        self.run("history", |ledger| ledger.history(record))
    }

    /// What waits to be sent, since when, and what was refused (待上传).
    pub fn outbox(&self) -> Result<Outbox, FangxianError> {
        self.run("outbox", |ledger| ledger.outbox())
    }

    /// How far this device's part of a record has come (在哪里).
    pub fn place(&self, record: RecordId) -> Result<Place, FangxianError> {
        self.run("place", |ledger| ledger.place(record))
    }

    /// What could not be used here, with reason, source and bytes: at most `limit` entries with
    /// a number above `after` (隔离区).
    #[uniffi::method(default(after = 0, limit = 100))]
    pub fn quarantine(&self, after: u64, limit: u32) -> Result<Vec<Quarantined>, FangxianError> {
        self.run("quarantine", |ledger| ledger.quarantine(after, limit.across()))
    }

    /// Units, posts and who is responsible where, as far as this device knows.
    pub fn org_tree(&self) -> Result<Arc<OrgTree>, FangxianError> {
        self.run("org_tree", |ledger| ledger.org_tree())
    }

    /// A person's name from their card; nothing when there is no card or it was erased.
    pub fn name_of(&self, person: PersonId) -> Result<Option<String>, FangxianError> {
        self.run("name_of", |ledger| ledger.name_of(&person))
    }
}
