//! Accidents: told at once, supplemented as more is known.

use fangxian_protocol::id::RecordId;

use super::act::Saved;
use super::begin::NewRecord;
use super::draft::AccidentDraft;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::accident::{AccidentAct, Figures};
use crate::domain::field;
use crate::domain::view::Version;

impl Ledger {
    /// Reports an accident (事故快报). What is not known yet is left 0 and supplemented later.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a title or with a negative number;
    /// [`LedgerError::OutOfScope`]; [`LedgerError::Store`].
    pub fn report_accident(&self, draft: &AccidentDraft) -> Result<Saved, LedgerError> {
        let texts = [
            (field::TITLE, draft.title.as_str()),
            (field::DESCRIPTION, draft.description.as_str()),
            (field::CATEGORY, draft.category.as_str()),
            (field::UNIT, draft.unit.as_str()),
            (field::PLACE, draft.place.as_str()),
        ];
        let &AccidentDraft { home, position, occurred_ms, figures, .. } = draft;
        let new = NewRecord::of(AccidentAct::Report { occurred_ms, figures }, &texts);
        self.begin(&NewRecord { home, position, ..new })
    }

    /// Supplements the figures (续报、补报). Only an office's supplement replaces what others
    /// said, and only what was on the screen (`shown`).
    ///
    /// # Errors
    /// [`LedgerError::BadField`] for a negative number; else as [`close`](Self::close).
    pub fn supplement_accident(
        &self,
        record: RecordId,
        shown: &Version,
        figures: Figures,
        doc_no: Option<String>,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), AccidentAct::Supplement { figures, doc_no })
    }

    /// Says the accident was entered by mistake (作废).
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn void_accident(
        &self,
        record: RecordId,
        shown: &Version,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        self.say(record, Some(shown), AccidentAct::Void { reason: reason.to_owned() })
    }
}
