//! Lines and pages of lists, and what waits to be sent.

use std::collections::HashSet;

use fangxian::domain::day::Day;
use fangxian::domain::duplicate::Likeness;
use fangxian::domain::hazard::{Grade, Mode, State};
use fangxian::domain::view::Flag;
use fangxian::ledger::Near;
use fangxian::store::{self, Page, PageKey, Place};
use fangxian_protocol::id::{Division, PersonId, RecordId};

use crate::across::{Across, mirror, unchanged};
use crate::ids::{Moment, Position};

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
