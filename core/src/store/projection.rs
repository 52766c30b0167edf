//! Rows for lists: derived from documents, and rebuilt from them at will.

mod accident;
mod hazard;
mod hazards;
mod listing;
#[cfg(test)]
mod plans;
mod site;
mod table;
mod training;

pub use accident::{AccidentQuery, AccidentRow};
pub use hazard::HazardRow;
pub use hazards::{HazardOrder, HazardQuery};
pub use listing::{PAGE_ROWS_MAX, Page, PageKey};
pub use site::{SiteQuery, SiteRow};
pub(super) use table::teach;
pub use training::{TrainingQuery, TrainingRow};

use super::{Reading, StoreError, Writing};
use crate::domain::View;
use crate::domain::record::Record;

/// What the projected row of a record says, whatever its kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Projected {
    Hazard(Box<HazardRow>),
    Training(Box<TrainingRow>),
    Site(Box<SiteRow>),
    Accident(Box<AccidentRow>),
    /// A kind of a newer version has no list here.
    Nothing,
}

impl Projected {
    /// What the row of `record` must say, and what search must find it by.
    pub(super) fn of(view: &View, record: &Record) -> (Self, String) {
        match view {
            View::Hazard(view) => {
                let (row, terms) = HazardRow::of(view, record);
                (Self::Hazard(Box::new(row)), terms)
            }
            View::Training(view) => {
                let (row, terms) = TrainingRow::of(view, record);
                (Self::Training(Box::new(row)), terms)
            }
            View::Site(view) => {
                let (row, terms) = SiteRow::of(view);
                (Self::Site(Box::new(row)), terms)
            }
            View::Accident(view) => {
                let (row, terms) = AccidentRow::of(view);
                (Self::Accident(Box::new(row)), terms)
            }
            View::Unknown(_) => (Self::Nothing, String::new()),
        }
    }

    fn table(&self) -> Option<&'static str> {
        match self {
            Self::Hazard(_) => Some("hazard"),
            Self::Training(_) => Some("training"),
            Self::Site(_) => Some("site"),
            Self::Accident(_) => Some("accident"),
            Self::Nothing => None,
        }
    }
}

impl Reading<'_> {
    /// What search finds the record in `row` by, as stored.
    pub(super) fn stored_terms(
        &self,
        projected: &Projected,
        row: i64,
    ) -> Result<Option<String>, StoreError> {
        match projected.table() {
            Some(table) => self.value(&format!("SELECT terms FROM {table} WHERE row = ?1"), [row]),
            None => Ok(None),
        }
    }

    /// What the stored row of the same record says, with where it is and when it changed taken
    /// from `projected`, so that the two can be compared.
    pub(super) fn stored_like(&self, projected: &Projected) -> Result<Projected, StoreError> {
        let nothing = Projected::Nothing;
        Ok(match projected {
            Projected::Hazard(row) => self.hazard(&row.record)?.map_or(nothing, |stored| {
                let (upload, touched) = (row.upload, row.touched);
                Projected::Hazard(Box::new(HazardRow { upload, touched, ..stored }))
            }),
            Projected::Training(row) => self.training(&row.record)?.map_or(nothing, |stored| {
                let (upload, touched) = (row.upload, row.touched);
                Projected::Training(Box::new(TrainingRow { upload, touched, ..stored }))
            }),
            Projected::Site(row) => self.site(&row.record)?.map_or(nothing, |stored| {
                let (upload, touched) = (row.upload, row.touched);
                Projected::Site(Box::new(SiteRow { upload, touched, ..stored }))
            }),
            Projected::Accident(row) => self.accident(&row.record)?.map_or(nothing, |stored| {
                let (upload, touched) = (row.upload, row.touched);
                Projected::Accident(Box::new(AccidentRow { upload, touched, ..stored }))
            }),
            Projected::Nothing => nothing,
        })
    }
}

impl Writing<'_> {
    /// Makes the list row and the search terms of the record in `row` say what `view` says.
    pub(super) fn project(&self, row: i64, view: &View, record: &Record) -> Result<(), StoreError> {
        self.note_evidence(row, record)?;
        self.link(row, view)?;
        let overlapped = self.attend(row, view, record)?;
        self.project_row(row, view, record)?;
        self.show_anew(overlapped)
    }

    /// The same for the row alone.
    pub(super) fn project_row(
        &self,
        row: i64,
        view: &View,
        record: &Record,
    ) -> Result<(), StoreError> {
        let (projected, terms) = self.projected(view, record)?;
        let before = self.stored_terms(&projected, row)?;
        match &projected {
            Projected::Hazard(hazard) => self.put_hazard(row, hazard, &terms)?,
            Projected::Training(training) => self.put_training(row, training, &terms)?,
            Projected::Site(site) => self.put_site(row, site, &terms)?,
            Projected::Accident(accident) => self.put_accident(row, accident, &terms)?,
            Projected::Nothing => return Ok(()),
        }
        if before.as_ref() != Some(&terms) {
            self.index_terms(row, &terms)?;
        }
        Ok(())
    }
}
