//! One training session as people see it.

use fangxian::domain::training::{self, Exam, Headcount, TrainingState};
use fangxian_protocol::id::{FactId, PersonId};

use crate::across::{mirror, unchanged};
use crate::ids::{Moment, TimeRange};
use crate::view::Face;

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
