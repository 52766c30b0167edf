//! Fields that describe a record: write one, see what contradicts, settle it.

use fangxian_protocol::id::RecordId;
use fangxian_protocol::scalar::Scalar;

use super::act::{Basis, Deed, Saved};
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::view::Conflict;

impl Ledger {
    /// Describes a record anew (修改描述). Another value written elsewhere meanwhile stays beside
    /// it until someone who has seen both settles it.
    ///
    /// # Errors
    /// [`LedgerError::BadField`] for an unknown field or a value it cannot take;
    /// [`LedgerError::Changed`] when the field has several values: settle it instead.
    pub fn describe(
        &self,
        record: RecordId,
        field: &str,
        value: Scalar,
    ) -> Result<Saved, LedgerError> {
        let fields = vec![(field.to_owned(), value)];
        self.act(record, Deed { fields, ..Deed::default() }, Basis::Latest)
    }

    /// Fields with more than one value: all of them, who wrote each, and when by their clock.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn conflicts(&self, record: RecordId) -> Result<Vec<Conflict>, LedgerError> {
        Ok(self.view(record)?.face().conflicts.to_vec())
    }

    /// Settles a field that has several values (认定). `shown` is what was on the screen: when
    /// another value has arrived since, nothing is written, so nobody's word disappears unread.
    ///
    /// # Errors
    /// [`LedgerError::Changed`] when another value arrived since; [`LedgerError::BadField`].
    pub fn settle(
        &self,
        record: RecordId,
        shown: &Conflict,
        value: Scalar,
    ) -> Result<Saved, LedgerError> {
        let fields = vec![(shown.field.clone(), value)];
        let settles = Some(shown.clone());
        self.act(record, Deed { fields, settles, ..Deed::default() }, Basis::Latest)
    }
}
