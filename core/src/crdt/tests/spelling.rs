//! A change spelled as a list and built again is the same change, byte for byte.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::support::{actor, chance};
use crate::crdt::engine::{Built, read_change};
use crate::crdt::shape;

#[test]
fn what_the_engine_itself_writes_is_spelled_and_built_again() {
    let mut rng = chance();
    let mut spelled = 0;
    while spelled < 2_000 {
        let mut replicas = engine_replicas();
        for _ in 0..60 {
            let who = rng.random_range(0..3);
            write_anything(&mut rng, &mut replicas[who]);
            if rng.random_bool(0.3) {
                let mut other = replicas[(who + 1) % 3].clone();
                replicas[who].merge(&mut other).unwrap();
            }
        }
        let mut whole = replicas.remove(0);
        for mut other in replicas {
            whole.merge(&mut other).unwrap();
        }
        for change in whole.get_changes(&[]) {
            let (hash, commit) = read_change(&change).unwrap();
            let again = shape::resolve(&commit.to_change()).unwrap();
            assert_eq!(again, commit);
            let built = Built::new(&again).unwrap();
            assert_eq!(built.hash(), hash);
            assert_eq!(built.0.raw_bytes(), change.raw_bytes());
            spelled += 1;
        }
    }
}

fn engine_replicas() -> Vec<AutoCommit> {
    let mut first = AutoCommit::new().with_actor(ActorId::from(actor(1).0));
    first.put(ROOT, "kind", "hazard").unwrap();
    for key in ["fields", "facts"] {
        first.put_object(ROOT, key, ObjType::Map).unwrap();
    }
    first.commit();
    let second = first.fork().with_actor(ActorId::from(actor(2).0));
    let third = first.fork().with_actor(ActorId::from(actor(3).0));
    vec![first, second, third]
}

fn write_anything(rng: &mut ChaCha8Rng, replica: &mut AutoCommit) {
    let (_, fields) = replica.get(ROOT, "fields").unwrap().unwrap();
    let (_, facts) = replica.get(ROOT, "facts").unwrap().unwrap();
    for _ in 0..rng.random_range(1..4) {
        let key = format!("字段{}", rng.random_range(0..6));
        let value = match rng.random_range(0..5) {
            0 => ScalarValue::Null,
            1 => ScalarValue::Boolean(rng.random()),
            2 => ScalarValue::Int(rng.random()),
            3 => ScalarValue::Bytes(vec![rng.random(); rng.random_range(0..50)]),
            _ => ScalarValue::Str("值".repeat(rng.random_range(0..9)).into()),
        };
        // Asked to settle a conflict on a value that stands already, the engine writes a deletion
        // of the others instead. Our own edits always write the value, and never a deletion.
        let standing = replica.get_all(&fields, key.as_str()).unwrap();
        if standing.len() < 2 || !standing.iter().any(|(v, _)| is(v, &value)) {
            replica.put(&fields, key, value).unwrap();
        }
    }
    if rng.random_bool(0.5) {
        let key = format!("{:016x}", rng.random::<u64>());
        let fact = replica.put_object(&facts, key, ObjType::Map).unwrap();
        replica.put(&fact, "type", "observe").unwrap();
        replica.put(&fact, "at", rng.random::<i64>()).unwrap();
    }
    replica.commit();
}

fn is(standing: &Value<'_>, value: &ScalarValue) -> bool {
    matches!(standing, Value::Scalar(found) if **found == *value)
}
