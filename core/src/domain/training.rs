//! Training sessions (安全培训): attendance, hours and exams.

mod act;
mod attendance;
mod columns;
mod deed;
mod derive;
mod explain;
mod hours;
mod kind;
mod overlap;
mod rights;
#[cfg(test)]
mod testing;
mod told;
mod view;
mod words;

pub use act::{SignMethod, TrainingAct};
pub use derive::{counted, derive};
pub use hours::{GRACE_MS, SESSION_MS_MAX, can_be_planned};
pub use kind::Training;
pub use overlap::overlap;
pub use view::{Attendance, Exam, Headcount, TimeRange, TrainingLine, TrainingState, TrainingView};
