//! Attachments whose bytes the centre has, as its logs say (已收到): a state of its storage, kept
//! beside the records and shown in them.

use std::collections::BTreeSet;

use fangxian_protocol::entry::Arrival;
use fangxian_protocol::id::{ArrivalTag, RecordId, Scope};

use super::{Reading, StoreError, Writing, projecting};
use crate::crdt::fresh_actor;
use crate::domain::record::Record;

impl Reading<'_> {
    /// Which attachments of a record the centre says to have.
    ///
    /// # Errors
    /// Those of the store.
    pub fn arrivals(&self, record: &RecordId) -> Result<BTreeSet<ArrivalTag>, StoreError> {
        let sql = "SELECT tag FROM arrival WHERE record = ?1";
        let rows = self.all(sql, [record.0], |row| Ok(ArrivalTag(row.get(0)?)))?;
        Ok(rows.into_iter().collect())
    }

    /// Notes on the attachments of a record which of them the centre says to have.
    pub(super) fn mark_arrived(&self, record: &mut Record) -> Result<(), StoreError> {
        if record.evidence.is_empty() {
            return Ok(());
        }
        let arrived = self.arrivals(&record.id)?;
        if arrived.is_empty() {
            return Ok(());
        }
        for (hash, evidence) in &mut record.evidence {
            evidence.arrived |= arrived.contains(&ArrivalTag::of(&record.id, hash));
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Notes what arrived at the centre; whether any of it is news here. The record shows it once
    /// it is [refreshed](projecting::refresh).
    ///
    /// # Errors
    /// Those of the store.
    pub fn note_arrival(&self, arrival: &Arrival) -> Result<bool, StoreError> {
        let mut news = false;
        for tag in &arrival.tags {
            let row = (arrival.record.0, tag.0);
            let put = "INSERT OR IGNORE INTO arrival (record, tag) VALUES (?1, ?2)";
            if self.run(put, row)? > 0 {
                news = true;
                continue;
            }
            let heard = "UPDATE arrival SET unheard = 0 WHERE record = ?1 AND tag = ?2
                         AND unheard = 1";
            self.run(heard, row)?;
        }
        Ok(news)
    }

    /// Shows a record as it stands now that more is known of its attachments; whether it is here.
    ///
    /// # Errors
    /// Those of the store.
    pub fn show_arrived(&self, record: &RecordId) -> Result<bool, StoreError> {
        let Some(mut document) = projecting::open(self, record, fresh_actor())? else {
            return Ok(false);
        };
        match projecting::refresh(self, &mut document) {
            Ok(_) => Ok(true),
            // It is shown no more, whatever arrived; others go on.
            Err(StoreError::Unreadable { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Everything is heard again: until the centre has said so anew, it may have lost what arrived.
    pub(super) fn doubt_arrivals(&self) -> Result<(), StoreError> {
        self.run("UPDATE arrival SET unheard = 1", []).map(drop)
    }

    /// Everything was heard: what was not among it is no longer at the centre, and the records that
    /// name it show so; which. Of records that this phone hears of no more, what was said last
    /// stands.
    pub(super) fn forget_lost_arrivals(&self) -> Result<Vec<RecordId>, StoreError> {
        let sql = "SELECT DISTINCT record FROM arrival WHERE unheard = 1";
        let records = self.all(sql, [], |row| Ok(RecordId(row.get(0)?)))?;
        let scopes = self.own_scopes()?;
        let mut changed = Vec::new();
        for record in records {
            if self.is_heard_of(&record, &scopes)? {
                let sql = "DELETE FROM arrival WHERE record = ?1 AND unheard = 1";
                self.run(sql, [record.0])?;
                changed.extend(self.show_arrived(&record)?.then_some(record));
            }
        }
        self.believe_arrivals()?;
        Ok(changed)
    }

    /// Nothing more will be heard: what was said last stands.
    pub(super) fn believe_arrivals(&self) -> Result<(), StoreError> {
        self.run("UPDATE arrival SET unheard = 0 WHERE unheard = 1", []).map(drop)
    }

    fn own_scopes(&self) -> Result<Vec<Scope>, StoreError> {
        let certificate = self.identity()?.and_then(|identity| identity.certificate);
        let posts = certificate.map(|certificate| certificate.posts).unwrap_or_default();
        Ok(posts.into_iter().map(|post| post.scope).collect())
    }

    /// Whether logs that this phone hears tell of a record; also of one that is not here.
    fn is_heard_of(&self, record: &RecordId, scopes: &[Scope]) -> Result<bool, StoreError> {
        let Some(mut document) = projecting::open(self, record, fresh_actor())? else {
            return Ok(true);
        };
        let places = match projecting::hydrated(self, &mut document) {
            Ok(record) => self.places(&record)?,
            Err(StoreError::Unreadable { .. }) => return Ok(true),
            Err(error) => return Err(error),
        };
        Ok(places.iter().any(|place| scopes.iter().any(|scope| scope.covers(*place))))
    }
}
