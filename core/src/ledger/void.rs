//! Calling a record a mistake, whatever its kind.

use fangxian_protocol::id::RecordId;

use super::act::Saved;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::about;
use crate::domain::view::Version;

impl Ledger {
    /// Says that a record was entered by mistake (作废). It stays, and loses to whatever its author
    /// had not seen: `shown` is the version of the view that was on the screen.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] without a reason; otherwise as [`say`](Self::say).
    pub fn void(
        &self,
        record: RecordId,
        shown: &Version,
        reason: &str,
    ) -> Result<Saved, LedgerError> {
        let kind = self.0.store.read(|reading| reading.kind_of(&record))?;
        // Of a kind that only a newer version knows nothing can be said here.
        let act = kind.and_then(|kind| about(&kind)).map(|about| (about.void)(reason.to_owned()));
        let act = act.ok_or(LedgerError::NotFound { what: "record" })?;
        self.say(record, Some(shown), act)
    }
}
