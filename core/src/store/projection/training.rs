//! The list of training sessions (培训台账).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, RecordId, Scope};
use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::listing::{Filter, List, Page, PageKey};
use super::table::{Table, is_sound};
use crate::domain::record::Record;
use crate::domain::training::{TrainingState, TrainingView};
use crate::domain::view::Flag;
use crate::store::envelope::{as_i64, damaged};
use crate::store::outbox::worst;
use crate::store::search::{Narrowed, terms};
use crate::store::words::{TRAINING_STATES, bits, flags, of_word, word};
use crate::store::{Place, Reading, StoreError, Writing};

/// One line of the list of training sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingRow {
    /// Which record.
    pub record: RecordId,
    /// The village that holds it.
    pub home: Division,
    /// 标题
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// Planned start and end, milliseconds since 1970 UTC.
    pub planned_ms: Option<(i64, i64)>,
    /// Its planned start, or when it was first spoken of: what it is listed by.
    pub listed_ms: i64,
    /// Where it stands.
    pub state: TrainingState,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// How many people came.
    pub attendees: u64,
    /// Minutes credited, all people together.
    pub person_minutes: i64,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How far this phone's part of it has come, attachments made here included.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
}

/// Which training sessions to list, the latest planned first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrainingQuery {
    /// Held inside this scope.
    pub scope: Option<Scope>,
    /// In one of these states; none means any.
    pub states: Vec<TrainingState>,
    /// Listed at or after this, milliseconds since 1970 UTC.
    pub from_ms: Option<i64>,
    /// Listed before this, likewise.
    pub until_ms: Option<i64>,
    /// Found by what a person typed.
    pub text: Option<String>,
    /// With something on this phone that the centre has not accepted or does not have: each such
    /// record, whatever else the list leaves out.
    pub pending_only: bool,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page; 0 for [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX), which is the most.
    pub limit: usize,
}

const TRAININGS: Table = Table {
    name: "training",
    sealed: "record, home, title, place, start_ms, end_ms, aged, state, flags, attendees,
        person_minutes, notices, conflicts",
    read: "record, home, title, place, start_ms, end_ms, aged, state, flags,
        attendees, person_minutes, notices, conflicts,
        (SELECT min(n.place) FROM not_accepted AS n WHERE n.record = training.record),
        (SELECT max(n.place) FROM not_accepted AS n WHERE n.record = training.record),
        (SELECT d.touched FROM document AS d WHERE d.row = training.row),
        row",
};

impl Reading<'_> {
    /// One page of training sessions.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this list.
    pub fn trainings(&self, query: &TrainingQuery) -> Result<Page<TrainingRow>, StoreError> {
        let narrowed = query.text.as_deref().map(|typed| self.narrow(typed)).transpose()?;
        let list = query.list(narrowed.flatten());
        list.page(self, query.after.as_ref(), query.limit, TrainingRow::read)
    }

    /// How many training sessions the query lists, on all its pages together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn training_count(&self, query: &TrainingQuery) -> Result<u64, StoreError> {
        query.list(query.text.as_deref().and_then(Self::narrow_all)).count(self)
    }

    /// The row of one training session.
    ///
    /// # Errors
    /// Those of the store.
    pub fn training(&self, record: &RecordId) -> Result<Option<TrainingRow>, StoreError> {
        self.first(&TRAININGS.of_record(), [record.0], TrainingRow::read)
    }
}

impl TrainingQuery {
    fn list(&self, narrowed: Option<Narrowed>) -> List {
        let mut filter = Filter::default();
        filter.narrowed(narrowed);
        filter.any_of("+state", self.states.iter().map(|state| word(state).into()).collect());
        if let Some(from_ms) = self.from_ms {
            filter.and("aged <= ?", [Value::Integer(from_ms.saturating_neg())]);
        }
        if let Some(until_ms) = self.until_ms {
            filter.and("aged > ?", [Value::Integer(until_ms.saturating_neg())]);
        }
        if self.pending_only {
            filter.pending();
        }
        List {
            table: &TRAININGS,
            order: &["aged", "row"],
            filter,
            arms: self.scope.map_or_else(Vec::new, |scope| {
                vec![Filter::home_in(scope), Filter::succeeded("training", scope)]
            }),
        }
    }
}

impl Writing<'_> {
    pub(super) fn put_training(
        &self,
        row: i64,
        training: &TrainingRow,
        terms: &str,
    ) -> Result<(), StoreError> {
        let values = params![
            row,
            training.record.0,
            as_i64(training.home.as_u64()),
            training.title,
            training.place,
            training.planned_ms.map(|(start_ms, _)| start_ms),
            training.planned_ms.map(|(_, end_ms)| end_ms),
            training.listed_ms.saturating_neg(),
            word(&training.state),
            bits(&training.flags),
            as_i64(training.attendees),
            training.person_minutes,
            as_i64(training.notices),
            as_i64(training.conflicts),
            terms,
        ];
        self.put_row(&TRAININGS, values)
    }
}

impl TrainingRow {
    /// What the list says of a training session, and what search finds it by.
    pub(super) fn of(view: &TrainingView, record: &Record) -> (Self, String) {
        let first_ms = record.facts.values().map(|fact| fact.at_ms).min();
        let start_ms = view.planned_ms.map(|(start_ms, _)| start_ms);
        let row = Self {
            record: view.face.id,
            home: view.face.home,
            title: view.face.title.clone(),
            place: view.face.place.clone(),
            planned_ms: view.planned_ms,
            listed_ms: start_ms.or(first_ms).unwrap_or_default(),
            state: view.state,
            flags: view.face.flags.clone(),
            attendees: view.attendance.len() as u64,
            person_minutes: view.person_minutes,
            notices: view.face.notices.len() as u64,
            conflicts: view.face.conflicts.len() as u64,
            upload: Place::Accepted,
            touched: 0,
        };
        let terms = terms::terms(&[&view.face.title, &view.face.place], &[], &view.face.label);
        (row, terms)
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        is_sound(row, "training")?;
        let aged: i64 = row.get(6)?;
        let state: String = row.get(7)?;
        Ok(Self {
            record: RecordId(row.get(0)?),
            home: Division::from_u64(row.get(1)?).map_err(|_| damaged("training.home"))?,
            title: row.get(2)?,
            place: row.get(3)?,
            planned_ms: Option::zip(row.get(4)?, row.get(5)?),
            listed_ms: aged.saturating_neg(),
            state: of_word(&TRAINING_STATES, &state, "training.state")?,
            flags: flags(row.get(8)?),
            attendees: row.get(9)?,
            person_minutes: row.get(10)?,
            notices: row.get(11)?,
            conflicts: row.get(12)?,
            upload: worst(row.get(13)?, row.get(14)?)?,
            touched: row.get(15)?,
        })
    }
}
