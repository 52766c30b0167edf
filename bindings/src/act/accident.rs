//! What may be said of accidents.

use fangxian::domain::accident::{self, Figures};

use crate::ids::Moment;

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
