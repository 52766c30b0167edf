//! Reading what is on this device: one record, a list, figures, what waits.

use std::collections::BTreeMap;

use fangxian_protocol::id::{EvidenceHash, PersonId, RecordId};

use super::error::LedgerError;
use super::names;
use super::open::Ledger;
use crate::crdt::fresh_actor;
use crate::domain::View;
use crate::domain::accident::{Accident, AccidentView};
use crate::domain::hazard::HazardView;
use crate::domain::org::{OrgTree, Post};
use crate::domain::person::Role;
use crate::domain::record::Evidence;
use crate::domain::site::{Site, SiteView};
use crate::domain::training::{Training, TrainingView};
use crate::domain::{Spoken, derive, explain};
use crate::store::{
    HazardQuery, HazardRow, OutboxSummary, Page, Place, Quarantined, Query, Row, projecting,
};

/// What waits to be sent, and since when (待上传).
pub type Outbox = OutboxSummary;

impl Ledger {
    /// One record as it stands, whatever its kind. People are named as their cards say.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn view(&self, record: RecordId) -> Result<View, LedgerError> {
        let view = self.0.store.read(|reading| {
            let Some(mut document) = projecting::open(reading, &record, fresh_actor())? else {
                return Ok(None);
            };
            let view = derive(&projecting::hydrated(reading, &mut document)?);
            Ok(Some(names::shown(reading, view, self.0.today())?))
        })?;
        view.ok_or(LedgerError::NotFound { what: "record" })
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph in Chinese and
    /// one in English (说明).
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn explain(&self, record: RecordId) -> Result<Spoken, LedgerError> {
        let today = self.0.today();
        let said = self.0.store.read(|reading| {
            let Some(mut document) = projecting::open(reading, &record, fresh_actor())? else {
                return Ok(None);
            };
            let record = projecting::hydrated(reading, &mut document)?;
            let view = names::handled(reading, derive(&record), today)?;
            Ok(Some(names::spell(reading, explain(&record, &view, today), today)?))
        })?;
        said.ok_or(LedgerError::NotFound { what: "record" })
    }

    /// One hazard as it stands.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none of this id, or it is no hazard.
    pub fn hazard(&self, record: RecordId) -> Result<HazardView, LedgerError> {
        match self.view(record)? {
            View::Hazard(hazard) => Ok(hazard),
            _ => Err(LedgerError::NotFound { what: "hazard" }),
        }
    }

    /// One training session as it stands.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none of this id, or it is no training session.
    pub fn training(&self, record: RecordId) -> Result<TrainingView, LedgerError> {
        match self.view(record)? {
            View::Training(training) => Ok(training),
            _ => Err(LedgerError::NotFound { what: "training" }),
        }
    }

    /// One site as it stands.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none of this id, or it is no site.
    pub fn site(&self, record: RecordId) -> Result<SiteView, LedgerError> {
        match self.view(record)? {
            View::Site(site) => Ok(site),
            _ => Err(LedgerError::NotFound { what: "site" }),
        }
    }

    /// One accident as it stands.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none of this id, or it is no accident.
    pub fn accident(&self, record: RecordId) -> Result<AccidentView, LedgerError> {
        match self.view(record)? {
            View::Accident(accident) => Ok(accident),
            _ => Err(LedgerError::NotFound { what: "accident" }),
        }
    }

    /// A page of hazards: filtered, sorted, searched.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn hazards(&self, query: &HazardQuery) -> Result<Page<HazardRow>, LedgerError> {
        let today = self.0.today();
        Ok(self.0.store.read(|reading| {
            let mut page = reading.hazards(query)?;
            for row in &mut page.rows {
                row.next_zh = names::spell_zh(reading, &row.next_zh, today)?;
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

    /// A page of training sessions.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn trainings(&self, query: &Query<Training>) -> Result<Page<Row<Training>>, LedgerError> {
        Ok(self.0.store.read(|reading| reading.list(query))?)
    }

    /// How many training sessions a query finds.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn count_trainings(&self, query: &Query<Training>) -> Result<u64, LedgerError> {
        Ok(self.0.store.read(|reading| reading.count(query))?)
    }

    /// A page of sites.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn sites(&self, query: &Query<Site>) -> Result<Page<Row<Site>>, LedgerError> {
        Ok(self.0.store.read(|reading| reading.list(query))?)
    }

    /// How many sites a query finds.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn count_sites(&self, query: &Query<Site>) -> Result<u64, LedgerError> {
        Ok(self.0.store.read(|reading| reading.count(query))?)
    }

    /// A page of accidents, the last one first.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn accidents(&self, query: &Query<Accident>) -> Result<Page<Row<Accident>>, LedgerError> {
        Ok(self.0.store.read(|reading| reading.list(query))?)
    }

    /// How many accidents a query finds.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn count_accidents(&self, query: &Query<Accident>) -> Result<u64, LedgerError> {
        Ok(self.0.store.read(|reading| reading.count(query))?)
    }

    /// What waits to be sent, since when, and what was refused.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn outbox(&self) -> Result<Outbox, LedgerError> {
        Ok(self.0.store.read(|reading| reading.outbox())?)
    }

    /// Where a record is: the least advanced of this device's own changes to it.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn place(&self, record: RecordId) -> Result<Place, LedgerError> {
        Ok(self.0.store.read(|reading| reading.place_of_record(&record))?)
    }

    /// What could not be used here, with reason, source and bytes: at most `limit` entries with
    /// an id above `after`.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn quarantine(&self, after: u64, limit: usize) -> Result<Vec<Quarantined>, LedgerError> {
        Ok(self.0.store.read(|reading| reading.quarantined(after, limit))?)
    }

    /// The attachments a record lists, by content hash; for a hazard also those of the records
    /// found to be the same.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn evidence(
        &self,
        record: RecordId,
    ) -> Result<BTreeMap<EvidenceHash, Evidence>, LedgerError> {
        let evidence = self.0.store.read(|reading| {
            let Some(mut document) = projecting::open(reading, &record, fresh_actor())? else {
                return Ok(None);
            };
            let record = projecting::hydrated(reading, &mut document)?;
            let mut evidence = record.evidence.clone();
            if let View::Hazard(view) = derive(&record) {
                let twins = reading.twin_records(&view)?;
                evidence.extend(twins.into_iter().flat_map(|twin| twin.evidence));
            }
            Ok(Some(evidence))
        })?;
        evidence.ok_or(LedgerError::NotFound { what: "record" })
    }

    /// The org tree as far as this device knows it: units, posts, who is responsible where.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn org_tree(&self) -> Result<OrgTree, LedgerError> {
        Ok(self.0.store.read(|reading| {
            let units = reading.units()?.into_iter().map(names::unit);
            let posts = reading.posts()?.into_iter().filter_map(|row| {
                Some(Post {
                    person: row.person,
                    role: Role::from_code(&row.role)?,
                    scope: row.scope,
                    title: row.title,
                    valid_from: None,
                    valid_to: None,
                })
            });
            Ok(OrgTree::new(units, posts.collect()))
        })?)
    }

    /// A person's name from their card; `None` when there is no card or it was erased.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn name_of(&self, person: &PersonId) -> Result<Option<String>, LedgerError> {
        Ok(self.0.store.read(|reading| reading.name_of(person))?)
    }
}
