//! What follows from everything known about a hazard: derived, never stored.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{Division, FactId, PersonId, RecordId};

use super::act::{
    CloseKind, FiveItem, Grade, ListingLevel, Mode, PlanItem, ReinspectResult, Source,
};
use crate::domain::day::Day;
use crate::domain::face::Face;
use crate::domain::id_text;
use crate::domain::person::Role;
use crate::domain::speech::Spoken;

/// One hazard as people see it (隐患视图). The same on every phone and at the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HazardView {
    /// What every record shows.
    pub face: Face,
    /// The site it was found at.
    #[serde(with = "id_text::option")]
    pub site: Option<RecordId>,
    /// How it came to light: of the first report.
    pub source: Option<Source>,
    /// Where it stands.
    pub state: State,
    /// The grade it is handled by, and why.
    pub grade: EffectiveGrade,
    /// The strictest order in force.
    pub mode: Option<Mode>,
    /// The lowest office that may close it or call it a mistake.
    pub ending: Role,
    /// The day it must be done by, and why; `None` before anything is ordered.
    pub deadline: Option<Deadline>,
    /// Who must put it right. More than one until the township picks.
    pub responsible: Vec<Responsible>,
    /// The unit that answers for it: its home until a transfer is accepted. Two after two
    /// acceptances.
    #[serde(serialize_with = "id_text::list")]
    pub owners: Vec<Division>,
    /// Rounds of claim and reinspection, first to last.
    pub rounds: Vec<Round>,
    /// What was found by whoever looked last, of those whose look took effect (复查).
    pub reinspected: Option<Finding>,
    /// The five implementations stated so far, one line each.
    pub five: Vec<Implementation>,
    /// The plan a major hazard needs, one line per standing word.
    pub plan: Vec<PlanLine>,
    /// Supervision in force, highest first.
    pub listings: Vec<Listing>,
    /// Transfers offered.
    pub transfers: Vec<Transfer>,
    /// Danger no close has answered: why it is open.
    #[serde(serialize_with = "id_text::list")]
    pub dangers: Vec<FactId>,
    /// How it ended, when it did.
    pub closed: Option<Closing>,
    /// What must happen next.
    pub next: Next,
    /// Records a person confirmed to be the same.
    #[serde(serialize_with = "id_text::list")]
    pub same_as: Vec<RecordId>,
    /// Records suspected to be the same, undecided.
    #[serde(serialize_with = "id_text::list")]
    pub maybe_same_as: Vec<RecordId>,
    /// Records someone whose word stands calls different; while others call them the same they
    /// are among `maybe_same_as` too.
    #[serde(serialize_with = "id_text::list")]
    pub not_same_as: Vec<RecordId>,
}

impl HazardView {
    /// Whether it is past its deadline on `today` (超期). Ended hazards never are.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.days_overdue(today) > 0
    }

    /// How many days past its deadline it is on `today`; 0 when it is not.
    pub fn days_overdue(&self, today: Day) -> i64 {
        self.state.days_overdue(self.deadline.as_ref().map(|deadline| deadline.day), today)
    }

    /// Whether it was entered by mistake (作废).
    pub fn is_void(&self) -> bool {
        self.state == State::Void
    }

    /// Whether it is handled as a major hazard (按重大隐患对待): judged so, or suspected.
    pub fn is_major(&self) -> bool {
        self.grade.major
    }
}

/// Where a hazard stands (状态), from its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已上报
    Reported,
    /// 退回补正
    Returned,
    /// 已受理
    Accepted,
    /// 已核定
    Judged,
    /// 整改中
    Rectifying,
    /// 待复查
    AwaitingReinspection,
    /// 复查合格
    Passed,
    /// 已销号
    Closed,
    /// 作废
    Void,
}

impl State {
    /// How many days past `deadline` a hazard in this state is on `today`; 0 when it is not.
    pub fn days_overdue(self, deadline: Option<Day>, today: Day) -> i64 {
        let ended = matches!(self, Self::Closed | Self::Void);
        let deadline = deadline.filter(|_| !ended);
        deadline.map_or(0, |deadline| deadline.days_until(today).max(0))
    }
}

/// The grade a hazard is handled by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectiveGrade {
    /// Judged by an office; `None` while undecided (未定).
    pub judged: Option<Grade>,
    /// Someone suspects it to be major and no office that saw this has decided.
    pub suspected_major: bool,
    /// 按重大隐患对待: it is handled as major, judged so or suspected.
    pub major: bool,
    /// Why, in one sentence.
    pub why: Spoken,
    /// The facts it rests on.
    #[serde(serialize_with = "id_text::list")]
    pub because: Vec<FactId>,
}

/// The day a hazard must be done by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// Until the end of this day.
    pub day: Day,
    /// Why, in one sentence.
    pub why: Spoken,
    /// The fact that sets it.
    #[serde(with = "id_text")]
    pub because: FactId,
    /// Other days still standing, with the facts that set them.
    pub others: Vec<OtherDay>,
    /// The roles whose days stand: only their equals may move them.
    pub set_by: Vec<Role>,
}

/// A day that also stands, and the fact that set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct OtherDay {
    /// The day.
    pub day: Day,
    /// The fact.
    #[serde(with = "id_text")]
    pub because: FactId,
}

/// Someone who must put it right (责任人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Responsible {
    /// A person …
    #[serde(with = "id_text::option")]
    pub person: Option<PersonId>,
    /// … or a unit.
    pub unit: Option<String>,
    /// The fact that says so.
    #[serde(with = "id_text")]
    pub because: FactId,
}

/// One round of rectification (整改轮次).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Round {
    /// The claim that opened it, if someone claimed.
    #[serde(with = "id_text::option")]
    pub claim: Option<FactId>,
    /// What reinspection found, if someone looked.
    pub result: Option<Finding>,
}

/// What a reinspection found, and the fact that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// What it found.
    pub result: ReinspectResult,
}

/// One of the five implementations as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Implementation {
    /// Which.
    pub item: FiveItem,
    /// In place: nobody whose word stands says otherwise.
    pub achieved: bool,
    /// The words that stand.
    #[serde(serialize_with = "id_text::list")]
    pub because: Vec<FactId>,
    /// The earliest day among them.
    pub due: Option<Day>,
    /// The amount to report, in fen: the confirmed one, else the lowest.
    pub amount_fen: Option<i64>,
    /// Every amount that stands, with the facts that state it.
    pub amounts_fen: Vec<Amount>,
}

/// An amount someone stated, and the fact that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// In fen.
    pub fen: i64,
    /// The fact.
    #[serde(with = "id_text")]
    pub because: FactId,
}

/// One line of the plan for a major hazard (治理方案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanLine {
    /// Which of the six items.
    pub item: PlanItem,
    /// What it says.
    pub text: String,
    /// The fact that says so.
    #[serde(with = "id_text")]
    pub because: FactId,
}

/// Supervision in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The fact that listed it.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// Which level.
    pub level: ListingLevel,
    /// Who listed it: only their equals may end it.
    pub issuer: Role,
}

/// A transfer offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transfer {
    /// The fact that offered it.
    #[serde(with = "id_text")]
    pub offer: FactId,
    /// To whom.
    #[serde(with = "id_text")]
    pub to: Division,
    /// How it stands.
    pub state: TransferState,
}

/// How a transfer stands (移送状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// 待接收
    Pending,
    /// 已接收
    Accepted,
    /// 拒收
    Refused,
}

/// How a hazard ended, and the fact that ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// On which ground.
    pub kind: CloseKind,
}

/// What must happen next, by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Whose move it is.
    pub who: Vec<Role>,
    /// The move, in plain words.
    pub zh: String,
    /// The same in English.
    pub en: String,
}
