//! The list of hazards: its lines, what an app asks it for, and hazards that are alike.

use std::collections::HashSet;

use fangxian::domain::day::Day;
use fangxian::domain::hazard::{Grade, Likeness, Mode, State};
use fangxian::domain::view::Flag;
use fangxian::ledger::Near;
use fangxian::store::{self, HazardOrder, Page, PageKey, Place};
use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId, Scope};

use crate::across::{Across, mirror, unchanged};
use crate::error::FangxianError;
use crate::ids::{Moment, Position};
use crate::opened::contained;

mirror! {
    /// One line of the list of hazards (隐患台账).
    to HazardRow of store::HazardRow {
        /// Which record.
        record: RecordId,
        /// The village it belongs to.
        home: Division,
        /// 标题
        title: String,
        /// Where, in words.
        place: String,
        /// 行业领域
        sector: String,
        /// The site it was found at.
        site: Option<RecordId>,
        /// Where, on the map.
        position: Option<Position>,
        /// Where it stands.
        state: State,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// The grade an office judged.
        judged: Option<Grade>,
        /// Suspected to be major.
        suspected_major: bool,
        /// The strictest order in force.
        mode: Option<Mode>,
        /// The day it must be done by.
        deadline: Option<Day>,
        /// When it was found, by what people say.
        #[uniffi(name = "found")]
        found_ms: Moment,
        /// Who reported it first.
        reporter: Option<PersonId>,
        /// Who must put it right.
        responsible: Vec<PersonId>,
        /// The units that answer for it.
        owners: Vec<Division>,
        /// What must happen next, in plain Chinese.
        next_zh: String,
        /// The same in English.
        next_en: String,
        /// The picture that stands for it.
        photo: Option<EvidenceHash>,
        /// How many notices there are on it.
        notices: u64,
        /// How many fields have several values.
        conflicts: u64,
        /// How many acts wait as proposals.
        proposals: u64,
        /// Listed and counted for itself and for those found to be the same.
        counted: bool,
        /// How far this device's part of it has come.
        upload: Place,
        /// A number that rises when it changes.
        touched: u64,
    }

    /// Which hazards to list, and how. The default lists all, the most overdue first.
    from HazardQuery of store::HazardQuery {
        /// Belonging to, or answered for by, a unit inside this scope.
        #[uniffi(default = None)]
        scope: Option<Scope>,
        /// In one of these states; none means any.
        #[uniffi(default = [])]
        states: Vec<State>,
        /// With one of these flags; none means any.
        #[uniffi(default = [])]
        flags_any: Vec<Flag>,
        /// Of this sector.
        #[uniffi(default = None)]
        sector: Option<String>,
        /// Neither closed nor void, or one of the two.
        #[uniffi(default = None)]
        open: Option<bool>,
        /// Open and past its deadline on this day.
        #[uniffi(default = None)]
        overdue_on: Option<Day>,
        /// This person must put it right.
        #[uniffi(default = None)]
        responsible: Option<PersonId>,
        /// Found by what a person typed: characters, pinyin initials, letters or digits.
        #[uniffi(default = None)]
        text: Option<String>,
        /// With something on this device that the centre has not accepted.
        #[uniffi(default = false)]
        pending_only: bool,
        /// Also records found to be the same as one that is listed; otherwise each hazard once.
        #[uniffi(default = false)]
        every_record: bool,
        /// In which order.
        #[uniffi(default = None)]
        order: Option<HazardOrder>,
        /// Where to go on: from the page before, for the same query.
        #[uniffi(default = None)]
        after: Option<PageKey>,
        /// Most rows of the page; 0 for as many as a page may have.
        #[uniffi(default = 0)]
        limit: u32,
    }
}

#[uniffi::export]
impl HazardRow {
    /// How many days past its deadline it is on `today`; 0 when it is not.
    pub fn days_overdue(&self, today: Day) -> Result<i64, FangxianError> {
        contained(|| Ok(self.state.days_overdue(self.deadline, today)))
    }
}

/// The order of a list of hazards (排序).
#[uniffi::remote(Enum)]
pub enum HazardOrder {
    /// The earliest deadline first.
    MostOverdue,
    /// The last found first.
    Newest,
    /// By village.
    Village,
}

/// How two hazards are alike (相似情况).
#[uniffi::remote(Record)]
pub struct Likeness {
    /// How far apart, in metres; nothing when one of them has no position.
    pub distance_m: Option<i64>,
    /// How much of the text differs, in hundredths.
    pub text_differs: i64,
    /// How many days apart.
    pub days: i64,
}

/// Another hazard that may be the same (疑似重复).
#[uniffi::remote(Record)]
pub struct Near {
    /// How it is alike.
    pub likeness: Likeness,
    /// Which.
    pub record: RecordId,
}

unchanged!(HazardOrder, Near);

/// A page of hazards.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct HazardPage {
    /// Its rows, in order.
    pub rows: Vec<HazardRow>,
    /// Where the next page begins; nothing when this is the last.
    pub next: Option<PageKey>,
}

impl Across<HazardPage> for Page<store::HazardRow> {
    fn across(self) -> HazardPage {
        HazardPage { rows: self.rows.across(), next: self.next }
    }
}

impl Across<HazardOrder> for Option<HazardOrder> {
    fn across(self) -> HazardOrder {
        self.unwrap_or_default()
    }
}
