//! The picture that stands for a record in a list (缩略图).

use fangxian_protocol::id::EvidenceHash;

use crate::domain::record::{Evidence, Record};

/// The earliest photo of what was there before any work; without one, the earliest photo.
pub(super) fn picture(record: &Record) -> Option<EvidenceHash> {
    let pictures = record.evidence.iter().filter(|(_, one)| is_picture(one));
    let rank = |(hash, one): &(&EvidenceHash, &Evidence)| {
        (!one.is_before(), one.number("at").unwrap_or(i64::MAX), **hash)
    };
    pictures.min_by_key(rank).map(|(hash, _)| *hash)
}

fn is_picture(evidence: &Evidence) -> bool {
    evidence.text("mime").is_some_and(|mime| mime.starts_with("image/"))
}
