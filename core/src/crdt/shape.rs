//! What can be said of a change from the list alone: its bounds, its order, its references.

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::limits::{
    DEPS_MAX, KEY_BYTES_MAX, OP_COUNTER_MAX, OPS_MAX, OTHER_ACTORS_MAX, PREDS_MAX, VALUE_BYTES_MAX,
};
use fangxian_protocol::message::RefusalCode::{BrokenSequence, OutsideSchema, RecordFull};
use fangxian_protocol::scalar::Scalar;

use super::commit::{Commit, Id, Put};
use super::refused::Refused;

/// Names every operation in full, or says why the list cannot be one change.
///
/// One change has one spelling: the same change said in another order is refused.
pub(super) fn resolve(change: &Change) -> Result<Commit, Refused> {
    bounds(change)?;
    let mut puts = Vec::with_capacity(change.ops.len());
    for (op, counter) in change.ops.iter().zip(change.start_op..) {
        puts.push(put(change, op, counter)?);
    }
    let commit = Commit {
        actor: change.actor,
        seq: change.seq,
        start_op: change.start_op,
        deps: change.deps.clone(),
        puts,
    };
    let spelled = commit.to_change();
    refuse_unless(spelled.others == change.others, "others")?;
    refuse_unless(spelled == *change, "replaces")?;
    Ok(commit)
}

fn bounds(change: &Change) -> Result<(), Refused> {
    let ops = change.ops.len();
    refuse_unless((1..=OPS_MAX).contains(&ops), "ops")?;
    refuse_unless(change.deps.len() <= DEPS_MAX, "deps")?;
    refuse_unless(change.deps.is_sorted_by(|a, b| a < b), "deps")?;
    refuse_unless(change.others.len() <= OTHER_ACTORS_MAX, "others")?;
    if change.seq == 0 || change.start_op == 0 {
        return Err(Refused::new(BrokenSequence, "zero"));
    }
    if change.seq > OP_COUNTER_MAX || change.start_op > OP_COUNTER_MAX {
        return Err(Refused::new(RecordFull, "counter"));
    }
    if change.max_op() > OP_COUNTER_MAX {
        return Err(Refused::new(RecordFull, "counter"));
    }
    Ok(())
}

fn put(change: &Change, op: &Op, counter: u64) -> Result<Put, Refused> {
    refuse_unless((1..=KEY_BYTES_MAX).contains(&op.key.len()), "key")?;
    refuse_unless(!op.key.chars().any(char::is_control), "key")?;
    if let Written::Value(value) = &op.written {
        refuse_unless(fits(value), "value")?;
    }
    refuse_unless(op.replaces.len() <= PREDS_MAX, "replaces")?;
    let object = match op.object {
        Object::Root => None,
        Object::Made(made) => Some(id(change, made, counter, "object")?),
    };
    let replaces = op.replaces.iter();
    let replaces = replaces.map(|replaced| id(change, *replaced, counter, "replaces"));
    let mut replaces: Vec<Id> = replaces.collect::<Result<_, _>>()?;
    replaces.sort_unstable();
    Ok(Put { object, key: op.key.clone(), written: op.written.clone(), replaces })
}

/// An operation can only speak of operations before it.
fn id(change: &Change, id: OpId, before: u64, part: &'static str) -> Result<Id, Refused> {
    refuse_unless(0 < id.counter && id.counter < before, part)?;
    let actor = match usize::try_from(id.writer) {
        Ok(0) => Some(change.actor),
        Ok(writer) => change.others.get(writer - 1).copied(),
        Err(_) => None,
    };
    let actor = actor.ok_or(Refused::new(OutsideSchema, "others"))?;
    Ok(Id { counter: id.counter, actor })
}

fn fits(value: &Scalar) -> bool {
    match value {
        Scalar::Text(text) => text.len() <= VALUE_BYTES_MAX,
        Scalar::Bytes(bytes) => bytes.len() <= VALUE_BYTES_MAX,
        Scalar::Null | Scalar::Bool(_) | Scalar::Int(_) => true,
    }
}

fn refuse_unless(holds: bool, part: &'static str) -> Result<(), Refused> {
    if holds {
        return Ok(());
    }
    Err(Refused::new(OutsideSchema, part))
}
