//! Whatever passes the gate leaves a document that saves, loads, agrees and goes on (I4).

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::scalar::Scalar;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::support::{Sent, actor, any_edit, chance, copy, field, history, own_header, read};
use crate::crdt::{Applied, Document};

#[test]
fn altered_changes_are_refused_or_harmless() {
    let mut rng = chance();
    let rounds = std::env::var("FANGXIAN_ROUNDS").ok();
    let rounds = rounds.and_then(|text| text.parse().ok()).unwrap_or(40);
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..rounds {
        let (mut replicas, _) = history(&mut rng, 12);
        let mut victim = replicas.remove(0);
        for n in 0..50 {
            let (header, change) = altered(&mut rng, &mut victim, 20 + n);
            match victim.apply(&header, &change) {
                Ok(Applied::New { .. }) => {
                    taken += 1;
                    unharmed(&mut victim);
                }
                Ok(Applied::Known) => {}
                Err(why) => {
                    assert_ne!(why.detail, "engine", "{change:?}");
                    refused += 1;
                }
            }
        }
    }
    println!("taken {taken}, refused {refused}");
    assert!(taken > 0 && refused > taken);
}

/// Whether a change is taken depends on what it follows, not on what else has arrived: otherwise
/// replicas that hold the same envelopes would part.
#[test]
fn a_verdict_does_not_depend_on_what_else_is_here() {
    let mut rng = chance();
    for _ in 0..8 {
        let (mut replicas, _) = history(&mut rng, 12);
        let mut narrow = replicas.remove(0);
        let mut wide = copy(&mut narrow, 200);
        for n in 0..40 {
            let one = altered(&mut rng, &mut narrow, 20 + n);
            let edit = any_edit(&mut rng, &mut wide);
            wide.reconcile(&edit).unwrap();
            let here = narrow.apply(&one.0, &one.1);
            let there = wide.apply(&one.0, &one.1);
            if here.is_ok() || there.is_ok() {
                assert_eq!(there, here, "{:?}", one.1);
            }
        }
    }
}

fn altered(rng: &mut ChaCha8Rng, victim: &mut Document, n: u8) -> Sent {
    let mut other = copy(victim, n);
    let mut edit = any_edit(rng, &mut other);
    edit.fields.push(("field_0".into(), Scalar::Int(rng.random())));
    let written = other.reconcile(&edit).unwrap();
    let mut change = match written {
        Some(written) => written.change,
        None => other.reconcile(&field("extra", 1)).unwrap().unwrap().change,
    };
    for _ in 0..rng.random_range(1..4) {
        alter(rng, &mut change);
    }
    (own_header(&change), change)
}

fn alter(rng: &mut ChaCha8Rng, change: &mut Change) {
    let place = rng.random_range(0..change.ops.len().max(1));
    let near = |rng: &mut ChaCha8Rng, start: u64| match rng.random_range(0..3) {
        0 => rng.random_range(0..12),
        1 => start.saturating_add(rng.random_range(0..6)).saturating_sub(3),
        _ => rng.random(),
    };
    let id = OpId { counter: near(rng, change.start_op), writer: rng.random_range(0..4) };
    match rng.random_range(0..16) {
        0 => change.seq = near(rng, change.seq),
        1 => change.start_op = near(rng, change.start_op),
        2 => change.actor = actor(rng.random_range(0..4)),
        3 => change.others.push(actor(rng.random_range(0..6))),
        4 => drop(change.others.pop()),
        5 => drop(change.deps.pop()),
        6 => change.ops.push(any_op(rng, id)),
        _ if change.ops.is_empty() => {}
        7 => drop(change.ops.remove(place)),
        8 => change.ops.insert(place, any_op(rng, id)),
        9 => change.ops[place].object = Object::Made(id),
        10 => change.ops[place].object = Object::Root,
        11 => change.ops[place].replaces.push(id),
        12 => change.ops[place].replaces.clear(),
        13 => change.ops[place].written = Written::Map,
        14 => change.ops[place].written = Written::Value(Scalar::Int(rng.random())),
        _ => change.ops[place].key = any_key(rng),
    }
}

fn any_op(rng: &mut ChaCha8Rng, id: OpId) -> Op {
    Op {
        object: if rng.random_bool(0.8) { Object::Made(id) } else { Object::Root },
        key: any_key(rng),
        written: if rng.random_bool(0.3) { Written::Map } else { Written::Value(Scalar::Null) },
        replaces: if rng.random_bool(0.3) { vec![id] } else { Vec::new() },
    }
}

fn any_key(rng: &mut ChaCha8Rng) -> String {
    match rng.random_range(0..5) {
        0 => format!("field_{}", rng.random_range(0..8)),
        1 => format!("{:016x}", rng.random::<u64>()),
        2 => "ab".repeat(32),
        3 => "fields".into(),
        _ => "seen".into(),
    }
}

fn unharmed(victim: &mut Document) {
    let mut loaded = copy(victim, 90);
    assert_eq!(loaded.heads(), victim.heads());
    assert_eq!(loaded.digest(), victim.digest());
    assert_ne!(loaded.digest(), [0; 32]);
    loaded.verify().unwrap();
    assert_eq!(read(&mut loaded), read(victim));
    loaded.reconcile(&field("field_0", "接着写")).unwrap().unwrap();
    assert_eq!(read(&mut loaded).fields["field_0"].len(), 1);
}
