//! Accidents: told at once, supplemented as more is known.

use fangxian_protocol::id::RecordId;

use super::act::{Basis, Deed, Saved};
use super::draft::AccidentDraft;
use super::error::LedgerError;
use super::hazard::{filled, position};
use super::open::Ledger;
use crate::domain::accident::{AccidentAct, Figures};
use crate::domain::fact::Body;
use crate::domain::view::Version;
use crate::domain::{field, text};

impl Ledger {
    /// Reports an accident (事故快报). What is not known yet is left 0 and supplemented later.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] without a title or with a negative number;
    /// [`LedgerError::OutOfScope`]; [`LedgerError::Store`].
    pub fn report_accident(&self, draft: &AccidentDraft) -> Result<Saved, LedgerError> {
        if text::line(&draft.title).is_empty() {
            return Err(LedgerError::BadInput {
                field: "title",
                next: "say what happened",
                next_zh: "请写明出了什么事。",
            });
        }
        check(draft.figures)?;
        let texts = [
            (field::TITLE, draft.title.as_str()),
            (field::DESCRIPTION, draft.description.as_str()),
            (field::CATEGORY, draft.category.as_str()),
            (field::UNIT, draft.unit.as_str()),
            (field::PLACE, draft.place.as_str()),
        ];
        let mut fields = filled(&texts);
        fields.extend(position(draft.position));
        let (occurred_ms, figures) = (draft.occurred_ms, draft.figures);
        let bodies = vec![Body::Accident(AccidentAct::Report { occurred_ms, figures })];
        self.open_record("accident", draft.home, Deed { fields, bodies, ..Deed::default() })
    }

    /// Supplements the figures (续报、补报). Only an office's supplement replaces what others
    /// said, and only what was on the screen (`shown`).
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] for a negative number; else as [`close`](Self::close).
    pub fn supplement_accident(
        &self,
        record: RecordId,
        shown: &Version,
        figures: Figures,
        doc_no: Option<String>,
    ) -> Result<Saved, LedgerError> {
        check(figures)?;
        let body = Body::Accident(AccidentAct::Supplement { figures, doc_no });
        self.act(record, Deed::of(body), Basis::Shown(shown))
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
        let body = Body::Accident(AccidentAct::Void { reason: reason.to_owned() });
        self.act(record, Deed::of(body), Basis::Shown(shown))
    }
}

fn check(figures: Figures) -> Result<(), LedgerError> {
    let Figures { dead, missing, serious, minor, loss_fen } = figures;
    let negative = [dead, missing, serious, minor, loss_fen].into_iter().any(|number| number < 0);
    match negative {
        true => Err(LedgerError::BadInput {
            field: "figures",
            next: "give numbers from 0 up",
            next_zh: "数字不能是负的,请重填。",
        }),
        false => Ok(()),
    }
}
