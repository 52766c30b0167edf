//! Photos of the work done.

use crate::domain::record::Record;

/// Photos of the work done (整改后照片).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Photos {
    /// A record lists one.
    pub(super) listed: bool,
    /// The centre has one.
    pub(super) arrived: bool,
}

impl Photos {
    /// Those of one record.
    pub(super) fn of(record: &Record) -> Self {
        let mut photos = record.evidence.values().filter(|one| one.is_after()).peekable();
        Self { listed: photos.peek().is_some(), arrived: photos.any(|photo| photo.arrived) }
    }

    /// Those of several records of one hazard: one that shows it serves all.
    pub(super) fn and(self, other: Self) -> Self {
        Self { listed: self.listed || other.listed, arrived: self.arrived || other.arrived }
    }
}
