//! Whatever may be said of a record, whatever its kind: its beginning, too.

use fangxian::domain::fact::Body;
use fangxian::ledger;
use fangxian_protocol::id::{FactId, RecordId};

use crate::across::Across;
use crate::draft::NewRecord;
use crate::error::FangxianError;
use crate::kind::{Act, Saved};
use crate::opened::LedgerCore;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Begins a record of any kind: of that which its first act begins.
    pub fn begin(&self, record: NewRecord) -> Result<Saved, FangxianError> {
        self.run("begin", |ledger| ledger.begin(&record.across()))
    }

    /// Begins several records in one commit: all are saved, or none.
    pub fn begin_all(&self, records: Vec<NewRecord>) -> Result<Vec<Saved>, FangxianError> {
        let records: Vec<ledger::NewRecord> = records.across();
        self.run("begin_all", |ledger| ledger.begin_all(&records))
    }

    /// Says something of a record: any act of its kind. `shown` is the version of the view that was
    /// on the screen: an act that decides covers that and nothing that arrived since, and is not
    /// taken without it. Beyond one's role it is kept as a proposal.
    pub fn say(
        &self,
        record: RecordId,
        shown: Option<Version>,
        act: Act,
    ) -> Result<Saved, FangxianError> {
        let (shown, act): (_, Body) = (shown.map(Across::across), act.across());
        self.run("say", |ledger| ledger.say(record, shown.as_ref(), act))
    }

    /// Says several things of a record at once: all are saved, or none.
    pub fn say_all(
        &self,
        record: RecordId,
        shown: Option<Version>,
        acts: Vec<Act>,
    ) -> Result<Saved, FangxianError> {
        let shown = shown.map(Across::across);
        self.run("say_all", |ledger| ledger.say_all(record, shown.as_ref(), acts.across()))
    }

    /// Says that a record was entered by mistake, whatever its kind (作废). It stays, and loses to
    /// whatever its author had not seen.
    pub fn void(
        &self,
        record: RecordId,
        shown: Version,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("void", |ledger| ledger.void(record, &shown.across(), reason))
    }

    /// Declines a proposal (不采纳): it no longer waits and stays in the history.
    pub fn decline_proposal(
        &self,
        record: RecordId,
        shown: Version,
        proposal: FactId,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("decline_proposal", |ledger| {
            ledger.decline_proposal(record, &shown.across(), proposal, reason)
        })
    }
}
