//! Looking at the records of a kind: one of them, a page of them, how many there are.

use std::mem::take;

use fangxian_protocol::id::RecordId;

use super::error::LedgerError;
use super::names;
use super::open::Ledger;
use crate::domain::accident::{Accident, AccidentView};
use crate::domain::drill::{Drill, DrillView};
use crate::domain::hazard::HazardView;
use crate::domain::site::{Site, SiteView};
use crate::domain::training::{Training, TrainingView};
use crate::domain::{Spoken, View};
use crate::store::{HazardQuery, HazardRow, Page, Query, Row};

/// Writes what looks at one record of each kind.
macro_rules! looks {
    ($($kind:ident: $Kind:ident, $View:ident;)*) => {
        impl Ledger {$(
            /// One record of this kind as it stands.
            ///
            /// # Errors
            /// [`LedgerError::NotFound`] when there is none of this id, or it is of another kind.
            pub fn $kind(&self, record: RecordId) -> Result<$View, LedgerError> {
                match self.view(record)? {
                    View::$Kind(view) => Ok(view),
                    _ => Err(LedgerError::NotFound { what: stringify!($kind) }),
                }
            }
        )*}
    };
}

/// Writes what lists and counts the records of each kind in the table of lines.
macro_rules! lists {
    ($($Kind:ident: $list:ident, $count:ident;)*) => {
        impl Ledger {$(
            /// A page of records of this kind, in the order of its list.
            ///
            /// # Errors
            /// [`LedgerError::Store`].
            pub fn $list(&self, query: &Query<$Kind>) -> Result<Page<Row<$Kind>>, LedgerError> {
                Ok(self.0.store.read(|reading| reading.list(query))?)
            }

            /// How many records of this kind a query finds on all its pages.
            ///
            /// # Errors
            /// [`LedgerError::Store`].
            pub fn $count(&self, query: &Query<$Kind>) -> Result<u64, LedgerError> {
                Ok(self.0.store.read(|reading| reading.count(query))?)
            }
        )*}
    };
}

looks! {
    hazard: Hazard, HazardView;
    training: Training, TrainingView;
    site: Site, SiteView;
    accident: Accident, AccidentView;
    drill: Drill, DrillView;
}

lists! {
    Training: trainings, count_trainings;
    Site: sites, count_sites;
    Accident: accidents, count_accidents;
    Drill: drills, count_drills;
}

impl Ledger {
    /// A page of hazards: filtered, sorted, searched.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn hazards(&self, query: &HazardQuery) -> Result<Page<HazardRow>, LedgerError> {
        let today = self.0.today();
        Ok(self.0.store.read(|reading| {
            let mut page = reading.hazards(query)?;
            for row in &mut page.rows {
                let (zh, en) = (take(&mut row.next_zh), take(&mut row.next_en));
                let next = names::spell(reading, Spoken { zh, en }, today)?;
                (row.next_zh, row.next_en) = (next.zh, next.en);
            }
            Ok(page)
        })?)
    }

    /// How many hazards a query finds on all its pages.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn count_hazards(&self, query: &HazardQuery) -> Result<u64, LedgerError> {
        Ok(self.0.store.read(|reading| reading.hazard_count(query))?)
    }
}
