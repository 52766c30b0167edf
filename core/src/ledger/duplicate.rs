//! Hazards that may be the same as one another. A machine suspects, a person decides (P9).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, RecordId};

use super::act::{Basis, Deed, Saved};
use super::draft::HazardDraft;
use super::enrol::Me;
use super::error::LedgerError;
use super::open::Ledger;
use crate::domain::View;
use crate::domain::fact::Body;
use crate::domain::field::BadField;
use crate::domain::hazard::{DAYS_MAX, HazardAct, Likeness, Trace, likeness};
use crate::domain::view::Version;
use crate::store::HazardRow;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// After a sync of more records than this nobody is asked about duplicates.
const ASKED_MAX: usize = 200;

/// Another hazard that may be the same (疑似重复); the likeliest is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// How it is alike.
    pub likeness: Likeness,
    /// Which.
    pub record: RecordId,
}

impl Ledger {
    /// Hazards of the same village that may be the same as this one and of which nobody has said
    /// anything yet, the likeliest first.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn likely_duplicates(&self, record: RecordId) -> Result<Vec<Near>, LedgerError> {
        let (row, linked) = self
            .0
            .store
            .read(|reading| Ok((reading.hazard(&record)?, reading.linked(&record)?)))?;
        let row = row.ok_or(LedgerError::NotFound { what: "hazard" })?;
        self.near(row.home, &trace(&row), Some(record), &linked)
    }

    /// Hazards that may be the same as the one about to be reported, the likeliest first: to be
    /// shown before it is saved.
    ///
    /// # Errors
    /// [`LedgerError::OutOfScope`] for a village outside the person's posts.
    pub fn likely_duplicates_of(&self, draft: &HazardDraft) -> Result<Vec<Near>, LedgerError> {
        let home = self.0.store.read(|reading| Ok(Me::read(reading)))?;
        let home = home?.home(draft.home)?;
        let trace = Trace {
            sector: draft.sector.trim().to_owned(),
            position: draft.position,
            found_ms: self.0.clock.now_ms(),
            text: format!("{} {}", draft.title, draft.place),
        };
        self.near(home, &trace, None, &BTreeSet::new())
    }

    /// Decides whether two records are the same (认定重复), on both when both are here. Together
    /// they count once, and the earlier deadline, the graver grade and all evidence hold. Another
    /// decision takes them apart again.
    ///
    /// # Errors
    /// As [`say`](Self::say).
    pub fn decide_duplicate(
        &self,
        record: RecordId,
        shown: &Version,
        of: RecordId,
        same: bool,
    ) -> Result<Saved, LedgerError> {
        // Before anything is said: what is here must be a hazard as well.
        match self.view(of) {
            Ok(View::Hazard(_)) | Err(LedgerError::NotFound { .. }) => {}
            Ok(_) => return Err(BadField::new("of", "name a hazard", "请选一条隐患。").into()),
            Err(error) => return Err(error),
        }
        let act = |of| HazardAct::DecideDuplicate { of, same };
        let saved = self.say(record, Some(shown), act(of))?;
        match self.act(of, Deed::of(Body::Hazard(act(record))), Basis::Latest) {
            // Said on one record, it holds as long as nobody speaks against it on the other.
            Ok(_) | Err(LedgerError::NotFound { .. } | LedgerError::OutOfScope) => {}
            Err(error) => return Err(error),
        }
        Ok(Saved { view: self.view(record)?, ..saved })
    }

    /// Pairs a person should look at after these records came in. A phone that is being filled is
    /// not asked about everything it gets: each record can be asked about when it is opened.
    pub(super) fn maybe_same(&self, records: &[RecordId]) -> Vec<(RecordId, RecordId)> {
        if records.len() > ASKED_MAX {
            return Vec::new();
        }
        let mut pairs = BTreeSet::new();
        for record in records {
            for near in self.likely_duplicates(*record).unwrap_or_default() {
                if !pairs.contains(&(near.record, *record)) {
                    pairs.insert((*record, near.record));
                }
            }
        }
        pairs.into_iter().collect()
    }

    fn near(
        &self,
        home: Division,
        this: &Trace,
        record: Option<RecordId>,
        linked: &BTreeSet<RecordId>,
    ) -> Result<Vec<Near>, LedgerError> {
        let span_ms = DAYS_MAX * DAY_MS;
        let around = (this.found_ms.saturating_sub(span_ms), this.found_ms.saturating_add(span_ms));
        let rows = self.0.store.read(|reading| reading.hazards_found(home, around))?;
        let others = rows.iter().filter(|row| {
            Some(row.record) != record && row.counted && !linked.contains(&row.record)
        });
        let mut near: Vec<Near> = others
            .filter_map(|row| {
                let likeness = likeness(this, &trace(row))?;
                Some(Near { likeness, record: row.record })
            })
            .collect();
        near.sort();
        Ok(near)
    }
}

fn trace(row: &HazardRow) -> Trace {
    Trace {
        sector: row.sector.clone(),
        position: row.position,
        found_ms: row.found_ms,
        text: format!("{} {}", row.title, row.place),
    }
}
