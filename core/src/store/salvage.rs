//! A damaged file: set aside, never deleted, and what is intact in it kept (I6).

use std::path::{Path, PathBuf};

use super::StoreError;
use super::rebuild::RebuildReport;

/// What became of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalvageReport {
    /// Where the damaged file is now, unchanged.
    pub set_aside: PathBuf,
    /// Envelopes found intact and kept.
    pub envelopes_kept: u64,
    /// Envelopes known to have been there and not found intact; the centre has those it accepted.
    pub envelopes_lost: u64,
    /// Whether this phone still knows who it is; else it must enrol again.
    pub identity_kept: bool,
    /// What making the lists anew did.
    pub rebuilt: RebuildReport,
}

pub(super) fn finish_interrupted(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

pub(super) fn salvage(_path: &Path) -> Result<SalvageReport, StoreError> {
    Err(StoreError::Damaged { what: "file" })
}
