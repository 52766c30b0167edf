//! Generated changes and envelopes.

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Actor, ChangeHash, DeviceId, EnvelopeHash, RecordId};
use fangxian_protocol::key::{PublicKey, Signature, Signer, Suite};
use fangxian_protocol::scalar::Scalar;
use rand::{Rng, RngExt};

use super::{bytes, division, kind, number, positive, signed_number, signer, some, text};

pub(crate) fn scalar(rng: &mut impl Rng) -> Scalar {
    match rng.random_range(0..6) {
        0 => Scalar::Null,
        1 => Scalar::Bool(rng.random()),
        2 => Scalar::Int([i64::MIN, -1, 0, i64::MAX][rng.random_range(0..4)]),
        3 => Scalar::Int(signed_number(rng)),
        4 => Scalar::Text(text(rng, 300)),
        _ => Scalar::Bytes(some(rng, 300, |rng| rng.random())),
    }
}

pub(crate) fn change<R: Rng>(rng: &mut R) -> Change {
    let others = some(rng, 4, |rng| Actor(bytes(rng)));
    let writers = others.len() as u64;
    let mut deps = some(rng, 4, |rng| ChangeHash(bytes(rng)));
    deps.sort_unstable();
    Change {
        actor: Actor(bytes(rng)),
        seq: positive(rng),
        start_op: positive(rng),
        deps,
        others,
        ops: some(rng, 20, |rng| op(rng, writers)),
    }
}

fn op<R: Rng>(rng: &mut R, writers: u64) -> Op {
    let id = |rng: &mut R| OpId { counter: positive(rng), writer: rng.random_range(0..=writers) };
    let mut replaces = some(rng, 3, id);
    replaces.sort_unstable();
    replaces.dedup();
    Op {
        object: match rng.random_bool(0.3) {
            true => Object::Root,
            false => Object::Made(id(rng)),
        },
        key: text(rng, 64),
        written: match rng.random_bool(0.2) {
            true => Written::Map,
            false => Written::Value(scalar(rng)),
        },
        replaces,
    }
}

pub(crate) fn header(rng: &mut impl Rng, device: DeviceId) -> Header {
    Header {
        suite: Suite::Ed25519,
        device,
        counter: positive(rng),
        previous: EnvelopeHash(bytes(rng)),
        wall_ms: signed_number(rng),
        kind: kind(rng),
        home: division(rng),
        record: RecordId(bytes(rng)),
        change: ChangeHash(bytes(rng)),
    }
}

pub(crate) fn envelope(rng: &mut impl Rng, signer: &dyn Signer) -> Envelope {
    let header = header(rng, signer.public_key().device());
    Envelope::sign(header, change(rng), signer).unwrap()
}

/// An envelope by someone, as bytes.
pub(crate) fn envelope_bytes(rng: &mut impl Rng) -> Vec<u8> {
    let signer = signer(rng);
    envelope(rng, &signer).to_bytes()
}

pub(crate) fn signature(rng: &mut impl Rng) -> Signature {
    Signature(bytes(rng))
}

/// A key nobody holds: most such bytes are no point of the curve, and must still travel.
pub(crate) fn public_key(rng: &mut impl Rng) -> PublicKey {
    PublicKey { suite: Suite::Ed25519, bytes: bytes(rng) }
}

pub(crate) fn key(rng: &mut impl Rng) -> PublicKey {
    signer(rng).public_key()
}

pub(super) fn version(rng: &mut impl Rng) -> u64 {
    number(rng)
}
