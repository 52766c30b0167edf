//! Hazards found to be the same: their links, and each row as the group makes it.

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, RecordId};
use fangxian_protocol::limits::TWINS_MAX;
use rusqlite::{Row, params};

use super::projection::{HazardRow, Projected};
use super::{Reading, StoreError, Writing, projecting};
use crate::crdt::fresh_actor;
use crate::domain::View;
use crate::domain::derive;
use crate::domain::hazard::{HazardView, absent, agree_same, awaiting, joined};
use crate::domain::reach::{self, Joins, joined_with, places};
use crate::domain::record::Record;

/// A hazard with its record.
type Hazard = (HazardView, Record);

impl Reading<'_> {
    /// What people see of a record: a hazard together with those found to be the same, a training
    /// session with those that some of its people were at, too.
    ///
    /// # Errors
    /// Those of the store.
    pub fn seen_together(&self, view: View) -> Result<View, StoreError> {
        Ok(match view {
            View::Hazard(mine) => {
                let twins = self.twins(&mine)?;
                let own = if twins.is_empty() { None } else { self.hazard_of(&mine.face.id)? };
                View::Hazard(match own {
                    Some(own) => group(&own, &twins),
                    None => waiting(mine.clone(), &mine, &twins),
                })
            }
            View::Training(mine) => View::Training(self.with_overlaps(mine)?),
            other => other,
        })
    }

    /// The same for a `record` at hand, of which `view` is what is said of it alone.
    ///
    /// # Errors
    /// Those of the store.
    pub fn handled_together(&self, view: View, record: &Record) -> Result<View, StoreError> {
        Ok(match view {
            View::Hazard(mine) => {
                let twins = self.twins(&mine)?;
                View::Hazard(group(&(mine, record.clone()), &twins))
            }
            View::Training(mine) => View::Training(self.with_overlaps(mine)?),
            other => other,
        })
    }

    /// Where a record is heard of: at its own places, and at those of all that offices found to be
    /// the same, as far as they are here.
    ///
    /// # Errors
    /// Those of the store.
    pub fn places(&self, record: &Record) -> Result<BTreeSet<Division>, StoreError> {
        let group = reach::group(record.clone(), &mut &*self)?;
        Ok(group.iter().flat_map(places).collect())
    }

    /// The records found to be the same as this one, without itself.
    ///
    /// # Errors
    /// Those of the store.
    pub fn twin_records(&self, mine: &View) -> Result<Vec<Record>, StoreError> {
        let View::Hazard(mine) = mine else { return Ok(Vec::new()) };
        Ok(self.twins(mine)?.into_iter().map(|(_, record)| record).collect())
    }

    /// Hazards on which something is said of this one, and those it speaks of.
    ///
    /// # Errors
    /// Those of the store.
    pub fn linked(&self, record: &RecordId) -> Result<BTreeSet<RecordId>, StoreError> {
        let sql = "SELECT other FROM hazard_link AS l JOIN document AS d ON d.row = l.row
                   WHERE d.record = ?1
                   UNION SELECT d.record FROM hazard_link AS l JOIN document AS d ON d.row = l.row
                   WHERE l.other = ?1";
        let id = |row: &Row<'_>| Ok(RecordId(row.get(0)?));
        Ok(self.all(sql, [record.0], id)?.into_iter().collect())
    }

    /// What a list shows of a record, and what search finds it by.
    pub(super) fn projected(
        &self,
        view: &View,
        record: &Record,
    ) -> Result<(Projected, String), StoreError> {
        let mine = match view {
            View::Hazard(mine) => mine,
            View::Training(mine) => {
                let mine = View::Training(self.with_overlaps(mine.clone())?);
                return Ok(Projected::of(&mine, record));
            }
            _ => return Ok(Projected::of(view, record)),
        };
        let twins = self.twins(mine)?;
        let (mut row, terms) =
            HazardRow::of(&group(&(mine.clone(), record.clone()), &twins), record);
        let before = |(twin, record): &Hazard| {
            let (other, _) = HazardRow::of(twin, record);
            (other.found_ms, other.record) < (row.found_ms, row.record)
        };
        let elsewhere = twins.iter().filter(|(twin, _)| !twin.is_void()).any(before);
        row.counted = mine.is_void() || !elsewhere;
        Ok((Projected::Hazard(Box::new(row)), terms))
    }

    /// Hazards found to be the same as this one, by what is said on any of them.
    fn twins(&self, mine: &HazardView) -> Result<Vec<Hazard>, StoreError> {
        let mut found: Vec<Hazard> = Vec::new();
        let mut look: Vec<HazardView> = vec![mine.clone()];
        while let Some(one) = look.pop() {
            let mut candidates = self.linked(&one.face.id)?;
            candidates.extend(&one.same_as);
            for id in candidates {
                let known = id == mine.face.id || found.iter().any(|(twin, _)| twin.face.id == id);
                if known || found.len() + 1 >= TWINS_MAX {
                    continue;
                }
                if let Some((view, record)) = self.hazard_of(&id)?
                    && agree_same(&one, &view)
                {
                    look.push(view.clone());
                    found.push((view, record));
                }
            }
        }
        Ok(found)
    }

    fn hazard_of(&self, id: &RecordId) -> Result<Option<Hazard>, StoreError> {
        let Some(record) = self.record_of(id)? else { return Ok(None) };
        match derive(&record) {
            View::Hazard(view) => Ok(Some((view, record))),
            _ => Ok(None),
        }
    }

    fn record_of(&self, id: &RecordId) -> Result<Option<Record>, StoreError> {
        let document = projecting::open(self, id, fresh_actor())?;
        document.map(|mut document| projecting::hydrated(self, &mut document)).transpose()
    }
}

/// `mine` with those of its `twins` that are here, and what it means that others are not.
fn group(mine: &Hazard, twins: &[Hazard]) -> HazardView {
    waiting(joined(mine, twins), &mine.0, twins)
}

/// What it means for what is `seen` that twins of `mine` are not here.
fn waiting(seen: HazardView, mine: &HazardView, twins: &[Hazard]) -> HazardView {
    let views: Vec<HazardView> = twins.iter().map(|(view, _)| view.clone()).collect();
    awaiting(seen, &absent(mine, &views))
}

impl Joins for &Reading<'_> {
    type Error = StoreError;

    fn linked(&mut self, one: &Record) -> Result<Vec<RecordId>, StoreError> {
        Ok(joined_with(one).into_iter().chain(Reading::linked(self, &one.id)?).collect())
    }

    /// Said on one of the two, it holds for both.
    fn open(&mut self, one: &Record, id: RecordId) -> Result<Option<Record>, StoreError> {
        let joined =
            |other: &Record| joined_with(other).contains(&one.id) || joined_with(one).contains(&id);
        Ok(self.record_of(&id)?.filter(joined))
    }
}

impl Writing<'_> {
    /// Notes what a hazard says of others, and shows anew those it is or was counted with.
    pub(super) fn link(&self, row: i64, view: &View) -> Result<(), StoreError> {
        let View::Hazard(mine) = view else { return Ok(()) };
        let said = [&mine.maybe_same_as, &mine.same_as, &mine.not_same_as];
        let said: BTreeSet<RecordId> = said.into_iter().flatten().copied().collect();
        let mut others = self.linked(&mine.face.id)?;
        if said.is_empty() && others.is_empty() {
            return Ok(());
        }
        self.run("DELETE FROM hazard_link WHERE row = ?1", [row])?;
        for other in &said {
            let sql = "INSERT INTO hazard_link (row, other) VALUES (?1, ?2)";
            self.run(sql, params![row, other.0])?;
        }
        others.extend(said);
        others.extend(self.twins(mine)?.into_iter().map(|(twin, _)| twin.face.id));
        for other in others {
            let Some((view, record)) = self.hazard_of(&other)? else { continue };
            let sql = "SELECT row FROM document WHERE record = ?1";
            let Some(row) = self.value::<i64>(sql, [other.0])? else { continue };
            self.project_row(row, &View::Hazard(view), &record)?;
            self.touch_record(&other)?;
        }
        Ok(())
    }
}
