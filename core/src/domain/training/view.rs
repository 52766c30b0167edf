//! What follows from everything known about a training session.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{FactId, PersonId};

use crate::domain::face::Face;
use crate::domain::id_text;

/// One training session as people see it (培训视图).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TrainingView {
    /// What every record shows.
    pub face: Face,
    /// Planned start and end; the earliest start and the latest end when plans differ.
    pub planned_ms: Option<TimeRange>,
    /// Where it stands.
    pub state: TrainingState,
    /// Everyone who came, once each, by person.
    pub attendance: Vec<Attendance>,
    /// Minutes credited, all people together.
    pub person_minutes: i64,
    /// Every exam attempt.
    pub exams: Vec<Exam>,
    /// What people said the headcount was, beside the count.
    pub headcounts: Vec<Headcount>,
}

impl TrainingView {
    /// How many people came; without those an office found not to have.
    pub fn attended(&self) -> usize {
        self.attendance.iter().filter(|one| !one.rejected).count()
    }
}

/// From when to when (时段).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeRange {
    /// From, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// To, milliseconds since 1970 UTC.
    pub end_ms: i64,
}

/// Where a training session stands (培训状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingState {
    /// 计划
    Planned,
    /// 进行
    Open,
    /// 归档
    Archived,
    /// 作废
    Void,
}

/// One person's presence (出勤), however many phones scanned them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attendance {
    /// Who.
    #[serde(with = "id_text")]
    pub attendee: PersonId,
    /// Earliest sign-in.
    pub first_in_ms: i64,
    /// Latest sign-out; `None` while only signed in.
    pub last_out_ms: Option<i64>,
    /// Length of the union of their intervals, in minutes, as far as they lie inside the session.
    /// Zero while disputed.
    pub minutes: i64,
    /// 存疑: someone says it was signed by another (代签), or its times do not fit the session, and
    /// nobody who saw that has decided.
    pub disputed: bool,
    /// An office that saw the dispute found it was not them.
    pub rejected: bool,
    /// The sign-ins it rests on.
    #[serde(serialize_with = "id_text::list")]
    pub because: Vec<FactId>,
}

/// One exam attempt (考试).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exam {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// Who.
    #[serde(with = "id_text")]
    pub attendee: PersonId,
    /// Version of the paper.
    pub paper: String,
    /// Points.
    pub score: i64,
    /// Passed.
    pub passed: bool,
}

/// What someone said the headcount was (申报人数).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Headcount {
    /// The fact.
    #[serde(with = "id_text")]
    pub fact: FactId,
    /// How many.
    pub count: i64,
    /// How they knew.
    pub method: String,
}

/// What the list says of a session beside what all lists say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingLine {
    /// Planned start and end.
    pub planned_ms: Option<TimeRange>,
    /// How many people came.
    pub attendees: u64,
    /// Minutes credited, all people together.
    pub person_minutes: i64,
}
