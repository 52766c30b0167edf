//! The lists of all kinds that need no table of their own (台账): one table, sealed row by row, and
//! what a kind shows beside the others as JSON.

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, EvidenceHash, RecordId, Scope};
use rusqlite::types::Value;
use rusqlite::{Row as Stored, params};

use super::listing::{Filter, List, Page, PageKey};
use super::picture::picture;
use super::table::{Table, is_sound, not_accepted};
use crate::domain::listed::{Line, Listed, Order, of_word, word};
use crate::domain::record::Record;
use crate::domain::view::Flag;
use crate::domain::{Face, View};
use crate::store::envelope::{as_i64, damaged};
use crate::store::outbox::worst;
use crate::store::search::{Narrowed, terms};
use crate::store::words::{bits, flags};
use crate::store::{Place, Reading, StoreError, Writing};

/// One line of the list of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<K: Listed> {
    /// Which record.
    pub record: RecordId,
    /// The village it belongs to.
    pub home: Division,
    /// What people say aloud to name it (编号).
    pub label: String,
    /// 标题 or 名称
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Where it stands.
    pub state: K::State,
    /// Entered by mistake.
    pub void: bool,
    /// What it is listed by, milliseconds since 1970 UTC; `None` when nobody said.
    pub listed_ms: Option<i64>,
    /// Its category; empty when it has none.
    pub category: String,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How many proposals wait on it.
    pub proposals: u64,
    /// The picture that stands for it.
    pub photo: Option<EvidenceHash>,
    /// How far this phone's part of it has come, attachments made here included.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
    /// What its kind shows beside that.
    pub more: K::More,
}

/// Which records of a kind to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query<K: Listed> {
    /// Inside this scope.
    pub scope: Option<Scope>,
    /// In one of these states; none means any.
    pub states: Vec<K::State>,
    /// Of this category.
    pub category: Option<String>,
    /// Listed at or after this, milliseconds since 1970 UTC. Means nothing to a list by village.
    pub from_ms: Option<i64>,
    /// Listed before this, likewise.
    pub until_ms: Option<i64>,
    /// Found by what a person typed.
    pub text: Option<String>,
    /// With something on this phone that the centre has not accepted or does not have: each such
    /// record, whatever else the list leaves out.
    pub pending_only: bool,
    /// What was entered by mistake as well.
    pub with_void: bool,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page; 0 for [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX), which is the most.
    pub limit: usize,
}

/// A line as it lies in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct LineRow {
    pub(in crate::store) record: RecordId,
    kind: String,
    home: Division,
    label: String,
    title: String,
    place: String,
    position: Option<(i64, i64)>,
    state: String,
    void: bool,
    listed_ms: i64,
    category: String,
    flags: BTreeSet<Flag>,
    notices: u64,
    conflicts: u64,
    proposals: u64,
    photo: Option<EvidenceHash>,
    more: String,
    upload: Place,
    touched: u64,
}

const LINES: Table = Table {
    name: "line",
    sealed: "record, kind, home, label, title, place, lat, lon, state, void, aged, category, flags,
        notices, conflicts, proposals, photo, more",
    read: concat!(
        "record, kind, home, label, title, place, lat, lon, state, void, aged, category, flags,
        notices, conflicts, proposals, more, ",
        not_accepted!("min", "line"),
        ", ",
        not_accepted!("max", "line"),
        ",
        (SELECT d.touched FROM document AS d WHERE d.row = line.row),
        row, photo"
    ),
};

impl<K: Listed> Default for Query<K> {
    fn default() -> Self {
        Self {
            scope: None,
            states: Vec::new(),
            category: None,
            from_ms: None,
            until_ms: None,
            text: None,
            pending_only: false,
            with_void: K::WITH_VOID,
            after: None,
            limit: 0,
        }
    }
}

impl Reading<'_> {
    /// One page of the records of a kind.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this list.
    pub fn list<K: Listed>(&self, query: &Query<K>) -> Result<Page<Row<K>>, StoreError> {
        let narrowed = query.text.as_deref().map(|typed| self.narrow(typed)).transpose()?;
        let list = query.list(narrowed.flatten());
        let read = |row: &Stored<'_>| LineRow::read(row)?.typed();
        list.page(self, query.after.as_ref(), query.limit, read)
    }

    /// How many records the query lists, on all its pages together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn count<K: Listed>(&self, query: &Query<K>) -> Result<u64, StoreError> {
        query.list(query.text.as_deref().and_then(Self::narrow_all)).count(self)
    }

    /// The row of one record of a kind.
    ///
    /// # Errors
    /// Those of the store.
    pub fn row_of<K: Listed>(&self, record: &RecordId) -> Result<Option<Row<K>>, StoreError> {
        let line = self.line(record)?.filter(|line| line.kind == K::KIND);
        line.map(LineRow::typed).transpose()
    }

    pub(super) fn line(&self, record: &RecordId) -> Result<Option<LineRow>, StoreError> {
        self.first(&LINES.of_record(), [record.0], LineRow::read)
    }
}

impl<K: Listed> Query<K> {
    pub(super) fn list(&self, narrowed: Option<Narrowed>) -> List {
        let mut filter = Filter::default();
        filter.and("kind = ?", [Value::Text(K::KIND.to_owned())]);
        filter.narrowed(narrowed);
        if let Some(category) = &self.category {
            filter.and("category = ?", [Value::Text(category.clone())]);
        }
        filter.any_of("state", self.states.iter().map(|state| word(state).into()).collect());
        let by_time = K::ORDER == Order::Newest;
        if let Some(from_ms) = self.from_ms.filter(|_| by_time) {
            filter.and("aged <= ?", [Value::Integer(from_ms.saturating_neg())]);
        }
        if let Some(until_ms) = self.until_ms.filter(|_| by_time) {
            filter.and("aged > ?", [Value::Integer(until_ms.saturating_neg())]);
        }
        if self.pending_only {
            filter.pending();
        }
        if !self.with_void && !self.pending_only {
            filter.and("void = 0", []);
        }
        List {
            table: &LINES,
            order: match K::ORDER {
                Order::Newest => &["aged", "row"],
                Order::Village => &["home", "title", "row"],
            },
            filter,
            arms: self.scope.map_or_else(Vec::new, |scope| {
                vec![Filter::home_in(scope), Filter::succeeded("line", scope)]
            }),
        }
    }
}

impl Writing<'_> {
    pub(super) fn put_line(&self, row: i64, line: &LineRow, terms: &str) -> Result<(), StoreError> {
        let values = params![
            row,
            line.record.0,
            line.kind,
            as_i64(line.home.as_u64()),
            line.label,
            line.title,
            line.place,
            line.position.map(|(lat, _)| lat),
            line.position.map(|(_, lon)| lon),
            line.state,
            line.void,
            line.listed_ms.saturating_neg(),
            line.category,
            bits(&line.flags),
            as_i64(line.notices),
            as_i64(line.conflicts),
            as_i64(line.proposals),
            line.photo.map(|photo| photo.0),
            line.more,
            terms,
        ];
        self.put_row(&LINES, values)
    }
}

impl LineRow {
    /// What the list says of a record, and what search finds it by.
    pub(super) fn of(view: &View, record: &Record, line: Line) -> (Self, String) {
        let Face { id, kind, home, label, title, place, position, flags, .. } = view.face().clone();
        let Face { notices, conflicts, proposals, .. } = view.face();
        let terms = terms::terms(&[&title, &place], &[&line.words], &label);
        let row = Self {
            record: id,
            kind: kind.as_str().to_owned(),
            home,
            label,
            title,
            place,
            position,
            state: line.state,
            void: line.void,
            listed_ms: line.listed_ms,
            category: line.category,
            flags,
            notices: notices.len() as u64,
            conflicts: conflicts.len() as u64,
            proposals: proposals.len() as u64,
            photo: picture(record),
            more: line.more,
            upload: Place::Accepted,
            touched: 0,
        };
        (row, terms)
    }

    /// The same, as far on and as lately changed as `other`.
    pub(super) fn where_is(self, other: &Self) -> Self {
        Self { upload: other.upload, touched: other.touched, ..self }
    }

    fn read(row: &Stored<'_>) -> Result<Self, StoreError> {
        is_sound(row, "line")?;
        let aged: i64 = row.get(10)?;
        Ok(Self {
            record: RecordId(row.get(0)?),
            kind: row.get(1)?,
            home: Division::from_u64(row.get(2)?).map_err(|_| damaged("line.home"))?,
            label: row.get(3)?,
            title: row.get(4)?,
            place: row.get(5)?,
            position: Option::zip(row.get(6)?, row.get(7)?),
            state: row.get(8)?,
            void: row.get(9)?,
            listed_ms: aged.saturating_neg(),
            category: row.get(11)?,
            flags: flags(row.get(12)?),
            notices: row.get(13)?,
            conflicts: row.get(14)?,
            proposals: row.get(15)?,
            more: row.get(16)?,
            photo: row.get::<_, Option<[u8; 32]>>("photo")?.map(EvidenceHash),
            upload: worst(row.get(17)?, row.get(18)?)?,
            touched: row.get(19)?,
        })
    }

    fn typed<K: Listed>(self) -> Result<Row<K>, StoreError> {
        Ok(Row {
            state: of_word(&self.state).ok_or_else(|| damaged("line.state"))?,
            more: serde_json::from_str(&self.more).map_err(|_| damaged("line.more"))?,
            record: self.record,
            home: self.home,
            label: self.label,
            title: self.title,
            place: self.place,
            position: self.position,
            void: self.void,
            listed_ms: Some(self.listed_ms).filter(|at_ms| *at_ms != 0),
            category: self.category,
            flags: self.flags,
            notices: self.notices,
            conflicts: self.conflicts,
            proposals: self.proposals,
            photo: self.photo,
            upload: self.upload,
            touched: self.touched,
        })
    }
}
