//! Accidents: told at once, supplemented as more is known.

use fangxian::domain::accident::Figures;
use fangxian_protocol::id::RecordId;

use super::LedgerCore;
use crate::across::Across;
use crate::draft::AccidentDraft;
use crate::error::FangxianError;
use crate::record::Saved;
use crate::view::Version;

#[uniffi::export]
impl LedgerCore {
    /// Reports an accident (事故快报). What is not known yet is supplemented later.
    pub fn report_accident(&self, draft: AccidentDraft) -> Result<Saved, FangxianError> {
        self.run("report_accident", |ledger| ledger.report_accident(&draft.across()))
    }

    /// Supplements the figures (续报、补报). Only an office's supplement replaces what others
    /// said, and only what was on the screen (`shown`).
    #[uniffi::method(default(doc_no = None))]
    pub fn supplement_accident(
        &self,
        record: RecordId,
        shown: Version,
        figures: Figures,
        doc_no: Option<String>,
    ) -> Result<Saved, FangxianError> {
        self.run("supplement_accident", |ledger| {
            ledger.supplement_accident(record, &shown.across(), figures, doc_no)
        })
    }

    /// Says the accident was entered by mistake (作废).
    pub fn void_accident(
        &self,
        record: RecordId,
        shown: Version,
        reason: &str,
    ) -> Result<Saved, FangxianError> {
        self.run("void_accident", |ledger| ledger.void_accident(record, &shown.across(), reason))
    }
}
