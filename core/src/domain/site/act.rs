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
