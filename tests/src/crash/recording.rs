//! What was done to files while a scene was played.

use crate::disk::{Event, Image};

/// A recording. Its notes count what was said to be saved so far.
#[derive(Default)]
pub(super) struct Recording {
    /// What lay on the drive before.
    pub(super) before: Image,
    pub(super) tape: Vec<Event>,
    /// A bug is planted and is to be noticed.
    pub(super) planted: bool,
    /// Of so many events of a database one is looked at, and the last; 0 for all of them.
    pub(super) database_event_every: usize,
}
