//! What may be said of training sessions.

use fangxian::domain::training::{self, SignMethod};
use fangxian_protocol::id::{FactId, PersonId};

use crate::ids::Moment;

acts! {
    /// Something that happened to a training session (培训事实).
    TrainingAct of training::TrainingAct {
        /// 计划: when it is to be. Title, place and topics are fields.
        Schedule {
            /// Start.
            #[uniffi(name = "start")]
            start_ms: Moment,
            /// End.
            #[uniffi(name = "end")]
            end_ms: Moment,
        },
        /// 签到
        SignIn {
            /// Who.
            attendee: PersonId,
            /// How it was taken.
            method: SignMethod,
            /// When they came.
            #[uniffi(name = "came")]
            in_ms: Moment,
        },
        /// 签退: ends the presence one sign-in began.
        SignOut {
            /// Which sign-in.
            sign_in: FactId,
            /// When they left.
            #[uniffi(name = "left")]
            out_ms: Moment,
        },
        /// 考试
        Examine {
            /// Who.
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
            attendee: PersonId,
            /// Why.
            reason: String,
        },
        /// 认定签到: an office that saw the dispute decides.
        DecideAttendance {
            /// Whose.
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
}
