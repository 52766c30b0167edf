//! One attack: an honest change bent in the ways that would hurt, signed by a real key.

use fangxian::crdt::hash_of;
use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Actor, ChangeHash, DeviceId, RecordId};
use fangxian_protocol::key::Signer;
use fangxian_protocol::scalar::Scalar;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::edit::scalar;
use crate::town::VILLAGES;

/// An input, and whether it may lead to the sender being locked: then it comes last.
pub(super) struct Attack {
    pub(super) bytes: Vec<u8>,
    pub(super) provokes: bool,
}

/// What an attacker knows.
pub(super) struct Knowledge<'a> {
    pub(super) key: &'a dyn Signer,
    /// Actors and devices seen in the records of others.
    pub(super) others: &'a [(Actor, DeviceId)],
    /// Envelopes of others, as they were carried.
    pub(super) heard: &'a [Vec<u8>],
}

/// Bends an honest envelope.
pub(super) fn bend(honest: &Envelope, known: &Knowledge<'_>, chance: &mut ChaCha8Rng) -> Attack {
    if let (0, false) = (chance.random_range(0..20), known.heard.is_empty()) {
        let replayed = known.heard[chance.random_range(0..known.heard.len())].clone();
        let bytes = if chance.random() { replayed } else { flip(replayed, chance) };
        return Attack { bytes, provokes: false };
    }
    let (mut header, mut change) = (honest.header.clone(), honest.change.clone());
    for _ in 0..chance.random_range(0..4) {
        bend_change(&mut change, known, chance);
    }
    // Usually an attacker would sign what the change really is.
    if chance.random_range(0..8) > 0
        && let Ok(hash) = hash_of(&change)
    {
        header.change = hash;
    }
    let provokes = change.seq <= honest.change.seq && change != honest.change;
    let provokes = bend_header(&mut header, honest, known, chance) || provokes;
    let Ok(envelope) = Envelope::sign(header, change, known.key) else {
        return Attack { bytes: Vec::new(), provokes: false };
    };
    let bytes = envelope.to_bytes();
    let bytes = if chance.random_range(0..6) == 0 { flip(bytes, chance) } else { bytes };
    Attack { bytes, provokes }
}

/// Whether this reuses a number of the device.
fn bend_header(
    header: &mut Header,
    honest: &Envelope,
    known: &Knowledge<'_>,
    chance: &mut ChaCha8Rng,
) -> bool {
    header.counter = honest.header.counter + chance.random_range(0..1_000_000);
    match chance.random_range(0..24) {
        0 => header.counter = chance.random_range(0..=honest.header.counter),
        1 => header.counter = chance.random(),
        2 => {
            header.home =
                VILLAGES[chance.random_range(0..VILLAGES.len())].parse().unwrap_or(header.home)
        }
        3 => {
            header.kind = ["site", "training", "x", "hazards"][chance.random_range(0..4)]
                .parse()
                .unwrap_or(header.kind.clone())
        }
        4 => header.record = RecordId(chance.random()),
        5 => header.wall_ms = chance.random(),
        6 => header.previous.0 = chance.random(),
        7 => header.change = ChangeHash(chance.random()),
        8 if !known.others.is_empty() => {
            header.device = known.others[chance.random_range(0..known.others.len())].1;
        }
        9 => header.device = DeviceId(chance.random()),
        _ => {}
    }
    header.counter <= honest.header.counter
}

fn bend_change(change: &mut Change, known: &Knowledge<'_>, chance: &mut ChaCha8Rng) {
    let place = chance.random_range(0..change.ops.len().max(1));
    let id = OpId { counter: near(change.start_op, chance), writer: chance.random_range(0..4) };
    match chance.random_range(0..26) {
        0 => change.seq = near(change.seq, chance),
        1 => change.start_op = near(change.start_op, chance),
        2 if !known.others.is_empty() => {
            change.actor = known.others[chance.random_range(0..known.others.len())].0;
        }
        3 => change.actor.0[8..].copy_from_slice(&chance.random::<[u8; 8]>()),
        4 => change.others.push(Actor(chance.random())),
        5 => drop(change.others.pop()),
        6 => drop(change.deps.pop()),
        7 => change.deps.push(ChangeHash(chance.random())),
        8 => change.deps = (0..64).map(|_| ChangeHash(chance.random())).collect(),
        9 => change.ops.push(any_op(id, chance)),
        10 => deep(change, chance.random_range(2..900)),
        11 => bomb(change, chance.random_range(10..2_100)),
        _ if change.ops.is_empty() => {}
        12 => drop(change.ops.remove(place)),
        13 => change.ops.insert(place, any_op(id, chance)),
        14 => change.ops[place].object = Object::Made(id),
        15 => change.ops[place].object = Object::Root,
        16 => change.ops[place].replaces.push(id),
        17 => change.ops[place].replaces.clear(),
        18 => change.ops[place].written = Written::Map,
        19 => change.ops[place].written = Written::Value(scalar(chance)),
        20 => change.ops[place].key = any_key(chance),
        21 => change.ops[place].key = "k".repeat(chance.random_range(0..200)),
        22 => {
            let text = "长".repeat(chance.random_range(0..4_000));
            change.ops[place].written = Written::Value(Scalar::Text(text));
        }
        // Someone else's words: another person, another role, things never seen.
        23 => say(change, "by", Scalar::Text("p-0001".into())),
        24 => say(change, "role", Scalar::Text("township".into())),
        _ => say(
            change,
            "seen",
            Scalar::Bytes((0..chance.random_range(0..30)).map(|_| chance.random()).collect()),
        ),
    }
}

fn near(number: u64, chance: &mut ChaCha8Rng) -> u64 {
    match chance.random_range(0..5) {
        0 => chance.random_range(0..12),
        1 => chance.random(),
        2 => u64::from(u32::MAX) - chance.random_range(0..3),
        _ => number.saturating_add(chance.random_range(0..6)).saturating_sub(3),
    }
}

/// Sets a property wherever the change has one of that name.
fn say(change: &mut Change, key: &str, value: Scalar) {
    for op in change.ops.iter_mut().filter(|op| op.key == key) {
        op.written = Written::Value(value.clone());
    }
}

/// Maps in maps in maps.
fn deep(change: &mut Change, levels: u64) {
    let first = change.start_op + change.ops.len() as u64;
    for level in 0..levels {
        let object = match level {
            0 => Object::Root,
            _ => Object::Made(OpId { counter: first + level - 1, writer: 0 }),
        };
        change.ops.push(Op { object, key: "a".into(), written: Written::Map, replaces: vec![] });
    }
}

/// As many operations as fit and more.
fn bomb(change: &mut Change, count: usize) {
    let Some(last) = change.ops.last().cloned() else { return };
    for number in 0..count {
        change.ops.push(Op { key: format!("b{number}"), ..last.clone() });
    }
}

fn any_op(id: OpId, chance: &mut ChaCha8Rng) -> Op {
    Op {
        object: if chance.random_bool(0.8) { Object::Made(id) } else { Object::Root },
        key: any_key(chance),
        written: if chance.random_bool(0.3) { Written::Map } else { Written::Value(Scalar::Null) },
        replaces: if chance.random_bool(0.3) { vec![id] } else { Vec::new() },
    }
}

fn any_key(chance: &mut ChaCha8Rng) -> String {
    let words =
        ["title", "fields", "facts", "evidence", "kind", "home", "id", "schema", "seen", "type"];
    match chance.random_range(0..4) {
        0 => format!("{:016x}", chance.random::<u64>()),
        1 => "ab".repeat(32),
        _ => words[chance.random_range(0..words.len())].into(),
    }
}

/// Flips, cuts, repeats or adds bytes.
fn flip(mut bytes: Vec<u8>, chance: &mut ChaCha8Rng) -> Vec<u8> {
    for _ in 0..chance.random_range(1..4) {
        if bytes.is_empty() {
            break;
        }
        let place = chance.random_range(0..bytes.len());
        match chance.random_range(0..6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, chance.random()),
            2 => bytes.extend_from_within(place..),
            3 => bytes[place] = chance.random(),
            _ => bytes[place] ^= 1 << chance.random_range(0..8),
        }
    }
    bytes
}
