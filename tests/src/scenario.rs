//! Scenario files (情景): who does what offline, and what every phone must then show.
//!
//! One way through: [`format`] reads YAML with line numbers, [`plan`] knows every verb and every
//! expectation and turns a file into steps, [`stage`] sets up a centre and phones, `act` carries
//! the steps out, [`check`] compares what phones show, [`report`] tells it to people and machines.

mod act;
pub mod check;
pub mod format;
pub mod plan;
mod play;
pub mod random;
pub mod report;
pub mod stage;

pub use play::{Outcome, Played, Shuffle, play, play_all};
