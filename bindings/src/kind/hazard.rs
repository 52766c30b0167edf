//! Hazards, as other languages have them.

mod act;
mod list;
mod report;
mod words;

pub use act::HazardAct;
pub use list::{HazardPage, HazardQuery};

use fangxian::domain::Spoken;
use fangxian::domain::day::Day;
use fangxian::domain::hazard::{
    self, Amount, CloseKind, Closing, EffectiveGrade, Finding, FiveItem, Grade, Listing,
    ListingLevel, Mode, Next, OtherDay, PlanItem, PlanLine, ReinspectResult, Responsible, Source,
    State, Transfer, TransferState,
};
use fangxian::domain::person::Role;
use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use crate::across::{mirror, unchanged};
use crate::view::Face;

mirror! {
    /// One hazard as people see it (隐患视图). The same on every phone and at the centre.
    to HazardView of hazard::HazardView {
        /// What every record shows.
        face: Face,
        /// The site it was found at.
        site: Option<RecordId>,
        /// How it came to light: of the first report.
        source: Option<Source>,
        /// Where it stands.
        state: State,
        /// The grade it is handled by, and why.
        grade: EffectiveGrade,
        /// The strictest order in force.
        mode: Option<Mode>,
        /// The lowest office that may close it or call it a mistake.
        ending: Role,
        /// The day it must be done by, and why.
        deadline: Option<Deadline>,
        /// Who must put it right. More than one until the township picks.
        responsible: Vec<Responsible>,
        /// The units that answer for it.
        owners: Vec<Division>,
        /// Rounds of claim and reinspection, first to last.
        rounds: Vec<Round>,
        /// What was found by whoever looked last, of those whose look took effect.
        reinspected: Option<Finding>,
        /// The five implementations stated so far.
        five: Vec<Implementation>,
        /// The plan a major hazard needs.
        plan: Vec<PlanLine>,
        /// Supervision in force, highest first.
        listings: Vec<Listing>,
        /// Transfers offered.
        transfers: Vec<Transfer>,
        /// Danger no close has answered: why it is open.
        dangers: Vec<FactId>,
        /// How it ended, when it did.
        closed: Option<Closing>,
        /// What must happen next.
        next: Next,
        /// Records a person confirmed to be the same.
        same_as: Vec<RecordId>,
        /// Records suspected to be the same, undecided.
        maybe_same_as: Vec<RecordId>,
        /// Records someone whose word stands calls different.
        not_same_as: Vec<RecordId>,
    }

    /// The day a hazard must be done by (期限).
    to Deadline of hazard::Deadline {
        /// Until the end of this day.
        day: Day,
        /// Why, in one sentence.
        why: Spoken,
        /// The fact that sets it.
        because: FactId,
        /// Other days that still stand.
        others: Vec<OtherDay>,
        /// The roles whose days stand: only their equals may move them.
        set_by: Vec<Role>,
    }

    /// One round of rectification (整改轮次).
    to Round of hazard::Round {
        /// The claim that opened it, if someone claimed.
        claim: Option<FactId>,
        /// What reinspection found, if someone looked.
        result: Option<Finding>,
    }

    /// One of the five implementations as it stands (五落实).
    to Implementation of hazard::Implementation {
        /// Which.
        item: FiveItem,
        /// In place: nobody whose word stands says otherwise.
        achieved: bool,
        /// The words that stand.
        because: Vec<FactId>,
        /// The earliest day among them.
        due: Option<Day>,
        /// The amount to report, in fen.
        amount_fen: Option<i64>,
        /// Every amount that stands.
        amounts_fen: Vec<Amount>,
    }
}

/// A day that also stands, and the fact that set it.
#[uniffi::remote(Record)]
pub struct OtherDay {
    /// The day.
    pub day: Day,
    /// The fact.
    pub because: FactId,
}

/// What a reinspection found, and the fact that says so.
#[uniffi::remote(Record)]
pub struct Finding {
    /// The fact.
    pub fact: FactId,
    /// What it found.
    pub result: ReinspectResult,
}

/// An amount someone stated, and the fact that says so.
#[uniffi::remote(Record)]
pub struct Amount {
    /// In fen.
    pub fen: i64,
    /// The fact.
    pub because: FactId,
}

/// How a hazard ended, and the fact that ended it.
#[uniffi::remote(Record)]
pub struct Closing {
    /// The fact.
    pub fact: FactId,
    /// On which ground.
    pub kind: CloseKind,
}

/// The grade a hazard is handled by (等级).
#[uniffi::remote(Record)]
pub struct EffectiveGrade {
    /// Judged by an office; nothing while undecided.
    pub judged: Option<Grade>,
    /// Someone suspects it to be major and no office that saw this has decided.
    pub suspected_major: bool,
    /// It is handled as major: judged so, or suspected.
    pub major: bool,
    /// Why, in one sentence.
    pub why: Spoken,
    /// The facts it rests on.
    pub because: Vec<FactId>,
}

/// Someone who must put it right (责任人).
#[uniffi::remote(Record)]
pub struct Responsible {
    /// A person …
    pub person: Option<PersonId>,
    /// … or a unit.
    pub unit: Option<String>,
    /// The fact that says so.
    pub because: FactId,
}

/// One line of the plan for a major hazard (治理方案).
#[uniffi::remote(Record)]
pub struct PlanLine {
    /// Which of the six items.
    pub item: PlanItem,
    /// What it says.
    pub text: String,
    /// The fact that says so.
    pub because: FactId,
}

/// Supervision in force (挂牌).
#[uniffi::remote(Record)]
pub struct Listing {
    /// The fact that listed it.
    pub fact: FactId,
    /// Which level.
    pub level: ListingLevel,
    /// Who listed it: only their equals may end it.
    pub issuer: Role,
}

/// A transfer offered (移送).
#[uniffi::remote(Record)]
pub struct Transfer {
    /// The fact that offered it.
    pub offer: FactId,
    /// To whom.
    pub to: Division,
    /// How it stands.
    pub state: TransferState,
}

/// What must happen next, by whom (下一步).
#[uniffi::remote(Record)]
#[uniffi(name = "NextMove")]
pub struct Next {
    /// Whose move it is.
    pub who: Vec<Role>,
    /// The move, in plain words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

unchanged!(
    Amount,
    Closing,
    EffectiveGrade,
    Finding,
    Listing,
    Next,
    OtherDay,
    PlanLine,
    Responsible,
    Transfer
);
