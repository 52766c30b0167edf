//! One accident as people see it.

use fangxian::domain::accident::{self, AccidentState, Figures, Level, Statement};
use fangxian::domain::person::Role;
use fangxian_protocol::id::{FactId, PersonId};

use crate::across::{mirror, unchanged};
use crate::ids::Moment;
use crate::view::Face;

mirror! {
    /// One accident as people see it (事故视图).
    to AccidentView of accident::AccidentView {
        /// What every record shows.
        face: Face,
        /// When it happened, by the earliest account.
        #[uniffi(name = "occurred")]
        occurred_ms: Option<Moment>,
        /// Where it stands.
        state: AccidentState,
        /// The gravest of what stands, number by number.
        figures: Figures,
        /// The level these figures make.
        level: Level,
        /// The official figures: the last supplement of an office, when there is one and only one.
        official: Option<Statement>,
        /// Everything said of the figures, earliest first.
        statements: Vec<Statement>,
    }
}

/// Who was hurt and what was lost (伤亡和损失). What is left out is 0.
#[uniffi::remote(Record)]
pub struct Figures {
    /// 死亡人数
    #[uniffi(default = 0)]
    pub dead: i64,
    /// 失踪人数
    #[uniffi(default = 0)]
    pub missing: i64,
    /// 重伤人数
    #[uniffi(default = 0)]
    pub serious: i64,
    /// 轻伤人数
    #[uniffi(default = 0)]
    pub minor: i64,
    /// 直接经济损失, in fen.
    #[uniffi(default = 0)]
    pub loss_fen: i64,
}

/// What someone said of the figures (一次报告).
#[uniffi::remote(Record)]
pub struct Statement {
    /// The fact.
    pub fact: FactId,
    /// Who.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// What they said.
    pub figures: Figures,
}

unchanged!(Figures, Statement);
