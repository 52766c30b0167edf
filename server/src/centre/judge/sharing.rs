//! Records found to be the same go to everyone who hears of any of them (46): what one of them
//! takes over from another must be seen by whoever holds it.

use std::collections::BTreeSet;

use fangxian::domain::fact::Fact;
use fangxian::domain::reach::{self, joined_by, joined_with, joiners, reaches};
use fangxian::domain::record::Record;
use fangxian_protocol::id::{DeviceId, Division, PersonId, RecordId};

use super::Judge;
use super::entering::ROUTES_MAX;
use crate::registry::Roster;
use crate::storage::{Step, StorageError};

impl Judge<'_> {
    /// Routes the records found to be the same as this one to each other's units.
    pub(super) fn share(&mut self, roster: &Roster, record: RecordId) -> Result<(), StorageError> {
        let group = self.group(roster, record)?;
        let mut places: BTreeSet<Division> = BTreeSet::new();
        for one in &group {
            let open = self.documents.get(*one, true)?;
            places.extend(open.into_iter().flat_map(|open| open.villages()));
        }
        for one in group {
            let Some(open) = self.documents.get(one, true)? else { continue };
            let mut routes = Vec::new();
            for place in &places {
                let heard = place.scope().covers(open.home) || open.routes.contains(place);
                if !heard && open.routes.len() < ROUTES_MAX {
                    open.routes.push(*place);
                    routes.push(*place);
                }
            }
            let authors: Vec<DeviceId> = open.writers.values().copied().collect();
            for village in routes {
                self.steps.push(Step::Route { record: one, village });
                authors.iter().for_each(|author| self.introduce(roster, *author, village));
            }
        }
        Ok(())
    }

    /// The records an office found to be the same as this one, by what is said on any of them, and
    /// itself. Whoever says so of a record that they do not hear of gains nothing by it, until it
    /// is said there as well: a record is no more than its name to them.
    fn group(&mut self, roster: &Roster, record: RecordId) -> Result<Vec<RecordId>, StorageError> {
        let Some((said, _)) = self.said(record)? else { return Ok(vec![record]) };
        let linked = |one: &Record| Ok::<_, StorageError>(joined_with(one));
        let group = reach::group(said, linked, |one, id| {
            let Some((other, villages)) = self.said(id)? else { return Ok(None) };
            let hears = |person: &PersonId| {
                let mut posts = roster.posts_ever(person);
                posts.any(|post| reaches(post.scope, villages.iter().copied()))
            };
            let joined =
                joined_with(&other).contains(&one.id) || joiners(one, id).iter().any(hears);
            Ok(Some(other).filter(|other| joined && other.kind == one.kind))
        })?;
        Ok(group.into_iter().map(|one| one.id).collect())
    }

    /// What is said of a record, and every village that hears of it, as far as this commit has
    /// looked.
    fn said(&mut self, id: RecordId) -> Result<Option<(Record, Vec<Division>)>, StorageError> {
        let Some(open) = self.documents.get(id, true)? else { return Ok(None) };
        let said = open.document.hydrate(&|_| None).inspect_err(|why| {
            tracing::error!(record = %id, %why, "what a record is the same as is unknown");
        });
        Ok(said.ok().map(|said| (said, open.villages())))
    }
}

/// Whether these facts make records go where they did not go before.
pub(super) fn links(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| joined_by(fact).is_some())
}
