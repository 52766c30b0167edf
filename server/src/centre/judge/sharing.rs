//! Records found to be the same go to everyone who hears of any of them (46): what one of them
//! takes over from another must be seen by whoever holds it.

use std::collections::BTreeSet;

use fangxian::crdt::{Document, Unreadable};
use fangxian::domain::fact::Fact;
use fangxian::domain::reach::{joined_by, joined_with};
use fangxian_protocol::id::{DeviceId, Division, RecordId};
use fangxian_protocol::limits::TWINS_MAX;

use super::Judge;
use super::entering::ROUTES_MAX;
use crate::registry::Roster;
use crate::storage::{Step, StorageError};

impl Judge<'_> {
    /// Routes the records found to be the same as this one to each other's units.
    pub(super) fn share(&mut self, roster: &Roster, record: RecordId) -> Result<(), StorageError> {
        let group = self.group(record)?;
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
    /// itself.
    fn group(&mut self, record: RecordId) -> Result<Vec<RecordId>, StorageError> {
        let mut group = vec![record];
        let mut at = 0;
        while let Some(one) = group.get(at).copied() {
            at += 1;
            let Some(open) = self.documents.get(one, true)? else { continue };
            let others = linked(&mut open.document).unwrap_or_else(|why| {
                tracing::error!(record = %one, %why, "what a record is the same as is unknown");
                BTreeSet::new()
            });
            for other in others {
                if group.len() < TWINS_MAX && !group.contains(&other) {
                    group.push(other);
                }
            }
        }
        group.retain(|one| self.existing_now(*one));
        Ok(group)
    }

    /// Whether there is such a record, as far as this commit has looked.
    fn existing_now(&mut self, record: RecordId) -> bool {
        self.documents.get(record, true).is_ok_and(|open| open.is_some())
    }
}

/// Whether these facts make records go where they did not go before.
pub(super) fn links(facts: &[Fact]) -> bool {
    facts.iter().any(|fact| joined_by(fact).is_some())
}

fn linked(document: &mut Document) -> Result<BTreeSet<RecordId>, Unreadable> {
    Ok(joined_with(&document.hydrate(&|_| None)?))
}
