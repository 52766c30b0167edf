//! What SQLite did to its files while a scene was played.

use crate::disk::Event;

/// A recording. Its notes count what was said to be saved so far.
pub(super) struct Recording {
    pub(super) tape: Vec<Event>,
    /// A bug is planted and is to be noticed.
    pub(super) planted: bool,
}
