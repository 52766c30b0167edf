//! Whatever may be said of a record that is here, whatever its kind.

use fangxian_protocol::id::RecordId;

use super::act::{Basis, Deed, Saved};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::fact::Body;
use crate::domain::view::Version;

impl Ledger {
    /// Says something of a record: any act of its kind. Beyond one's role it is kept as a proposal,
    /// visibly.
    ///
    /// `shown` is the version of the view that was on the screen. An act that decides covers that
    /// and nothing that arrived since, and is not taken without it; one that only adds needs none,
    /// and then goes with all this phone knows.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] when what was shown is needed and missing, or the act is of
    /// another kind of record; [`LedgerError::BadField`] for a part that is missing or cannot be;
    /// [`LedgerError::Changed`] for a version that was never here; [`LedgerError::NotFound`],
    /// [`LedgerError::OutOfScope`], [`LedgerError::Store`].
    pub fn say(
        &self,
        record: RecordId,
        shown: Option<&Version>,
        act: impl Into<Body>,
    ) -> Result<Saved, LedgerError> {
        self.say_all(record, shown, vec![act.into()])
    }

    /// Says several things of a record at once: all are saved, or none.
    ///
    /// # Errors
    /// [`LedgerError::BadInput`] when nothing is said; else as [`say`](Self::say).
    pub fn say_all(
        &self,
        record: RecordId,
        shown: Option<&Version>,
        acts: Vec<Body>,
    ) -> Result<Saved, LedgerError> {
        if acts.is_empty() {
            return Err(LedgerError::BadInput {
                field: "acts",
                next: "say at least one thing",
                next_zh: "请至少填一项。",
            });
        }
        let basis = match shown {
            Some(shown) => Basis::Shown(shown),
            None if acts.iter().any(Body::decides) => {
                return Err(LedgerError::BadInput {
                    field: "shown",
                    next: "say on which version of the view it was decided",
                    next_zh: "请注明是看着哪个版本决定的。",
                });
            }
            None => Basis::Latest,
        };
        self.act(record, Deed { bodies: acts, ..Deed::default() }, basis)
    }
}
