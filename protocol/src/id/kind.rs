//! What a record is about: `hazard`, `training`, `site`, or a kind from a newer version.

use std::fmt;
use std::str::FromStr;

use crate::limits::KIND_BYTES_MAX;

/// The kind of a record (记录类别): a short lowercase word. An unknown kind is kept and carried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(String);

/// The text given is not a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("kind: expected 1 to {KIND_BYTES_MAX} lowercase letters or underscores, such as hazard")]
pub struct BadKind;

impl Kind {
    /// The kind as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Kind {
    type Err = BadKind;

    fn from_str(text: &str) -> Result<Self, BadKind> {
        let fits = (1..=KIND_BYTES_MAX).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        (fits && plain).then(|| Self(text.to_owned())).ok_or(BadKind)
    }
}
