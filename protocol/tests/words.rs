//! Every word both ends speak, with generated values.

mod document;
mod talk;

use std::fmt;

use fangxian_protocol::batch::Batch;
use fangxian_protocol::change::Change;
use fangxian_protocol::codec::{self, Malformed, Wire};
use fangxian_protocol::id::{ChangeHash, Division, Kind, PersonId, Scope};
use fangxian_protocol::key::SoftwareKey;
use rand::{Rng, RngExt};
use sha2::{Digest, Sha256};

pub(crate) use document::{change, envelope, header, key, public_key, signature};
pub(crate) use talk::all;

/// One encoded word, and how to read it.
pub(crate) struct Word {
    /// Its name in the CDDL and in this file.
    pub(crate) name: &'static str,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Reads bytes as such a word and writes it again.
    pub(crate) rewrite: fn(&[u8]) -> Result<Vec<u8>, Malformed>,
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} bytes", self.name, self.bytes.len())
    }
}

/// Encodes a value and requires that it reads back equal.
pub(crate) fn word<T: Wire + PartialEq + fmt::Debug>(name: &'static str, value: &T) -> Word {
    let bytes = codec::encode(value);
    let read: T = codec::decode(name, &bytes, usize::MAX).unwrap();
    assert_eq!(&read, value, "{name} reads back as something else");
    Word {
        name,
        bytes,
        rewrite: |bytes| codec::decode::<T>("word", bytes, usize::MAX).map(|v| codec::encode(&v)),
    }
}

pub(crate) fn bytes<const N: usize>(rng: &mut impl Rng) -> [u8; N] {
    let mut out = [0; N];
    rng.fill(&mut out[..]);
    out
}

pub(crate) fn number(rng: &mut impl Rng) -> u64 {
    let shift = rng.random_range(1..64);
    rng.random::<u64>() >> shift
}

pub(crate) fn positive(rng: &mut impl Rng) -> u64 {
    number(rng).max(1)
}

pub(crate) fn signed_number(rng: &mut impl Rng) -> i64 {
    let shift = rng.random_range(0..64);
    rng.random::<i64>() >> shift
}

/// Text of at most `max` bytes, in more than one alphabet.
pub(crate) fn text(rng: &mut impl Rng, max: usize) -> String {
    const LETTERS: [&str; 8] = ["隐", "患", "a", "Z", "7", " ", "😀", "\u{0}"];
    let mut out = String::new();
    for _ in 0..rng.random_range(0..=max) {
        let letter = LETTERS[rng.random_range(0..LETTERS.len())];
        if out.len() + letter.len() > max {
            break;
        }
        out.push_str(letter);
    }
    out
}

pub(crate) fn person(rng: &mut impl Rng) -> PersonId {
    format!("p-{:04}", rng.random_range(0..10_000)).parse().unwrap()
}

pub(crate) fn division(rng: &mut impl Rng) -> Division {
    Division::from_u64(rng.random_range(10_u64.pow(10)..10_u64.pow(12))).unwrap()
}

pub(crate) fn scope(rng: &mut impl Rng) -> Scope {
    let digits = [2, 4, 6, 9, 12][rng.random_range(0..5)];
    division(rng).to_string()[..digits].parse().unwrap()
}

pub(crate) fn kind(rng: &mut impl Rng) -> Kind {
    let kinds = ["hazard", "training", "site", "a_kind_of_tomorrow"];
    kinds[rng.random_range(0..kinds.len())].parse().unwrap()
}

pub(crate) fn signer(rng: &mut impl Rng) -> SoftwareKey {
    SoftwareKey::from_seed(&bytes(rng))
}

/// Stands in for the document engine: some changes no document could have.
pub(crate) fn hash(change: &Change) -> Option<ChangeHash> {
    let digest: [u8; 32] = Sha256::digest(codec::encode(change)).into();
    (digest[0] > 10).then_some(ChangeHash(digest))
}

/// Packs entries by that engine.
pub(crate) fn pack<T: AsRef<[u8]>>(entries: impl IntoIterator<Item = T>) -> Batch {
    Batch::pack(entries, &hash)
}

/// Some values made by `make`, at most `max`.
pub(crate) fn some<R: Rng, T>(rng: &mut R, max: usize, make: impl Fn(&mut R) -> T) -> Vec<T> {
    (0..rng.random_range(0..=max)).map(|_| make(rng)).collect()
}
