//! What an office answers to proposals. Taking one up is doing the like, having seen it.

use fangxian_protocol::id::{FactId, RecordId};

use super::act::{Basis, Deed, Saved};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::review::ReviewAct;
use crate::domain::view::Version;

impl Ledger {
    /// Declines a proposal (不采纳): it no longer waits and stays in the history. Beyond one's
    /// role that is a proposal itself.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when nothing of that id waits on the screen; else as
    /// [`say`](Self::say).
    pub fn decline_proposal(
        &self,
        record: RecordId,
        shown: &Version,
        proposal: FactId,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        let waits = self.view(record)?.face().proposals.iter().any(|one| one.fact == proposal);
        if !waits || !shown.contains(proposal) {
            return Err(LedgerError::NotFound { what: "proposal" });
        }
        let act = ReviewAct::DeclineProposal { proposal, reason: reason.to_owned() };
        self.act(record, Deed::of(Body::Review(act)), Basis::Shown(shown))
    }
}
