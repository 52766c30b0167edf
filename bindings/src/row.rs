//! Lines and pages of lists, and what waits to be sent.

use std::collections::HashSet;

use fangxian::domain::accident::{AccidentState, Figures, Level};
use fangxian::domain::day::Day;
use fangxian::domain::duplicate::Likeness;
use fangxian::domain::hazard::{Grade, Mode, State};
use fangxian::domain::site::SiteStatus;
use fangxian::domain::training::TrainingState;
use fangxian::domain::view::Flag;
use fangxian::ledger::Near;
use fangxian::store::{self, Page, PageKey, Place};
use fangxian_protocol::id::{Division, PersonId, RecordId};

use crate::across::{Across, mirror, unchanged};
use crate::ids::{Moment, Position, TimeRange};

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

    /// One line of the list of training sessions (培训台账).
    to TrainingRow of store::TrainingRow {
        /// Which record.
        record: RecordId,
        /// The village that holds it.
        home: Division,
        /// 标题
        title: String,
        /// Where, in words.
        place: String,
        /// Planned start and end.
        #[uniffi(name = "planned")]
        planned_ms: Option<TimeRange>,
        /// Its planned start, or when it was first spoken of: what it is listed by.
        #[uniffi(name = "listed")]
        listed_ms: Moment,
        /// Where it stands.
        state: TrainingState,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// How many people came.
        attendees: u64,
        /// Minutes credited, all people together.
        person_minutes: i64,
        /// How many notices there are on it.
        notices: u64,
        /// How many fields have several values.
        conflicts: u64,
        /// How far this device's part of it has come.
        upload: Place,
        /// A number that rises when it changes.
        touched: u64,
    }

    /// One line of the list of sites (场所).
    to SiteRow of store::SiteRow {
        /// Which record.
        record: RecordId,
        /// The village it stands in.
        home: Division,
        /// 名称
        name: String,
        /// 场所类别
        category: String,
        /// Where, in words.
        place: String,
        /// Where, on the map.
        position: Option<Position>,
        /// Whether it works.
        status: SiteStatus,
        /// 擅自复工: seen working while recorded as closed.
        working_while_closed: bool,
        /// Entered by mistake.
        void: bool,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// How many notices there are on it.
        notices: u64,
        /// How many fields have several values.
        conflicts: u64,
        /// How far this device's part of it has come.
        upload: Place,
        /// A number that rises when it changes.
        touched: u64,
    }

    /// One line of the list of accidents (事故台账).
    to AccidentRow of store::AccidentRow {
        /// Which record.
        record: RecordId,
        /// The village it happened in.
        home: Division,
        /// 标题
        title: String,
        /// Where, in words.
        place: String,
        /// 事故类型
        category: String,
        /// When it happened; nothing when nobody said.
        #[uniffi(name = "occurred")]
        occurred_ms: Option<Moment>,
        /// Where it stands.
        state: AccidentState,
        /// How grave it is.
        level: Level,
        /// The gravest figures that stand.
        figures: Figures,
        /// What else must be said about it.
        flags: HashSet<Flag>,
        /// How many notices there are on it.
        notices: u64,
        /// How many fields have several values.
        conflicts: u64,
        /// How far this device's part of it has come.
        upload: Place,
        /// A number that rises when it changes.
        touched: u64,
    }

    /// What waits to be sent, and since when (待上传).
    to Outbox of store::OutboxSummary {
        /// Changes that are only on this device.
        only_here: u64,
        /// Sent and not answered.
        sent: u64,
        /// Accepted by the centre.
        accepted: u64,
        /// Set aside by the centre.
        quarantined: u64,
        /// Of those accepted, taken as unverified proposals.
        unverified: u64,
        /// Photos, voice notes and documents of records that the centre does not have, those set
        /// aside among them.
        attachments_waiting: u64,
        /// Those of them that need a person: `attachments_set_aside` says which and what to do.
        attachments_set_aside: u64,
        /// How many bytes those are.
        attachment_bytes_waiting: u64,
        /// Changes the centre once had and has lost: this device brings them back.
        lost: u64,
        /// Records with a change that is only here or unanswered, or an attachment that waits.
        records_pending: u64,
        /// When the oldest of those was stored.
        #[uniffi(name = "oldest_pending")]
        oldest_pending_ms: Option<Moment>,
    }

    /// Bytes that could not be used here and were set aside (隔离区). Nothing is deleted.
    to Quarantined of store::Quarantined {
        /// Its number here, counting up.
        id: u64,
        /// What arrived, unchanged.
        bytes: Vec<u8>,
        /// Why it could not be taken: a stable word.
        reason: String,
        /// Where it came from: a stable word.
        source: String,
        /// When it was set aside.
        #[uniffi(name = "at")]
        at_ms: Moment,
        /// It may be taken later, when what it needs has arrived.
        retriable: bool,
        /// It was taken after all.
        settled: bool,
    }
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

unchanged!(Near);

/// A page of a list: its rows, in order, and where the next page begins.
macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident of $row:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, uniffi::Record)]
        pub struct $page {
            /// Its rows, in order.
            pub rows: Vec<$row>,
            /// Where the next page begins; nothing when this is the last.
            pub next: Option<PageKey>,
        }

        impl Across<$page> for Page<store::$row> {
            fn across(self) -> $page {
                let Page { rows, next } = self;
                $page { rows: rows.across(), next }
            }
        }
    )*};
}

pages! {
    /// A page of hazards.
    HazardPage of HazardRow;
    /// A page of accidents.
    AccidentPage of AccidentRow;
    /// A page of training sessions.
    TrainingPage of TrainingRow;
    /// A page of sites.
    SitePage of SiteRow;
}
