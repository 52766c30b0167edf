//! A change with every operation named in full, between the wire and the engine.

use fangxian_protocol::change::{Change, Object, Op, OpId, Written};
use fangxian_protocol::id::{Actor, ChangeHash};
use fangxian_protocol::scalar::Scalar;

/// Names an operation anywhere in a document. Ordered as the engine orders: counter, then writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    /// Its counter.
    pub(super) counter: u64,
    /// Its writer.
    pub(super) actor: Actor,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Put {
    /// Into which map; `None` is the document itself.
    pub(super) object: Option<Id>,
    /// At which key.
    pub(super) key: String,
    /// What.
    pub(super) written: Written,
    /// What it replaces, ascending.
    pub(super) replaces: Vec<Id>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    /// Who writes.
    pub(super) actor: Actor,
    /// The how-manieth change of that writer, from 1.
    pub(super) seq: u64,
    /// The counter of its first operation.
    pub(super) start_op: u64,
    /// The changes it directly follows, ascending.
    pub(super) deps: Vec<ChangeHash>,
    /// What it writes.
    pub(super) puts: Vec<Put>,
}

impl Commit {
    /// The counter of its last operation.
    pub(super) fn max_op(&self) -> u64 {
        self.start_op.saturating_add(self.puts.len() as u64).saturating_sub(1)
    }

    /// How many bytes its keys and values hold.
    pub(super) fn bytes(&self) -> usize {
        let held = self.puts.iter().map(|put| {
            let value = match &put.written {
                Written::Value(Scalar::Text(text)) => text.len(),
                Written::Value(Scalar::Bytes(bytes)) => bytes.len(),
                Written::Value(_) | Written::Map => 0,
            };
            put.key.len() + value
        });
        held.sum()
    }

    /// The name of its operation at `place`, counted from 0.
    pub(super) fn id_at(&self, place: usize) -> Id {
        Id { counter: self.start_op.saturating_add(place as u64), actor: self.actor }
    }

    /// Spells it for the wire: other writers in order of first reference, sets ascending.
    pub(super) fn to_change(&self) -> Change {
        let mut others: Vec<Actor> = Vec::new();
        let mut short = |id: &Id| OpId {
            counter: id.counter,
            writer: writer_of(id.actor, self.actor, &mut others),
        };
        let ops = self.puts.iter().map(|put| {
            let object = put.object.as_ref();
            let object = object.map_or(Object::Root, |id| Object::Made(short(id)));
            let mut replaces: Vec<OpId> = put.replaces.iter().map(&mut short).collect();
            replaces.sort_unstable();
            Op { object, key: put.key.clone(), written: put.written.clone(), replaces }
        });
        let ops = ops.collect();
        Change {
            actor: self.actor,
            seq: self.seq,
            start_op: self.start_op,
            deps: self.deps.clone(),
            others,
            ops,
        }
    }
}

/// 0 for the change's own writer, else the place in `others` from 1, added when new.
fn writer_of(actor: Actor, own: Actor, others: &mut Vec<Actor>) -> u64 {
    if actor == own {
        return 0;
    }
    let place = others.iter().position(|other| *other == actor);
    let place = place.unwrap_or_else(|| {
        others.push(actor);
        others.len() - 1
    });
    place as u64 + 1
}
