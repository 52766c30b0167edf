//! What follows from everything known about an accident.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{FactId, PersonId};

use super::act::Figures;
use crate::domain::face::Face;
use crate::domain::id_text;
use crate::domain::person::Role;

/// One accident as people see it (事故视图).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccidentView {
    /// What every record shows.
    pub face: Face,
    /// When it happened by the earliest account, milliseconds since 1970 UTC.
    pub occurred_ms: Option<i64>,
    /// Where it stands.
    pub state: AccidentState,
    /// The gravest of what stands, number by number.
    pub figures: Figures,
    /// The level `figures` make.
    pub level: Level,
    /// The official figures: the last supplement of an office, when there is one and only one.
    pub official: Option<Statement>,
    /// Everything said of the figures, earliest first.
    pub statements: Vec<Statement>,
}

/// What someone said of the figures (一次报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// Who.
    #[serde(with = "id_text")]
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// What they said.
    pub figures: Figures,
}

/// Where an accident stands (报告情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccidentState {
    /// 已快报
    Reported,
    /// 已补报: an office that saw what others said has spoken.
    Supplemented,
    /// 作废
    Void,
}

/// How grave an accident is (事故等级); graver is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 一般事故
    Ordinary,
    /// 较大事故
    Large,
    /// 重大事故
    Major,
    /// 特别重大事故
    ExtraordinarilyMajor,
}

/// What the list says of an accident beside what all lists say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccidentLine {
    /// How grave it is.
    pub level: Level,
    /// The gravest figures that stand.
    pub figures: Figures,
}
