//! Hazards that may be the same as one another. A machine suspects, a person decides (P9).

use fangxian_protocol::id::RecordId;

use super::error::LedgerError;
use super::open::Ledger;
use crate::crdt::fresh_actor;
use crate::domain::duplicate::{Trace, likeness};
use crate::domain::hazard;
use crate::store::{HazardQuery, projecting};

/// How many open hazards of the village are compared.
const COMPARED_MAX: usize = 500;

/// Another hazard that may be the same (疑似重复).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// How far away, in metres.
    pub distance_m: i64,
    /// Which.
    pub record: RecordId,
}

impl Ledger {
    /// Hazards of the same village that may be the same as this one, nearest first.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn likely_duplicates(&self, record: RecordId) -> Result<Vec<Near>, LedgerError> {
        let this = self.hazard(record)?;
        let query = HazardQuery {
            scope: Some(this.home.scope()),
            limit: COMPARED_MAX,
            ..HazardQuery::default()
        };
        let Some(trace) = self.trace(record)? else { return Ok(Vec::new()) };
        let mut near = Vec::new();
        for row in self.hazards(&query)?.rows {
            if row.record == record {
                continue;
            }
            let Some(other) = self.trace(row.record)? else { continue };
            if let Some(alike) = likeness(&trace, &other) {
                near.push(Near { distance_m: alike.distance_m, record: row.record });
            }
        }
        near.sort();
        Ok(near)
    }

    /// What of a hazard is compared; `None` without a position or a sector.
    fn trace(&self, record: RecordId) -> Result<Option<Trace>, LedgerError> {
        let found = self.0.store.read(|reading| {
            let document = projecting::open(reading, &record, fresh_actor())?;
            document.map(|document| projecting::hydrated(reading, &document)).transpose()
        })?;
        let found = found.ok_or(LedgerError::NotFound { what: "hazard" })?;
        let found_ms = found.facts.values().map(|fact| fact.at_ms).min().unwrap_or_default();
        Ok(Trace::of(&hazard::derive(&found), found_ms))
    }
}
