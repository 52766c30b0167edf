//! Acts of office on a hazard. Each takes what was on the screen (`shown`): the decision covers
//! that and nothing that arrived since. Beyond one's role it is kept as a proposal.

use fangxian::domain::day::Day;
use fangxian::domain::hazard::{Grade, ReinspectResult};
use fangxian::ledger::{CloseDraft, ListDraft, OrderDraft};
use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use super::LedgerCore;
use crate::across::Across;
use crate::error::FangxianError;
use crate::record::Saved;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Takes a reported hazard on (受理).
    pub fn accept(&self, record: RecordId) -> Result<Saved, FangxianError> {
        self.run("accept", |ledger| ledger.accept(record))
    }

    /// Asks the reporter for more (退回补正).
    pub fn return_for_more(&self, record: RecordId, reason: &str) -> Result<Saved, FangxianError> {
        self.run("return_for_more", |ledger| ledger.return_for_more(record, reason))
    }

    /// Judges the statutory grade (核定等级).
    #[uniffi::method(default(clause = None))]
    pub fn judge(
        &self,
        record: RecordId,
        shown: Version,
        grade: Grade,
        clause: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("judge", |ledger| ledger.judge(record, &shown.across(), grade, clause))
    }

    /// Orders rectification (责令整改).
    pub fn order(
        &self,
        record: RecordId,
        shown: Version,
        draft: OrderDraft,
    ) -> Result<Saved, FangxianError> {
        self.run("order", |ledger| ledger.order(record, &shown.across(), draft))
    }

    /// Says who must put it right (指定责任): a person or a unit.
    #[uniffi::method(default(person = None, unit = None))]
    pub fn assign(
        &self,
        record: RecordId,
        shown: Version,
        person: Option<PersonId>,
        unit: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("assign", |ledger| ledger.assign(record, &shown.across(), person, unit))
    }

    /// Notes what a reinspection found (复查).
    #[uniffi::method(default(opinion = None))]
    pub fn reinspect(
        &self,
        record: RecordId,
        shown: Version,
        result: ReinspectResult,
        opinion: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("reinspect", |ledger| ledger.reinspect(record, &shown.across(), result, opinion))
    }

    /// Ends a hazard (销号). Counts only while it has seen every danger anyone reports.
    pub fn close_hazard(
        &self,
        record: RecordId,
        shown: Version,
        draft: CloseDraft,
    ) -> Result<Saved, FangxianError> {
        self.run("close_hazard", |ledger| ledger.close(record, &shown.across(), draft))
    }

    /// Puts it under an authority's supervision (挂牌督办).
    pub fn list_hazard(
        &self,
        record: RecordId,
        shown: Version,
        draft: ListDraft,
    ) -> Result<Saved, FangxianError> {
        self.run("list_hazard", |ledger| ledger.list(record, &shown.across(), draft))
    }

    /// Ends a supervision (摘牌).
    #[uniffi::method(default(doc_no = None))]
    pub fn delist_hazard(
        &self,
        record: RecordId,
        shown: Version,
        listing: FactId,
        doc_no: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("delist_hazard", |ledger| ledger.delist(record, &shown.across(), listing, doc_no))
    }

    /// Decides on a request for more time (延期审批): until a day, or not at all.
    #[uniffi::method(default(granted_until = None))]
    pub fn decide_extension(
        &self,
        record: RecordId,
        shown: Version,
        ask: FactId,
        granted_until: Option<Day>,
    ) -> Result<Saved, FangxianError> {
        self.run("decide_extension", |ledger| {
            ledger.decide_extension(record, &shown.across(), ask, granted_until)
        })
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

    /// Offers the record to another unit (移送). This unit answers for it until it is accepted.
    pub fn offer_transfer(
        &self,
        record: RecordId,
        to: Division,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("offer_transfer", |ledger| ledger.offer_transfer(record, to, reason))
    }

    /// Accepts an offered record (接收移送).
    pub fn accept_transfer(
        &self,
        record: RecordId,
        shown: Version,
        offer: FactId,
    ) -> Result<Saved, FangxianError> {
        self.run("accept_transfer", |ledger| ledger.accept_transfer(record, &shown.across(), offer))
    }

    /// Refuses an offered record (拒收移送).
    pub fn refuse_transfer(
        &self,
        record: RecordId,
        offer: FactId,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("refuse_transfer", |ledger| ledger.refuse_transfer(record, offer, reason))
    }
}
