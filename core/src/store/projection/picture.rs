//! The picture that stands for a record in a list (缩略图).

use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::scalar::Scalar;

use crate::domain::record::{Evidence, Record};

/// The earliest photo of what was there before any work; without one, the earliest photo.
pub(super) fn picture(record: &Record) -> Option<EvidenceHash> {
    let photos = record.evidence.iter().filter(|(_, one)| text(one, "mime").starts_with("image/"));
    let rank = |(hash, one): &(&EvidenceHash, &Evidence)| {
        (text(one, "role") != "before", number(one, "at"), **hash)
    };
    photos.min_by_key(rank).map(|(hash, _)| *hash)
}

fn text<'e>(evidence: &'e Evidence, name: &str) -> &'e str {
    match evidence.props.get(name) {
        Some(Scalar::Text(text)) => text,
        _ => "",
    }
}

fn number(evidence: &Evidence, name: &str) -> i64 {
    match evidence.props.get(name) {
        Some(Scalar::Int(number)) => *number,
        _ => i64::MAX,
    }
}
