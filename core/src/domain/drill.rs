//! Drills (演练): planned for a day, held by so many people, and what went wrong in them.

mod columns;
mod kind;
#[cfg(test)]
mod testing;

use serde::{Deserialize, Serialize};

pub use self::kind::Drill;
use super::day::Day;
use super::face::Face;
use super::spoken::spoken;

/// What may happen to a drill (演练事实). Title, form and place are fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DrillAct {
    /// 计划: it is to be held by this day.
    Plan {
        /// The last day for it.
        day: Day,
    },
    /// 已演练: it was held.
    Hold {
        /// When, milliseconds since 1970 UTC.
        held_ms: i64,
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

/// One drill as people see it (演练视图).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DrillView {
    /// What every record shows.
    pub face: Face,
    /// Where it stands.
    pub state: DrillState,
    /// The day it is planned for: of several that stand, the earliest.
    pub planned: Option<Day>,
    /// When it was held, milliseconds since 1970 UTC: of several that stand, the earliest.
    pub held_ms: Option<i64>,
    /// How many took part: of several counts that stand, the fewest, so that no drill looks better
    /// than somebody saw it.
    pub count: Option<i64>,
    /// What went wrong, earliest first.
    pub findings: Vec<String>,
}

/// Where a drill stands (演练情况).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrillState {
    /// 待演练
    Planned,
    /// 已演练
    Held,
    /// 作废
    Void,
}

spoken!(DrillState {
    Planned => "待演练", "planned";
    Held => "已演练", "held";
    Void => "登记错了(留底)", "entered by mistake";
});

/// What the list says of a drill beside what all lists say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillLine {
    /// The day it is planned for.
    pub planned: Option<Day>,
    /// How many took part.
    pub count: Option<i64>,
    /// How many things went wrong.
    pub findings: u64,
}
