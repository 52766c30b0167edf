//! Acts of office on a hazard: accept, judge, order, reinspect, close, supervise, hand over.
//!
//! Each takes what was on the screen (`shown`): the decision covers that and nothing that arrived
//! since. Beyond one's role it is kept as a proposal, visibly.

use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use super::act::Saved;
use super::draft::{CloseDraft, ListDraft, OrderDraft};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::day::Day;
use crate::domain::hazard::{Grade, HazardAct, ReinspectResult};
use crate::domain::view::Version;

impl Ledger {
    /// Takes a reported hazard on (受理).
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn accept(&self, record: RecordId) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Accept {})
    }

    /// Asks the reporter for more (退回补正).
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn return_for_more(&self, record: RecordId, reason: &str) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Return { reason: reason.to_owned() })
    }

    /// Judges the statutory grade (核定等级).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn judge(
        &self,
        record: RecordId,
        shown: &Version,
        grade: Grade,
        clause: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::Judge { grade, clause })
    }

    /// Orders rectification (责令整改).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] when a deadline is needed and missing; else as
    /// [`close`](Self::close).
    pub fn order(
        &self,
        record: RecordId,
        shown: &Version,
        draft: OrderDraft,
    ) -> Result<Saved, LedgerError> {
        let OrderDraft { mode, deadline, doc_no } = draft;
        self.say(record, Some(shown), HazardAct::Order { mode, deadline, doc_no })
    }

    /// Says who must put it right (指定责任).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] when neither person nor unit is named; else as
    /// [`close`](Self::close).
    pub fn assign(
        &self,
        record: RecordId,
        shown: &Version,
        person: Option<PersonId>,
        unit: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::Assign { person, unit })
    }

    /// Notes what a reinspection found (复查).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn reinspect(
        &self,
        record: RecordId,
        shown: &Version,
        result: ReinspectResult,
        opinion: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::Reinspect { result, opinion })
    }

    /// Ends a hazard (销号). Counts only while it has seen every danger anyone reports: a word
    /// from elsewhere that arrives later keeps the hazard open.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when the record is not on this device;
    /// [`LedgerError::OutOfScope`] when no post covers it; [`LedgerError::Changed`] when `shown`
    /// is not a state of this record; [`LedgerError::Store`].
    pub fn close(
        &self,
        record: RecordId,
        shown: &Version,
        draft: CloseDraft,
    ) -> Result<Saved, LedgerError> {
        let CloseDraft { kind, basis, doc_no } = draft;
        self.say(record, Some(shown), HazardAct::Close { kind, basis, doc_no })
    }

    /// Puts it under an authority's supervision (挂牌督办).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn list(
        &self,
        record: RecordId,
        shown: &Version,
        draft: ListDraft,
    ) -> Result<Saved, LedgerError> {
        let ListDraft { level, doc_no, deadline } = draft;
        self.say(record, Some(shown), HazardAct::List { level, doc_no, deadline })
    }

    /// Ends a supervision (摘牌).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn delist(
        &self,
        record: RecordId,
        shown: &Version,
        listing: FactId,
        doc_no: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::Delist { listing, doc_no })
    }

    /// Decides on a request for more time (延期审批).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] when granted without a day; else as [`close`](Self::close).
    pub fn decide_extension(
        &self,
        record: RecordId,
        shown: &Version,
        ask: FactId,
        granted_until: Option<Day>,
    ) -> Result<Saved, LedgerError> {
        let (granted, until) = (granted_until.is_some(), granted_until);
        self.say(record, Some(shown), HazardAct::DecideExtension { ask, granted, until })
    }

    /// Offers the record to another unit (移送). This unit answers for it until it is accepted.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn offer_transfer(
        &self,
        record: RecordId,
        to: Division,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::OfferTransfer { to, reason: reason.to_owned() })
    }

    /// Accepts an offered record (接收移送).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn accept_transfer(
        &self,
        record: RecordId,
        shown: &Version,
        offer: FactId,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::AcceptTransfer { offer })
    }

    /// Refuses an offered record (拒收移送).
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn refuse_transfer(
        &self,
        record: RecordId,
        offer: FactId,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::RefuseTransfer { offer, reason: reason.to_owned() })
    }
}
