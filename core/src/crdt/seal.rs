//! A checksum around saved documents, so that damaged bytes never reach the engine.

use sha2::{Digest, Sha256};

/// Marks a saved document and the version of its form.
const MARK: [u8; 4] = *b"FXD\x01";
const SUM_BYTES: usize = 16;

/// Puts the mark and the checksum before the engine's bytes.
pub(super) fn seal(folded: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(MARK.len() + SUM_BYTES + folded.len());
    sealed.extend_from_slice(&MARK);
    sealed.extend_from_slice(&sum(folded));
    sealed.extend_from_slice(folded);
    sealed
}

/// The engine's bytes, if nothing was damaged.
pub(super) fn open(sealed: &[u8]) -> Option<&[u8]> {
    let rest = sealed.strip_prefix(&MARK)?;
    let (found, folded) = rest.split_at_checked(SUM_BYTES)?;
    (found == sum(folded)).then_some(folded)
}

fn sum(folded: &[u8]) -> [u8; SUM_BYTES] {
    let digest = Sha256::digest(folded);
    let mut sum = [0; SUM_BYTES];
    sum.copy_from_slice(&digest[..SUM_BYTES]);
    sum
}
