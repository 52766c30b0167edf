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
    /// It is made for what lies beside the databases.
    pub(super) about_files: bool,
}
