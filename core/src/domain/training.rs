//! Training sessions (安全培训): attendance, hours and exams.

mod act;
mod view;

pub use act::{SignMethod, TrainingAct};
pub use view::{Attendance, Exam, Headcount, TrainingState, TrainingView};
