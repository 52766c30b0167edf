//! Records of kinds that only a newer version knows.

use serde::Serialize;

use super::face::Face;
use super::record::Record;

/// A record of a kind this version does not know (未知类别): kept, carried, shown as unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnknownView {
    /// What every record shows; its only flag is
    /// [`UnknownContent`](super::view::Flag::UnknownContent).
    pub face: Face,
}

impl UnknownView {
    /// The little that can be said about a record of an unknown kind.
    pub fn of(record: &Record) -> Self {
        Self { face: Face::unknown(record) }
    }
}
