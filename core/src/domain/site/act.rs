//! Everything that may happen to a site, as facts.

use serde::{Deserialize, Serialize};

/// Something that happened to a site (场所事实). Name, kind and place are fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SiteAct {
    /// 建档
    Register {},
    /// 状态变更
    SetStatus {
        /// What it is now.
        status: SiteStatus,
    },
    /// 巡查: someone went there.
    Patrol {
        /// It was working.
        working: bool,
    },
    /// 检查: one line of a checklist, answered on the spot.
    Check {
        /// Which line: its code in the template.
        item: String,
        /// The answer.
        result: CheckResult,
        /// The template and its version, such as `九小场所@3`. Answers are never re-mapped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        template: Option<String>,
        /// What was seen, in the inspector's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// 作废: loses to any concurrent word.
    Void {
        /// Why.
        reason: String,
    },
}

/// Whether a site works (场所状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteStatus {
    /// 在营
    Operating,
    /// 停业
    Suspended,
    /// 季节性
    Seasonal,
    /// 搬迁
    Moved,
    /// 灭失
    Gone,
}

/// The answer to a line of a checklist (检查结果); graver is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// 不适用
    NotApplicable,
    /// 符合
    Met,
    /// 不符合
    NotMet,
}
