//! Records found to be the same go to everyone who hears of any of them (46): what one of them
//! takes over from another must be seen by whoever holds it.

use std::collections::{BTreeMap, BTreeSet};

use fangxian::domain::fact::Fact;
use fangxian::domain::reach::{self, Joins, joined_by, joined_with, joiners, reaches};
use fangxian::domain::record::Record;
use fangxian_protocol::id::{DeviceId, Division, PersonId, RecordId};

use super::Judge;
use super::entering::ROUTES_MAX;
use crate::registry::Roster;
use crate::storage::{Step, StorageError};

/// Which records are said to be the same as the one it is said on, and by whom.
pub(super) type Links = Vec<(RecordId, PersonId)>;

/// What verified facts say of other records: whoever hears of one may have to hear of both.
pub(super) fn links(facts: &[Fact]) -> Links {
    facts.iter().filter_map(|fact| Some((joined_by(fact)?, fact.by.clone()))).collect()
}

impl Judge<'_> {
    /// Once words came into a record that say `links`, that begin it or send it somewhere anew:
    /// routes it and the records found to be the same to each other's units.
    pub(super) fn share(
        &mut self,
        roster: &Roster,
        record: RecordId,
        (links, begins, is_routed): (Links, bool, bool),
    ) -> Result<(), StorageError> {
        // It may have been spoken of before it came.
        let spoken_of = || Ok::<_, StorageError>(begins && !self.joiners(record)?.is_empty());
        if links.is_empty() && !is_routed && !spoken_of()? {
            return Ok(());
        }
        for (other, person) in links {
            self.joins.entry(other).or_default().push((record, person.clone()));
            self.steps.push(Step::Joined { record, other, person });
        }
        let group = match self.said(record)? {
            Some(said) => reach::group(said, &mut Sharing { judge: self, roster })?,
            None => return Ok(()),
        };
        let mut places: BTreeSet<Division> = BTreeSet::new();
        for one in &group {
            places.extend(self.villages(one.id)?);
        }
        for Record { id, .. } in group {
            let Some(open) = self.documents.get(id, true)? else { continue };
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
                self.steps.push(Step::Route { record: id, village });
                authors.iter().for_each(|author| self.introduce(roster, *author, village));
            }
        }
        Ok(())
    }

    /// What is said of a record; `None` when it is not here.
    fn said(&mut self, id: RecordId) -> Result<Option<Record>, StorageError> {
        let Some(open) = self.documents.get(id, true)? else { return Ok(None) };
        let said = open.document.hydrate(&|_| None).inspect_err(|why| {
            tracing::error!(record = %id, %why, "what a record is the same as is unknown");
        });
        Ok(said.ok())
    }

    /// Every village that hears of a record, as far as this commit has looked.
    fn villages(&mut self, id: RecordId) -> Result<Vec<Division>, StorageError> {
        Ok(self.documents.get(id, true)?.map_or_else(Vec::new, |open| open.villages()))
    }

    /// Which records are said to be the same as this one, on them, in this commit or before.
    fn joiners(&self, of: RecordId) -> Result<Links, StorageError> {
        let mut links = self.storage.joiners(of)?;
        links.extend(self.joins.get(&of).into_iter().flatten().cloned());
        Ok(links)
    }
}

/// Whoever says that a record is the same as one that they do not hear of gains nothing by it,
/// until it is said there as well, or they hear of it: it is no more than a name to them.
struct Sharing<'a, 'j> {
    judge: &'a mut Judge<'j>,
    roster: &'a Roster,
}

impl Sharing<'_, '_> {
    fn hears(&self, person: &PersonId, villages: &[Division]) -> bool {
        let mut posts = self.roster.posts_ever(person);
        posts.any(|post| reaches(post.scope, villages.iter().copied()))
    }
}

impl Joins for Sharing<'_, '_> {
    type Error = StorageError;

    /// First those it says so of itself, then those that say so of it, by turns of who says so:
    /// nobody's records push out those of others. Not even opened is what is said only by people to
    /// whom `one` is a name.
    fn linked(&mut self, one: &Record) -> Result<Vec<RecordId>, StorageError> {
        let mut linked: Vec<RecordId> = joined_with(one).into_iter().collect();
        let here = self.judge.villages(one.id)?;
        let mut said: BTreeMap<PersonId, BTreeSet<RecordId>> = BTreeMap::new();
        for (id, person) in self.judge.joiners(one.id)? {
            said.entry(person).or_default().insert(id);
        }
        said.retain(|person, _| self.hears(person, &here));
        let mut turns: Vec<(usize, RecordId)> =
            said.into_values().flat_map(|records| records.into_iter().enumerate()).collect();
        turns.sort_unstable();
        linked.extend(turns.into_iter().map(|(_, id)| id));
        Ok(linked)
    }

    fn open(&mut self, one: &Record, id: RecordId) -> Result<Option<Record>, StorageError> {
        let (here, there) = (self.judge.villages(one.id)?, self.judge.villages(id)?);
        let Some(other) = self.judge.said(id)? else { return Ok(None) };
        let (on_one, on_other) = (joiners(one, id), joiners(&other, one.id));
        let both = !on_one.is_empty() && !on_other.is_empty();
        let joined = both
            || on_one.iter().any(|person| self.hears(person, &there))
            || on_other.iter().any(|person| self.hears(person, &here));
        Ok(Some(other).filter(|other| joined && other.kind == one.kind))
    }
}
