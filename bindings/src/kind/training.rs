//! Training sessions, as other languages have them.

use fangxian::domain::training::{self, Exam, Headcount, SignMethod, Training, TrainingState};
use fangxian_protocol::id::{FactId, PersonId};

use crate::across::{mirror, unchanged};
use crate::act::acts;
use crate::ids::Moment;
use crate::line::lines;
use crate::view::Face;
use crate::words::words;

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

mirror! {
    /// One training session as people see it (培训视图).
    to TrainingView of training::TrainingView {
        /// What every record shows.
        face: Face,
        /// Planned start and end.
        #[uniffi(name = "planned")]
        planned_ms: Option<TimeRange>,
        /// Where it stands.
        state: TrainingState,
        /// Everyone who came, once each.
        attendance: Vec<Attendance>,
        /// Minutes credited, all people together.
        person_minutes: i64,
        /// Every exam attempt.
        exams: Vec<Exam>,
        /// What people said the headcount was, beside the count.
        headcounts: Vec<Headcount>,
    }

    /// From when to when.
    to TimeRange of training::TimeRange {
        /// From.
        #[uniffi(name = "start")]
        start_ms: Moment,
        /// To.
        #[uniffi(name = "end")]
        end_ms: Moment,
    }

    /// One person's presence (出勤), however many phones scanned them.
    to Attendance of training::Attendance {
        /// Who.
        attendee: PersonId,
        /// Earliest sign-in.
        #[uniffi(name = "first_in")]
        first_in_ms: Moment,
        /// Latest sign-out; nothing while only signed in.
        #[uniffi(name = "last_out")]
        last_out_ms: Option<Moment>,
        /// Length of the union of their intervals, in minutes.
        minutes: i64,
        /// 代签存疑: nobody who saw the dispute has decided.
        disputed: bool,
        /// An office that saw the dispute found it was not them.
        rejected: bool,
        /// The sign-ins it rests on.
        because: Vec<FactId>,
    }
}

/// One exam attempt (考试).
#[uniffi::remote(Record)]
pub struct Exam {
    /// The fact.
    pub fact: FactId,
    /// Who.
    pub attendee: PersonId,
    /// Version of the paper.
    pub paper: String,
    /// Points.
    pub score: i64,
    /// Passed.
    pub passed: bool,
}

/// What someone said the headcount was (申报人数).
#[uniffi::remote(Record)]
pub struct Headcount {
    /// The fact.
    pub fact: FactId,
    /// How many.
    pub count: i64,
    /// How they knew.
    pub method: String,
}

unchanged!(Exam, Headcount);

lines! {
    /// One line of the list of training sessions (培训台账).
    Training in TrainingState => TrainingRow, TrainingPage, TrainingQuery {
        /// Planned start and end.
        #[uniffi(name = "planned")]
        planned_ms: Option<TimeRange>,
        /// How many people came.
        attendees: u64,
        /// Minutes credited, all people together.
        person_minutes: i64,
    }
}

words! {
    /// Where a training session stands (培训状态).
    TrainingState as name_of_training_state {
        /// 计划
        Planned,
        /// 进行
        Open,
        /// 归档
        Archived,
        /// 作废
        Void,
    }

    /// How a sign-in was taken (签到方式).
    SignMethod as name_of_sign_method {
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
}
