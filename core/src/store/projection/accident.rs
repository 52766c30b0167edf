//! The list of accidents (事故台账).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, RecordId, Scope};
use rusqlite::{Row, params};

use super::listing::{Filter, List, Page, PageKey};
use super::table::{Table, is_sound};
use crate::domain::accident::{AccidentState, AccidentView, Figures, Level};
use crate::domain::field;
use crate::domain::view::Flag;
use crate::store::envelope::{as_i64, damaged};
use crate::store::outbox::worst;
use crate::store::search::{Narrowed, terms};
use crate::store::words::{ACCIDENT_STATES, LEVELS, bits, flags, of_word, word};
use crate::store::{Place, Reading, StoreError, Writing};

/// One line of the list of accidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccidentRow {
    /// Which record.
    pub record: RecordId,
    /// The village it happened in.
    pub home: Division,
    /// 标题
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// 事故类型
    pub category: String,
    /// When it happened, milliseconds since 1970 UTC; `None` when nobody said.
    pub occurred_ms: Option<i64>,
    /// Where it stands.
    pub state: AccidentState,
    /// How grave it is.
    pub level: Level,
    /// The gravest figures that stand.
    pub figures: Figures,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How far this phone's part of it has come, attachments made here included.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
}

/// Which accidents to list, the last one first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccidentQuery {
    /// Inside this scope.
    pub scope: Option<Scope>,
    /// Found by what a person typed.
    pub text: Option<String>,
    /// With something on this phone that the centre has not accepted or does not have: each such
    /// record, whatever else the list leaves out.
    pub pending_only: bool,
    /// Accidents entered by mistake as well.
    pub with_void: bool,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page; 0 for [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX), which is the most.
    pub limit: usize,
}

const ACCIDENTS: Table = Table {
    name: "accident",
    sealed: "record, home, title, place, category, occurred_ms, aged, state, level, dead, missing,
        serious, minor, loss_fen, flags, notices, conflicts",
    read: "record, home, title, place, category, occurred_ms, state, level, dead,
        missing, serious, minor, loss_fen, flags, notices, conflicts,
        (SELECT min(n.place) FROM not_accepted AS n WHERE n.record = accident.record),
        (SELECT max(n.place) FROM not_accepted AS n WHERE n.record = accident.record),
        (SELECT d.touched FROM document AS d WHERE d.row = accident.row),
        row, aged",
};

impl Reading<'_> {
    /// One page of accidents.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this list.
    pub fn accidents(&self, query: &AccidentQuery) -> Result<Page<AccidentRow>, StoreError> {
        let narrowed = query.text.as_deref().map(|typed| self.narrow(typed)).transpose()?;
        let list = query.list(narrowed.flatten());
        list.page(self, query.after.as_ref(), query.limit, AccidentRow::read)
    }

    /// How many accidents the query lists, on all its pages together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn accident_count(&self, query: &AccidentQuery) -> Result<u64, StoreError> {
        query.list(query.text.as_deref().and_then(Self::narrow_all)).count(self)
    }

    /// The row of one accident.
    ///
    /// # Errors
    /// Those of the store.
    pub fn accident(&self, record: &RecordId) -> Result<Option<AccidentRow>, StoreError> {
        self.first(&ACCIDENTS.of_record(), [record.0], AccidentRow::read)
    }
}

impl AccidentQuery {
    fn list(&self, narrowed: Option<Narrowed>) -> List {
        let mut filter = Filter::default();
        filter.narrowed(narrowed);
        if self.pending_only {
            filter.pending();
        }
        if !self.with_void && !self.pending_only {
            filter.and("state <> ?", [word(&AccidentState::Void).into()]);
        }
        List {
            table: &ACCIDENTS,
            order: &["aged", "row"],
            filter,
            arms: self.scope.map_or_else(Vec::new, |scope| {
                vec![Filter::home_in(scope), Filter::succeeded("accident", scope)]
            }),
        }
    }
}

impl Writing<'_> {
    pub(super) fn put_accident(
        &self,
        row: i64,
        accident: &AccidentRow,
        terms: &str,
    ) -> Result<(), StoreError> {
        let occurred_ms = accident.occurred_ms.unwrap_or_default();
        let Figures { dead, missing, serious, minor, loss_fen } = accident.figures;
        let values = params![
            row,
            accident.record.0,
            as_i64(accident.home.as_u64()),
            accident.title,
            accident.place,
            accident.category,
            occurred_ms,
            occurred_ms.saturating_neg(),
            word(&accident.state),
            word(&accident.level),
            dead,
            missing,
            serious,
            minor,
            loss_fen,
            bits(&accident.flags),
            as_i64(accident.notices),
            as_i64(accident.conflicts),
            terms,
        ];
        self.put_row(&ACCIDENTS, values)
    }
}

impl AccidentRow {
    /// What the list says of an accident, and what search finds it by.
    pub(super) fn of(view: &AccidentView) -> (Self, String) {
        let row = Self {
            record: view.face.id,
            home: view.face.home,
            title: view.face.title.clone(),
            place: view.face.place.clone(),
            category: view.face.text(field::CATEGORY).to_owned(),
            occurred_ms: view.occurred_ms.filter(|at_ms| *at_ms != 0),
            state: view.state,
            level: view.level,
            figures: view.figures,
            flags: view.face.flags.clone(),
            notices: view.face.notices.len() as u64,
            conflicts: view.face.conflicts.len() as u64,
            upload: Place::Accepted,
            touched: 0,
        };
        let terms = terms::terms(
            &[&view.face.title, &view.face.place],
            &[view.face.text(field::DESCRIPTION)],
            &view.face.label,
        );
        (row, terms)
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        is_sound(row, "accident")?;
        let (state, level): (String, String) = (row.get(6)?, row.get(7)?);
        let occurred_ms: i64 = row.get(5)?;
        Ok(Self {
            record: RecordId(row.get(0)?),
            home: Division::from_u64(row.get(1)?).map_err(|_| damaged("accident.home"))?,
            title: row.get(2)?,
            place: row.get(3)?,
            category: row.get(4)?,
            occurred_ms: Some(occurred_ms).filter(|at_ms| *at_ms != 0),
            state: of_word(&ACCIDENT_STATES, &state, "accident.state")?,
            level: of_word(&LEVELS, &level, "accident.level")?,
            figures: Figures {
                dead: row.get(8)?,
                missing: row.get(9)?,
                serious: row.get(10)?,
                minor: row.get(11)?,
                loss_fen: row.get(12)?,
            },
            flags: flags(row.get(13)?),
            notices: row.get(14)?,
            conflicts: row.get(15)?,
            upload: worst(row.get(16)?, row.get(17)?)?,
            touched: row.get(18)?,
        })
    }
}
