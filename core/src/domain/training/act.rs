//! Everything that may happen to a training session, as facts.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{FactId, PersonId};

use crate::domain::id_text;

/// Something that happened to a training session (培训事实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TrainingAct {
    /// 计划: when it is to be. Title, place and topics are fields.
    Schedule {
        /// Start, milliseconds since 1970 UTC.
        start_ms: i64,
        /// End, milliseconds since 1970 UTC.
        end_ms: i64,
    },
    /// 签到
    SignIn {
        /// Who.
        #[serde(with = "id_text")]
        attendee: PersonId,
        /// How it was taken.
        method: SignMethod,
        /// When they came, milliseconds since 1970 UTC.
        in_ms: i64,
    },
    /// 签退: ends the presence one sign-in began.
    SignOut {
        /// Which sign-in.
        #[serde(with = "id_text")]
        sign_in: FactId,
        /// When they left, milliseconds since 1970 UTC.
        out_ms: i64,
    },
    /// 考试
    Examine {
        /// Who.
        #[serde(with = "id_text")]
        attendee: PersonId,
        /// Version of the paper.
        paper: String,
        /// Points, of 100.
        score: i64,
        /// Passed by that paper's rule.
        passed: bool,
    },
    /// 质疑签到: says an attendance was signed by someone else (代签).
    DisputeAttendance {
        /// Whose.
        #[serde(with = "id_text")]
        attendee: PersonId,
        /// Why.
        reason: String,
    },
    /// 认定签到: an office that saw the dispute decides.
    DecideAttendance {
        /// Whose.
        #[serde(with = "id_text")]
        attendee: PersonId,
        /// It was really them.
        valid: bool,
    },
    /// 申报人数: kept beside the attendance count, never merged with it.
    DeclareHeadcount {
        /// How many.
        count: i64,
        /// `counted` (清点) or `estimated` (估算).
        method: String,
    },
    /// 归档
    Archive {},
    /// 作废: loses to any concurrent word.
    Void {
        /// Why.
        reason: String,
    },
}

impl TrainingAct {
    /// Whom it is about, if about one person.
    pub(crate) fn attendee(&self) -> Option<&PersonId> {
        match self {
            Self::SignIn { attendee, .. }
            | Self::Examine { attendee, .. }
            | Self::DisputeAttendance { attendee, .. }
            | Self::DecideAttendance { attendee, .. } => Some(attendee),
            _ => None,
        }
    }
}

/// How a sign-in was taken (签到方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignMethod {
    /// 动态码
    DynamicCode,
    /// 静态码
    StaticCode,
    /// 名单勾选
    Roster,
    /// 手写签名
    Signature,
    /// 纸质签到照片
    PaperPhoto,
}
