//! The list of hazards (隐患台账).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, PersonId, RecordId, Scope};
use rusqlite::types::Value;
use rusqlite::{Row, params};

use super::listing::{Filter, List, Page, PageKey, both};
use crate::domain::day::Day;
use crate::domain::fact::Body;
use crate::domain::field;
use crate::domain::hazard::{Grade, HazardAct, HazardView, Mode, State};
use crate::domain::record::Record;
use crate::domain::view::Flag;
use crate::store::envelope::{as_i64, damaged, parse};
use crate::store::outbox::worst;
use crate::store::search::{Narrowed, terms};
use crate::store::words::{GRADES, MODES, STATES, bits, flags, of_word, word};
use crate::store::{Place, Reading, StoreError, Writing};
use fangxian_protocol::scalar::Scalar;

/// Sorts after every day there is.
const NO_DEADLINE: &str = "9999-12-31";

/// One line of the list of hazards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HazardRow {
    /// Which record.
    pub record: RecordId,
    /// The village it belongs to.
    pub home: Division,
    /// 标题
    pub title: String,
    /// Where, in words.
    pub place: String,
    /// 行业领域
    pub sector: String,
    /// The site it was found at.
    pub site: Option<RecordId>,
    /// WGS-84 latitude and longitude in 10⁻⁷ degrees.
    pub position: Option<(i64, i64)>,
    /// Where it stands.
    pub state: State,
    /// What else must be said about it.
    pub flags: BTreeSet<Flag>,
    /// The grade an office judged.
    pub judged: Option<Grade>,
    /// Suspected to be major.
    pub suspected_major: bool,
    /// The strictest order in force.
    pub mode: Option<Mode>,
    /// The day it must be done by.
    pub deadline: Option<Day>,
    /// When it was found, by what people say, milliseconds since 1970 UTC.
    pub found_ms: i64,
    /// Who reported it first.
    pub reporter: Option<PersonId>,
    /// Who must put it right.
    pub responsible: Vec<PersonId>,
    /// The units that answer for it.
    pub owners: Vec<Division>,
    /// What must happen next, in plain words.
    pub next_zh: String,
    /// How many notices there are on it.
    pub notices: u64,
    /// How many fields have several values.
    pub conflicts: u64,
    /// How many acts wait as proposals.
    pub proposals: u64,
    /// How far this phone's part of it has come.
    pub upload: Place,
    /// The store's change number when it last changed.
    pub touched: u64,
}

/// Which hazards to list, and how. The default lists all, the most overdue first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HazardQuery {
    /// Belonging to, or answered for by, a unit inside this scope.
    pub scope: Option<Scope>,
    /// In one of these states; none means any.
    pub states: Vec<State>,
    /// With one of these flags; none means any.
    pub flags_any: Vec<Flag>,
    /// Of this sector.
    pub sector: Option<String>,
    /// Neither closed nor void, or one of the two.
    pub open: Option<bool>,
    /// Open and past its deadline on this day.
    pub overdue_on: Option<Day>,
    /// This person must put it right.
    pub responsible: Option<PersonId>,
    /// Found by what a person typed: characters, pinyin initials, letters or digits.
    pub text: Option<String>,
    /// With something on this phone that the centre has not accepted.
    pub pending_only: bool,
    /// In which order.
    pub order: HazardOrder,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page, 1 to [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX).
    pub limit: usize,
}

/// The order of a list of hazards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HazardOrder {
    /// The earliest deadline first, those without last.
    #[default]
    MostOverdue,
    /// The last found first.
    Newest,
    /// By village, within one the last found first.
    Village,
}

const COLUMNS: &str = "record, home, title, place, sector, site, lat, lon, state, open, flags,
    judged, suspected_major, mode, due, found_ms, aged, reporter, responsible, owners, next_zh,
    notices, conflicts, proposals, terms";
const MARKS: &str = "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
    ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26";
const SELECTED: &str = "record, home, title, place, sector, site, lat, lon, state, flags, judged,
    suspected_major, mode, due, found_ms, reporter, responsible, owners, next_zh, notices,
    conflicts, proposals,
    (SELECT min(e.place) FROM envelope AS e
     WHERE e.record = hazard.record AND e.own = 1 AND e.place <> 2),
    (SELECT max(e.place) FROM envelope AS e
     WHERE e.record = hazard.record AND e.own = 1 AND e.place <> 2),
    (SELECT d.touched FROM document AS d WHERE d.row = hazard.row),
    row, aged";

impl Reading<'_> {
    /// One page of hazards.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this query's order.
    pub fn hazards(&self, query: &HazardQuery) -> Result<Page<HazardRow>, StoreError> {
        let narrowed = query
            .text
            .as_deref()
            .map(|typed| self.narrow(typed))
            .transpose()?;
        let list = query.list(narrowed.flatten());
        list.page(self, query.after.as_ref(), query.limit, HazardRow::read)
    }

    /// How many hazards the query lists, on all its pages together.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hazard_count(&self, query: &HazardQuery) -> Result<u64, StoreError> {
        let narrowed = query.text.as_deref().and_then(Self::narrow_all);
        query.list(narrowed).count(self)
    }

    /// The row of one hazard.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hazard(&self, record: &RecordId) -> Result<Option<HazardRow>, StoreError> {
        let sql = format!("SELECT {SELECTED} FROM hazard WHERE record = ?1");
        self.first(&sql, [record.0], HazardRow::read)
    }
}

impl HazardQuery {
    pub(super) fn list(&self, narrowed: Option<Narrowed>) -> List {
        let mut filter = Filter::default();
        filter.narrowed(narrowed);
        if !self.flags_any.is_empty() {
            filter.and("(flags & ?) <> 0", [Value::Integer(bits(&self.flags_any))]);
        }
        if let Some(sector) = &self.sector {
            filter.and("sector = ?", [Value::Text(sector.clone())]);
        }
        if let Some(day) = self.overdue_on {
            filter.and("open = 1 AND due < ?", [Value::Text(day.to_string())]);
        }
        if let Some(person) = &self.responsible {
            let mine = "row IN (SELECT row FROM hazard_responsible WHERE person = ?)";
            filter.and(mine, [Value::Text(person.to_string())]);
        }
        if self.pending_only {
            filter.pending();
        }
        let by_state = !self.states.is_empty() && self.order == HazardOrder::MostOverdue;
        if let Some(open) = self.open {
            let clause = if by_state { "+open = ?" } else { "open = ?" };
            filter.and(clause, [Value::Integer(open.into())]);
        }
        if !by_state {
            filter.any_of(
                "+state",
                self.states.iter().map(|state| word(state).into()).collect(),
            );
        }
        List {
            table: "hazard",
            columns: SELECTED,
            order: self.order.columns(),
            filter,
            arms: self.arms(by_state),
        }
    }

    /// One alternative for each way a row can belong to the scope and for each state: every one
    /// of them walks an index in the order asked for, and the engine merges them.
    fn arms(&self, by_state: bool) -> Vec<Filter> {
        let mut arms = match self.scope {
            None => vec![Filter::default()],
            Some(scope) => {
                let owned = "row IN (SELECT row FROM hazard_owner WHERE division BETWEEN ? AND ?)";
                let elsewhere = "+home NOT BETWEEN ? AND ?";
                let handed = Filter::default().with(owned, both(scope));
                vec![Filter::home_in(scope), handed.with(elsewhere, both(scope))]
            }
        };
        if by_state {
            let state = |state: &State| Filter::default().with("state = ?", [word(state).into()]);
            let states: Vec<Filter> = self.states.iter().map(state).collect();
            arms = arms
                .iter()
                .flat_map(|arm| states.iter().map(|state| arm.plus(state)))
                .collect();
        }
        arms
    }
}

impl HazardOrder {
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::MostOverdue => &["due", "row"],
            Self::Newest => &["aged", "row"],
            Self::Village => &["home", "aged", "row"],
        }
    }
}

impl Writing<'_> {
    pub(super) fn put_hazard(
        &self,
        row: i64,
        hazard: &HazardRow,
        terms: &str,
    ) -> Result<(), StoreError> {
        let update = format!("UPDATE hazard SET ({COLUMNS}) = ({MARKS}) WHERE row = ?1");
        if self.store_hazard(&update, row, hazard, terms)? == 0 {
            let insert = format!("INSERT INTO hazard (row, {COLUMNS}) VALUES (?1, {MARKS})");
            self.store_hazard(&insert, row, hazard, terms)?;
        }
        self.run("DELETE FROM hazard_responsible WHERE row = ?1", [row])?;
        for person in &hazard.responsible {
            let sql = "INSERT OR IGNORE INTO hazard_responsible (person, row) VALUES (?1, ?2)";
            self.run(sql, params![person.as_str(), row])?;
        }
        self.run("DELETE FROM hazard_owner WHERE row = ?1", [row])?;
        for owner in hazard.owners.iter().filter(|owner| **owner != hazard.home) {
            let sql = "INSERT OR IGNORE INTO hazard_owner (division, row) VALUES (?1, ?2)";
            self.run(sql, params![as_i64(owner.as_u64()), row])?;
        }
        Ok(())
    }

    fn store_hazard(
        &self,
        sql: &str,
        row: i64,
        hazard: &HazardRow,
        terms: &str,
    ) -> Result<usize, StoreError> {
        let deadline = hazard.deadline.map(|day| day.to_string());
        let values = params![
            row,
            hazard.record.0,
            as_i64(hazard.home.as_u64()),
            hazard.title,
            hazard.place,
            hazard.sector,
            hazard.site.map(|site| site.0),
            hazard.position.map(|(lat, _)| lat),
            hazard.position.map(|(_, lon)| lon),
            word(&hazard.state),
            !matches!(hazard.state, State::Closed | State::Void),
            bits(&hazard.flags),
            hazard.judged.as_ref().map(word),
            hazard.suspected_major,
            hazard.mode.as_ref().map(word),
            deadline.as_deref().unwrap_or(NO_DEADLINE),
            hazard.found_ms,
            hazard.found_ms.saturating_neg(),
            hazard.reporter.as_ref().map(PersonId::as_str),
            spaced(&hazard.responsible),
            spaced(&hazard.owners),
            hazard.next_zh,
            as_i64(hazard.notices),
            as_i64(hazard.conflicts),
            as_i64(hazard.proposals),
            terms,
        ];
        self.run(sql, values)
    }
}

impl HazardRow {
    /// What the list says of a hazard, and what search finds it by.
    pub(super) fn of(view: &HazardView, record: &Record) -> (Self, String) {
        let report = first_report(record);
        let responsible = view.responsible.iter().filter_map(|one| one.person.clone());
        let row = Self {
            record: view.id,
            home: view.home,
            title: view.title.clone(),
            place: view.place.clone(),
            sector: view.sector.clone(),
            site: view.site,
            position: view.position,
            state: view.state,
            flags: view.flags.clone(),
            judged: view.grade.judged,
            suspected_major: view.grade.suspected_major,
            mode: view.mode,
            deadline: view.deadline.as_ref().map(|deadline| deadline.day),
            found_ms: found_ms(record)
                .or(report.as_ref().map(|one| one.0))
                .unwrap_or_default(),
            reporter: report.map(|one| one.1),
            responsible: responsible.collect::<BTreeSet<_>>().into_iter().collect(),
            owners: view.owners.clone(),
            next_zh: view.next.zh.clone(),
            notices: view.notices.len() as u64,
            conflicts: view.conflicts.len() as u64,
            proposals: view.proposals.len() as u64,
            upload: Place::Accepted,
            touched: 0,
        };
        let label = view.id.label("YH");
        let terms = terms::terms(&[&view.title, &view.place], &[&view.description, &label]);
        (row, terms)
    }

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let due: Day = parse(row, 13, "hazard.due")?;
        let no_deadline = row.get_ref(13)?.as_str() == Ok(NO_DEADLINE);
        let judged: Option<String> = row.get(10)?;
        let mode: Option<String> = row.get(12)?;
        let state: String = row.get(8)?;
        let site: Option<[u8; 16]> = row.get(5)?;
        let reporter: Option<String> = row.get(15)?;
        let read_grade = |text: String| of_word(&GRADES, &text, "hazard.judged");
        let read_mode = |text: String| of_word(&MODES, &text, "hazard.mode");
        let read_person = |text: String| text.parse().map_err(|_| damaged("hazard.reporter"));
        Ok(Self {
            record: RecordId(row.get(0)?),
            home: Division::from_u64(row.get(1)?).map_err(|_| damaged("hazard.home"))?,
            title: row.get(2)?,
            place: row.get(3)?,
            sector: row.get(4)?,
            site: site.map(RecordId),
            position: Option::zip(row.get(6)?, row.get(7)?),
            state: of_word(&STATES, &state, "hazard.state")?,
            flags: flags(row.get(9)?),
            judged: judged.map(read_grade).transpose()?,
            suspected_major: row.get(11)?,
            mode: mode.map(read_mode).transpose()?,
            deadline: (!no_deadline).then_some(due),
            found_ms: row.get(14)?,
            reporter: reporter.map(read_person).transpose()?,
            responsible: unspaced(row, 16, "hazard.responsible")?,
            owners: unspaced(row, 17, "hazard.owners")?,
            next_zh: row.get(18)?,
            notices: row.get(19)?,
            conflicts: row.get(20)?,
            proposals: row.get(21)?,
            upload: worst(row.get(22)?, row.get(23)?)?,
            touched: row.get(24)?,
        })
    }
}

/// The earliest report by what devices say: for showing, never for deciding.
fn first_report(record: &Record) -> Option<(i64, PersonId)> {
    let report = |body: &Body| matches!(body, Body::Hazard(HazardAct::Report { .. }));
    let reports = record.facts.values().filter(|fact| report(&fact.body));
    let first = reports.min_by_key(|fact| (fact.at_ms, fact.id))?;
    Some((first.at_ms, first.by.clone()))
}

/// When it was found by what people say; the earliest when they differ.
fn found_ms(record: &Record) -> Option<i64> {
    let said = record.fields.get(field::SOURCE_FOUND_MS)?.iter();
    said.filter_map(|said| match said.value {
        Scalar::Int(at_ms) => Some(at_ms),
        _ => None,
    })
    .min()
}

fn spaced<T: ToString>(ids: &[T]) -> String {
    ids.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn unspaced<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<Vec<T>, StoreError> {
    let text = row.get_ref(column)?.as_str().map_err(|_| damaged(what))?;
    let ids = text
        .split_ascii_whitespace()
        .map(|id| id.parse().map_err(|_| damaged(what)));
    ids.collect()
}
