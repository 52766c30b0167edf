//! Rows for lists: derived from documents, and rebuilt from them at will.

mod hazard;
mod hazards;
mod line;
mod listing;
mod picture;
#[cfg(test)]
mod plans;
mod table;

pub use hazard::HazardRow;
pub use hazards::{HazardOrder, HazardQuery};
use line::LineRow;
pub use line::{Query, Row};
pub use listing::{PAGE_ROWS_MAX, Page, PageKey};
pub(super) use table::teach;

use super::{Reading, StoreError, Writing};
use crate::domain::View;
use crate::domain::record::Record;

/// What the projected row of a record says, whatever its kind.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Projected {
    Hazard(Box<HazardRow>),
    Line(Box<LineRow>),
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
            other => match other.line(record) {
                Some(line) => {
                    let (row, terms) = LineRow::of(other, record, line);
                    (Self::Line(Box::new(row)), terms)
                }
                None => (Self::Nothing, String::new()),
            },
        }
    }

    fn table(&self) -> Option<&'static str> {
        match self {
            Self::Hazard(_) => Some("hazard"),
            Self::Line(_) => Some("line"),
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
            Projected::Line(row) => self
                .line(&row.record)?
                .map_or(nothing, |stored| Projected::Line(Box::new(stored.where_is(row)))),
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
            Projected::Line(line) => self.put_line(row, line, &terms)?,
            Projected::Nothing => return Ok(()),
        }
        if before.as_ref() != Some(&terms) {
            self.index_terms(row, &terms)?;
        }
        Ok(())
    }
}
