//! Reading what is on this device, whatever its kind: one record, what waits, who is who.

use std::collections::BTreeMap;

use fangxian_protocol::id::{EvidenceHash, PersonId, RecordId};

use super::error::LedgerError;
use super::names;
use super::open::Ledger;
use crate::crdt::fresh_actor;
use crate::domain::View;
use crate::domain::org::{OrgTree, Post};
use crate::domain::person::Role;
use crate::domain::record::{Evidence, Record};
use crate::domain::{Spoken, derive, explain};
use crate::store::{OutboxSummary, Place, Quarantined, Reading, StoreError, projecting};

/// What waits to be sent, and since when (待上传).
pub type Outbox = OutboxSummary;

impl Ledger {
    /// One record as it stands, whatever its kind. People are named as their cards say.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn view(&self, record: RecordId) -> Result<View, LedgerError> {
        self.look(record, |reading, record| names::shown(reading, derive(&record), self.0.today()))
    }

    /// Why a record is as it is, who must do what next and by when: one paragraph in Chinese and
    /// one in English (说明).
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub fn explain(&self, record: RecordId) -> Result<Spoken, LedgerError> {
        let today = self.0.today();
        self.look(record, |reading, record| {
            let view = names::handled(reading, derive(&record), today)?;
            names::spell(reading, explain(&record, &view, today), today)
        })
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
        self.look(record, |reading, record| {
            let mut evidence = record.evidence.clone();
            let twins = reading.twin_records(&derive(&record))?;
            evidence.extend(twins.into_iter().flat_map(|twin| twin.evidence));
            Ok(evidence)
        })
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

    /// What `look` finds in one record as everything here tells of it.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`], and those of `look`.
    pub(super) fn look<T>(
        &self,
        record: RecordId,
        look: impl FnOnce(&Reading<'_>, Record) -> Result<T, StoreError>,
    ) -> Result<T, LedgerError> {
        let found = self.0.store.read(|reading| {
            let Some(mut document) = projecting::open(reading, &record, fresh_actor())? else {
                return Ok(None);
            };
            look(reading, projecting::hydrated(reading, &mut document)?).map(Some)
        })?;
        found.ok_or(LedgerError::NotFound { what: "record" })
    }
}
