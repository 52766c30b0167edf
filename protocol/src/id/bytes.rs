//! Ids that are bytes: made at random or by hashing, shown as lowercase hexadecimal.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The text given is not the hexadecimal form of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what}: expected {digits} hexadecimal digits")]
pub struct BadId {
    /// Which id was being read.
    pub what: &'static str,
    /// How many digits it has.
    pub digits: usize,
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length of the id in bytes.
            pub const LEN_BYTES: usize = $len;

            /// The id as bytes.
            pub fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// Reads an id from exactly as many bytes as it has.
            ///
            /// # Errors
            /// [`BadId`] when the slice has another length.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, BadId> {
                let bad = BadId { what: stringify!($name), digits: $len * 2 };
                <[u8; $len]>::try_from(bytes).map(Self).map_err(|_| bad)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                let bad = BadId { what: stringify!($name), digits: $len * 2 };
                parse_hex(text).map(Self).ok_or(bad)
            }
        }
    };
}

byte_id!(
    /// One record (记录): 128 random bits, made offline.
    RecordId, 16
);
byte_id!(
    /// One device (设备): the first 128 bits of the SHA-256 of its public key, so that an id
    /// cannot be claimed without the key.
    DeviceId, 16
);
byte_id!(
    /// One sequential writer of one document, fresh for each document and process session.
    /// Not an identity: that is the envelope's signature.
    Actor, 16
);
byte_id!(
    /// One fact (事实) within its record: 64 random bits.
    FactId, 8
);
byte_id!(
    /// SHA-256 that names a change, as the document engine computes it.
    ChangeHash, 32
);
byte_id!(
    /// SHA-256 of an envelope's bytes, cut to 128 bits: names the envelope and chains a device's
    /// envelopes together.
    EnvelopeHash, 16
);
byte_id!(
    /// Names a village's log up to one position: 64 bits folded from every entry up to there, so
    /// that two logs that part anywhere before it have other marks.
    LogMark, 8
);
byte_id!(
    /// SHA-256 of an attachment's bytes (证据).
    EvidenceHash, 32
);
byte_id!(
    /// One attachment of one record, in 128 bits: made of the record's id and the whole hash.
    ArrivalTag, 16
);

impl ArrivalTag {
    /// The tag of an attachment that a record names: the first half of a SHA-256 over both. The
    /// first half of the attachment's own hash would not do: a record may name any 32 bytes, also
    /// some that begin like the hash of another photo.
    pub fn of(record: &RecordId, evidence: &EvidenceHash) -> Self {
        const DOMAIN: &[u8] = b"fangxian/arrival/1\0";
        let digest = Sha256::new().chain_update(DOMAIN).chain_update(record.0);
        let digest = digest.chain_update(evidence.0).finalize();
        let mut tag = [0; Self::LEN_BYTES];
        tag.copy_from_slice(&digest[..Self::LEN_BYTES]);
        Self(tag)
    }
}

impl RecordId {
    /// A short label people can say aloud and a device can make alone, such as `YH-7K3F-12`.
    /// Not unique: it helps people, it never identifies.
    pub fn label(&self, prefix: &str) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let letter = |i: usize| char::from(ALPHABET[usize::from(self.0[i] & 31)]);
        let head: String = (0..4).map(letter).collect();
        let tail: String = (4..6).map(letter).collect();
        format!("{prefix}-{head}-{tail}")
    }
}

/// Reads lowercase hexadecimal of exactly so many bytes.
pub(crate) fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut out = [0; N];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(out)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_shows() {
        let id = RecordId(*b"0123456789abcdef");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn an_id_of_the_wrong_length_or_alphabet_is_refused() {
        for text in ["", "00", "0g23456789abcdef", "0123456789ABCDEF", "00112233445566778"] {
            assert!(text.parse::<FactId>().is_err(), "{text}");
        }
    }
}
