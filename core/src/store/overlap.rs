//! One person at two training sessions at once: no record knows it alone, the lists together do.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{PersonId, RecordId};
use rusqlite::params;

use super::envelope::parse;
use super::{Reading, StoreError, Writing, projecting};
use crate::crdt::fresh_actor;
use crate::domain::View;
use crate::domain::derive;
use crate::domain::record::Record;
use crate::domain::training::{TrainingState, TrainingView, counted, overlap};

/// Two sessions may share so much before it is said: the one ends as the other begins.
const SHARED_MS_MAX: i64 = 10 * 60 * 1000;

/// Another session, and who was at both at once.
type Other = (RecordId, String, Vec<PersonId>);

impl Reading<'_> {
    /// A training session, with a notice for each other one that some of its people were at, too.
    pub(super) fn with_overlaps(&self, mut mine: TrainingView) -> Result<TrainingView, StoreError> {
        for (record, title, people) in self.overlapping(&mine.face.id)? {
            mine.face.notices.push(overlap(&record, &title, &people));
        }
        Ok(mine)
    }

    fn overlapping(&self, record: &RecordId) -> Result<Vec<Other>, StoreError> {
        let sql = "SELECT DISTINCT t.record, t.title, mine.person
                   FROM document AS d
                   CROSS JOIN presence AS mine ON mine.row = d.row
                   CROSS JOIN presence AS other ON other.person = mine.person
                   CROSS JOIN line AS t ON t.row = other.row
                   WHERE d.record = ?1 AND other.row <> mine.row
                     AND min(mine.to_ms, other.to_ms) - max(mine.from_ms, other.from_ms) > ?2
                   ORDER BY t.record, mine.person";
        let rows = self.all(sql, params![record.0, SHARED_MS_MAX], |row| {
            let person: PersonId = parse(row, 2, "presence.person")?;
            Ok((RecordId(row.get(0)?), row.get::<_, String>(1)?, person))
        })?;
        let mut others: BTreeMap<RecordId, (String, Vec<PersonId>)> = BTreeMap::new();
        for (record, title, person) in rows {
            others.entry(record).or_insert_with(|| (title, Vec::new())).1.push(person);
        }
        Ok(others.into_iter().map(|(record, (title, people))| (record, title, people)).collect())
    }

    fn training_of(&self, id: &RecordId) -> Result<Option<(View, Record)>, StoreError> {
        let Some(mut document) = projecting::open(self, id, fresh_actor())? else {
            return Ok(None);
        };
        let record = projecting::hydrated(self, &mut document)?;
        Ok(Some((derive(&record), record)))
    }
}

impl Writing<'_> {
    /// Notes who was at a session from when to when; the sessions it overlaps or did.
    pub(super) fn attend(
        &self,
        row: i64,
        view: &View,
        record: &Record,
    ) -> Result<BTreeSet<RecordId>, StoreError> {
        let View::Training(mine) = view else { return Ok(BTreeSet::new()) };
        let mut others = self.overlapped_by(mine)?;
        self.run("DELETE FROM presence WHERE row = ?1", [row])?;
        let is_void = mine.state == TrainingState::Void;
        for (attendee, counted) in counted(record).into_iter().filter(|_| !is_void) {
            for (from_ms, to_ms) in counted {
                let sql = "INSERT INTO presence (person, row, from_ms, to_ms)
                           VALUES (?1, ?2, ?3, ?4)
                           ON CONFLICT DO UPDATE SET to_ms = max(to_ms, excluded.to_ms)";
                self.run(sql, params![attendee.folded(), row, from_ms, to_ms])?;
            }
        }
        others.extend(self.overlapped_by(mine)?);
        Ok(others)
    }

    /// Shows sessions anew, once the row of the one they overlap or did is there.
    pub(super) fn show_anew(&self, sessions: BTreeSet<RecordId>) -> Result<(), StoreError> {
        for session in sessions {
            let Some((view, record)) = self.training_of(&session)? else { continue };
            let sql = "SELECT row FROM document WHERE record = ?1";
            let Some(row) = self.value::<i64>(sql, [session.0])? else { continue };
            self.project_row(row, &view, &record)?;
            self.touch_record(&session)?;
        }
        Ok(())
    }

    fn overlapped_by(&self, mine: &TrainingView) -> Result<BTreeSet<RecordId>, StoreError> {
        Ok(self.overlapping(&mine.face.id)?.into_iter().map(|(record, ..)| record).collect())
    }
}
