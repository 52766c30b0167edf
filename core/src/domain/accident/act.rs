//! Everything that may be said of an accident, as facts.

use serde::{Deserialize, Serialize};

/// Something said of an accident (事故事实). Title, place and type are fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AccidentAct {
    /// 快报: it happened. Each level reports within two hours (国务院令第493号 art 9, 11).
    Report {
        /// When, milliseconds since 1970 UTC.
        occurred_ms: i64,
        /// What is known so far.
        #[serde(flatten)]
        figures: Figures,
    },
    /// 续报、补报: what is known by now (art 13).
    Supplement {
        /// What is known by now.
        #[serde(flatten)]
        figures: Figures,
        /// Document number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc_no: Option<String>,
    },
    /// 作废: entered by mistake. Loses to any concurrent word.
    Void {
        /// Why.
        reason: String,
    },
}

/// Who was hurt and what was lost (伤亡和损失).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures {
    /// 死亡人数
    pub dead: i64,
    /// 失踪(下落不明)人数
    pub missing: i64,
    /// 重伤人数
    pub serious: i64,
    /// 轻伤人数
    pub minor: i64,
    /// 直接经济损失, in fen.
    pub loss_fen: i64,
}
