//! Drills, as other languages have them.

use fangxian::domain::day::Day;
use fangxian::domain::drill::{self, Drill, DrillState};

use crate::across::mirror;
use crate::act::acts;
use crate::ids::Moment;
use crate::line::lines;
use crate::view::Face;
use crate::words::words;

acts! {
    /// Something that happened to a drill (演练事实). Title, form and place are fields.
    DrillAct of drill::DrillAct {
        /// 计划: it is to be held by this day.
        Plan {
            /// The last day for it.
            day: Day,
        },
        /// 已演练: it was held.
        Hold {
            /// When.
            #[uniffi(name = "held")]
            held_ms: Moment,
            /// How many took part.
            count: i64,
        },
        /// 发现问题: what went wrong, for the next time.
        Find {
            /// What, in the words of whoever saw it.
            text: String,
        },
        /// 作废: entered by mistake. Loses to any concurrent word.
        Void {
            /// Why.
            reason: String,
        },
    }
}

mirror! {
    /// One drill as people see it (演练视图).
    to DrillView of drill::DrillView {
        /// What every record shows.
        face: Face,
        /// Where it stands.
        state: DrillState,
        /// The day it is planned for: of several that stand, the earliest.
        planned: Option<Day>,
        /// When it was held: of several that stand, the earliest.
        #[uniffi(name = "held")]
        held_ms: Option<Moment>,
        /// How many took part: of several counts that stand, the fewest.
        count: Option<i64>,
        /// What went wrong, earliest first.
        findings: Vec<String>,
    }
}

lines! {
    /// One line of the list of drills (演练台账).
    Drill in DrillState => DrillRow, DrillPage, DrillQuery {
        /// The day it is planned for.
        planned: Option<Day>,
        /// How many took part.
        count: Option<i64>,
        /// How many things went wrong.
        findings: u64,
    }
}

words! {
    /// Where a drill stands (演练情况).
    DrillState as name_of_drill_state {
        /// 待演练
        Planned,
        /// 已演练
        Held,
        /// 作废
        Void,
    }
}
