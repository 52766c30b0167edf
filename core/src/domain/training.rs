//! Training sessions (安全培训): attendance, hours and exams.

mod act;
mod attendance;
mod derive;
mod rights;
mod view;
mod words;

pub use act::{SignMethod, TrainingAct};
pub use derive::derive;
pub use rights::{authorize, must_see};
pub use view::{Attendance, Exam, Headcount, TrainingState, TrainingView};
