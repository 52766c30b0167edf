//! The list of hazards (隐患台账): which of them, in which order, a page at a time.

use fangxian_protocol::id::{Division, PersonId, RecordId, Scope};
use rusqlite::params;
use rusqlite::types::Value;

use super::hazard::{HAZARDS, HazardRow};
use super::listing::{Filter, List, Page, PageKey, both};
use crate::domain::day::Day;
use crate::domain::hazard::State;
use crate::domain::view::Flag;
use crate::store::envelope::as_i64;
use crate::store::search::Narrowed;
use crate::store::words::{bits, word};
use crate::store::{Reading, StoreError};

/// How many hazards of one village and fortnight are compared with a new one.
const COMPARED_MAX: usize = 2_000;

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
    /// With something on this phone that the centre has not accepted or does not have: each such
    /// record, whatever else the list leaves out.
    pub pending_only: bool,
    /// Also records found to be the same as one that is listed; otherwise each hazard once.
    pub every_record: bool,
    /// In which order.
    pub order: HazardOrder,
    /// Where to go on: from the page before, for the same query.
    pub after: Option<PageKey>,
    /// Most rows of the page; 0 for [`PAGE_ROWS_MAX`](super::PAGE_ROWS_MAX), which is the most.
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

impl Reading<'_> {
    /// One page of hazards.
    ///
    /// # Errors
    /// [`StoreError::BadPageKey`] when `after` is not of this query's order.
    pub fn hazards(&self, query: &HazardQuery) -> Result<Page<HazardRow>, StoreError> {
        let narrowed = query.text.as_deref().map(|typed| self.narrow(typed)).transpose()?;
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

    /// Hazards of a village found between two moments, ended ones too: to look for the same again.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hazards_found(
        &self,
        home: Division,
        (from_ms, to_ms): (i64, i64),
    ) -> Result<Vec<HazardRow>, StoreError> {
        let columns = HAZARDS.selected();
        let sql = format!(
            "SELECT {columns} FROM hazard WHERE home = ?1 AND aged BETWEEN ?2 AND ?3
             AND state <> 'void' ORDER BY aged LIMIT {COMPARED_MAX}"
        );
        let (newest, oldest) = (to_ms.saturating_neg(), from_ms.saturating_neg());
        self.all(&sql, params![as_i64(home.as_u64()), newest, oldest], HazardRow::read)
    }

    /// The row of one hazard.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hazard(&self, record: &RecordId) -> Result<Option<HazardRow>, StoreError> {
        self.first(&HAZARDS.of_record(), [record.0], HazardRow::read)
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
            filter.and(mine, [Value::Text(person.folded())]);
        }
        if self.pending_only {
            filter.pending();
        }
        if !self.every_record && !self.pending_only {
            filter.and("+counted = 1", []);
        }
        let by_state = !self.states.is_empty() && self.order != HazardOrder::Village;
        if let Some(open) = self.open {
            let clause = if by_state { "+open = ?" } else { "open = ?" };
            filter.and(clause, [Value::Integer(open.into())]);
        }
        if !by_state {
            filter.any_of("+state", self.states.iter().map(|state| word(state).into()).collect());
        }
        List { table: &HAZARDS, order: self.order.columns(), filter, arms: self.arms(by_state) }
    }

    /// One alternative for each way a row can belong to the scope and for each state: every one
    /// of them walks an index in the order asked for, and the engine merges them.
    fn arms(&self, by_state: bool) -> Vec<Filter> {
        let mut arms = match self.scope {
            None => vec![Filter::default()],
            Some(scope) => {
                let owned = "row IN (SELECT row FROM hazard_owner WHERE division BETWEEN ? AND ?)";
                let elsewhere = "+home NOT BETWEEN ? AND ?";
                let handed = Filter::default().few().with(owned, both(scope));
                let not_handed = format!("row NOT {}", &owned["row ".len()..]);
                let succeeded = Filter::succeeded("hazard", scope).with(&not_handed, both(scope));
                vec![Filter::home_in(scope), handed.with(elsewhere, both(scope)), succeeded]
            }
        };
        if by_state {
            let state = |state: &State| Filter::default().with("state = ?", [word(state).into()]);
            arms = each(&arms, &self.states.iter().map(state).collect::<Vec<_>>());
        } else if self.scope.is_some() && self.order == HazardOrder::MostOverdue {
            // The index of a village tells open from ended before it tells when.
            let open = |open| Filter::default().with("open = ?", [Value::Integer(open)]);
            arms = each(&arms, &[open(0), open(1)]);
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

/// Every one of these with every one of those.
fn each(these: &[Filter], those: &[Filter]) -> Vec<Filter> {
    let with = |this: &Filter| those.iter().map(|that| this.plus(that)).collect::<Vec<_>>();
    these.iter().flat_map(with).collect()
}
