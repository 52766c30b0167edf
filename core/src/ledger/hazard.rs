//! What anyone says of hazards every day: report one, look again.

use fangxian_protocol::id::RecordId;

use super::act::{Basis, Deed, Saved};
use super::begin::NewRecord;
use super::draft::{HazardDraft, Observation};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::field;
use crate::domain::hazard::HazardAct;

impl Ledger {
    /// Reports a hazard (上报隐患). Saved on this device before it returns, signal or not.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a title; [`LedgerError::OutOfScope`] for a village
    /// outside the person's posts; [`LedgerError::Store`] when the disk is full: nothing is lost.
    pub fn report_hazard(&self, draft: &HazardDraft) -> Result<Saved, LedgerError> {
        let begun = self.report(std::slice::from_ref(draft))?.pop();
        begun.ok_or(LedgerError::NotFound { what: "record" })
    }

    /// Reports several hazards in one commit (批量上报): all are saved, or none. For a checklist
    /// filled in on one visit, or a spreadsheet.
    ///
    /// # Errors
    /// As [`report_hazard`](Self::report_hazard).
    pub fn report_hazards(&self, drafts: &[HazardDraft]) -> Result<Vec<RecordId>, LedgerError> {
        Ok(self.report(drafts)?.iter().map(|saved| saved.record).collect())
    }

    /// Reports hazards; the bytes of their photos stay where they are.
    fn report(&self, drafts: &[HazardDraft]) -> Result<Vec<Saved>, LedgerError> {
        let deeds = drafts.iter().map(|draft| self.beginning(&new(draft), &draft.attachments));
        self.open_records(deeds.collect::<Result<_, _>>()?)
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
}

/// The record a report begins, without its attachments.
fn new(draft: &HazardDraft) -> NewRecord {
    let mut new = NewRecord::of(HazardAct::Report { source: draft.source })
        .with(field::TITLE, draft.title.as_str())
        .with(field::DESCRIPTION, draft.description.as_str())
        .with(field::SECTOR, draft.sector.as_str())
        .with(field::PLACE, draft.place.as_str());
    if let Some(site) = draft.site {
        new = new.with(field::SITE, site.to_string());
    }
    if draft.suspect_major {
        new.acts.push(HazardAct::SuspectMajor { clause: None }.into());
    }
    NewRecord { home: draft.home, position: draft.position, ..new }
}
