//! The ledger of a kind, column by column (台账栏目).

use fangxian_protocol::id::RecordId;

use super::error::LedgerError;
use super::names;
use super::open::Ledger;
use crate::domain::{Cell, Heading, derive, headings};

impl Ledger {
    /// What stands above the columns of the ledger of a kind, such as `hazard`, in the order of the
    /// form that is handed up; nothing of a kind that only a newer version knows.
    pub fn columns(&self, kind: &str) -> Vec<Heading> {
        headings(kind)
    }

    /// What the ledger of its kind says of a record today, one cell under each of its
    /// [`columns`](Self::columns); nothing of a kind that only a newer version knows.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn cells(&self, record: RecordId) -> Result<Vec<Cell>, LedgerError> {
        let today = self.0.today();
        self.look(record, |reading, record| {
            let view = derive(&record);
            let same = reading.twin_records(&view)?;
            let view = names::shown(reading, view, today)?;
            Ok(view.cells((&record, &same), today))
        })
    }
}
