//! Photos of the work done, and of what was there before it.

use fangxian_protocol::scalar::Scalar;

use crate::domain::record::{Evidence, Record};

const ROLE: &str = "role";
/// The role of a photo that shows what was there before the work.
const BEFORE: &str = "before";
/// The role of a photo that shows the work done.
const AFTER: &str = "after";

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
        let mut photos = record.evidence.values().filter(|one| is_after(one)).peekable();
        Self { listed: photos.peek().is_some(), arrived: photos.any(|photo| photo.arrived) }
    }

    /// Those of several records of one hazard: one that shows it serves all.
    pub(super) fn and(self, other: Self) -> Self {
        Self { listed: self.listed || other.listed, arrived: self.arrived || other.arrived }
    }
}

/// Whether it shows what was there before the work.
pub(super) fn is_before(evidence: &Evidence) -> bool {
    evidence.props.get(ROLE) == Some(&Scalar::from(BEFORE))
}

/// Whether it shows the work done.
pub(super) fn is_after(evidence: &Evidence) -> bool {
    evidence.props.get(ROLE) == Some(&Scalar::from(AFTER))
}
