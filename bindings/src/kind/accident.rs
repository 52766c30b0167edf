//! Accidents, as other languages have them.

use fangxian::domain::accident::{self, Accident, AccidentState, Figures, Level, Statement};
use fangxian::domain::person::Role;
use fangxian_protocol::id::{FactId, PersonId};

use crate::across::{mirror, unchanged};
use crate::act::acts;
use crate::ids::Moment;
use crate::line::lines;
use crate::view::Face;
use crate::words::words;

acts! {
    /// Something said of an accident (事故事实). Title, place and type are fields.
    AccidentAct of accident::AccidentAct {
        /// 快报: it happened. Each level reports within two hours (国务院令第493号 art 9, 11).
        Report {
            /// When.
            #[uniffi(name = "occurred")]
            occurred_ms: Moment,
            /// What is known so far.
            figures: Figures,
        },
        /// 续报、补报: what is known by now (art 13).
        Supplement {
            /// What is known by now.
            figures: Figures,
            /// Document number.
            #[uniffi(default = None)]
            doc_no: Option<String>,
        },
        /// 作废: entered by mistake. Loses to any concurrent word.
        Void {
            /// Why.
            reason: String,
        },
    }
}

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

lines! {
    /// One line of the list of accidents (事故台账).
    Accident in AccidentState => AccidentRow, AccidentPage, AccidentQuery {
        /// How grave it is.
        level: Level,
        /// The gravest figures that stand.
        figures: Figures,
    }
}

words! {
    /// Where an accident stands (报告情况).
    AccidentState as name_of_accident_state {
        /// 已快报
        Reported,
        /// 已补报
        Supplemented,
        /// 作废
        Void,
    }

    /// How grave an accident is (事故等级).
    #[uniffi(name = "AccidentLevel")]
    Level as name_of_accident_level {
        /// 一般事故
        Ordinary,
        /// 较大事故
        Large,
        /// 重大事故
        Major,
        /// 特别重大事故
        ExtraordinarilyMajor,
    }
}
