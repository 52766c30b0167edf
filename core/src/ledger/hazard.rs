//! What anyone may say of a hazard: report it, look again, claim the work is done.

use fangxian_protocol::id::{FactId, RecordId};
use fangxian_protocol::scalar::Scalar;

use super::act::{Basis, Deed, Saved};
use super::begin::NewRecord;
use super::draft::{HazardDraft, ImplementDraft, Observation};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::day::Day;
use crate::domain::fact::Body;
use crate::domain::field;
use crate::domain::hazard::{HazardAct, PlanItem};
use crate::domain::view::Version;

impl Ledger {
    /// Reports a hazard (上报隐患). Saved on this device before it returns, signal or not.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a title; [`LedgerError::OutOfScope`] for a village
    /// outside the person's posts; [`LedgerError::Store`] when the disk is full: nothing is lost.
    pub fn report_hazard(&self, draft: &HazardDraft) -> Result<Saved, LedgerError> {
        self.begin(&report(draft))
    }

    /// Reports several hazards in one commit (批量上报): all are saved, or none. For a checklist
    /// filled in on one visit, or a spreadsheet.
    ///
    /// # Errors
    /// As [`report_hazard`](Self::report_hazard).
    pub fn report_hazards(&self, drafts: &[HazardDraft]) -> Result<Vec<RecordId>, LedgerError> {
        let saved = self.begin_all(&drafts.iter().map(report).collect::<Vec<_>>())?;
        Ok(saved.iter().map(|saved| saved.record).collect())
    }

    /// Looks again (再次查看): still dangerous, or gone. Closes nothing by itself.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn observe(&self, record: RecordId, seen: &Observation) -> Result<Saved, LedgerError> {
        let kept = seen.photo.as_ref().map(|photo| self.keep(photo)).transpose()?;
        let photo = kept.as_ref().map(|(hash, _)| *hash);
        let (danger, note) = (seen.danger, seen.note.clone());
        let body = Body::Hazard(HazardAct::Observe { danger, note, photo });
        let deed = Deed { evidence: kept.into_iter().collect(), ..Deed::of(body) };
        self.act(record, deed, Basis::Latest)
    }

    /// Says it may be a major hazard (疑似重大). A village may suspect; an office judges.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn suspect_major(
        &self,
        record: RecordId,
        clause: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::SuspectMajor { clause })
    }

    /// Says the work is done (申报整改完成). It closes nothing: an office reinspects.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn claim(
        &self,
        record: RecordId,
        measures: &str,
        cost_fen: Option<i64>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Claim { measures: measures.to_owned(), cost_fen })
    }

    /// States one of the five implementations (五落实). `shown` is what was on the screen.
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn implement(
        &self,
        record: RecordId,
        shown: &Version,
        draft: ImplementDraft,
    ) -> Result<Saved, LedgerError> {
        let ImplementDraft { item, achieved, content, amount_fen, due } = draft;
        let act = HazardAct::Implement { item, achieved, content, amount_fen, due };
        self.say(record, Some(shown), act)
    }

    /// States one item of the plan a major hazard needs (治理方案).
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn plan(&self, record: RecordId, item: PlanItem, text: &str) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Plan { item, text: text.to_owned() })
    }

    /// Says how the work stands (督办进展).
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn report_progress(&self, record: RecordId, text: &str) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Progress { text: text.to_owned() })
    }

    /// Asks for more time (申请延期). `interim_controls` says what keeps people safe meanwhile.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without interim controls; else as [`claim`](Self::claim).
    pub fn ask_extension(
        &self,
        record: RecordId,
        until: Day,
        reason: &str,
        interim_controls: &str,
    ) -> Result<Saved, LedgerError> {
        let (reason, interim_controls) = (reason.to_owned(), interim_controls.to_owned());
        self.say(record, None, HazardAct::AskExtension { until, reason, interim_controls })
    }

    /// Says it may be the same as another record (疑似重复). A person decides.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn suspect_duplicate(
        &self,
        record: RecordId,
        of: RecordId,
        distance_m: Option<i64>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::SuspectDuplicate { of, distance_m })
    }

    /// Says it was entered by mistake (作废). Loses to any word its author had not seen.
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn void_hazard(
        &self,
        record: RecordId,
        shown: &Version,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), HazardAct::Void { reason: reason.to_owned() })
    }

    /// Notes that an order was served (送达), or that the receiver refused to sign.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn serve_order(
        &self,
        record: RecordId,
        order: FactId,
        refused: bool,
    ) -> Result<Saved, LedgerError> {
        self.say(record, None, HazardAct::Serve { order, refused })
    }
}

/// The record a report begins.
fn report(draft: &HazardDraft) -> NewRecord {
    let texts = [
        (field::TITLE, draft.title.as_str()),
        (field::DESCRIPTION, draft.description.as_str()),
        (field::SECTOR, draft.sector.as_str()),
        (field::PLACE, draft.place.as_str()),
    ];
    let act = HazardAct::Report { source: draft.source };
    let mut new = NewRecord::of(act, &texts);
    if let Some(site) = draft.site {
        new.fields.push((field::SITE.to_owned(), Scalar::from(site.to_string())));
    }
    if draft.suspect_major {
        new.acts.push(HazardAct::SuspectMajor { clause: None }.into());
    }
    let (home, position) = (draft.home, draft.position);
    NewRecord { home, position, attachments: draft.attachments.clone(), ..new }
}
