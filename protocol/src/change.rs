//! One change of one document, as an explicit and bounded list of operations (D6).
//!
//! Engine bytes never travel. The receiver checks this list, rebuilds the change from it and
//! requires the hash that was signed.

mod op;

pub use op::{Object, Op, OpId, Written};

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::{Actor, ChangeHash};
use crate::limits::{DEPS_MAX, OPS_MAX, OTHER_ACTORS_MAX};

/// One commit of one writer (变更).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Who wrote it, as far as the document knows.
    pub actor: Actor,
    /// The how-manieth change of that writer, from 1.
    pub seq: u64,
    /// The counter of its first operation; the others follow without gaps.
    pub start_op: u64,
    /// The changes it directly follows: a set, written sorted.
    pub deps: Vec<ChangeHash>,
    /// Other writers its operations refer to, each once, in order of first reference.
    pub others: Vec<Actor>,
    /// What it writes.
    pub ops: Vec<Op>,
}

impl Change {
    /// The counter of its last operation.
    pub fn max_op(&self) -> u64 {
        self.start_op.saturating_add(self.ops.len() as u64).saturating_sub(1)
    }
}

impl Wire for Change {
    fn write(&self, writer: &mut Writer) {
        writer.array(6).bytes(&self.actor.0).u64(self.seq).u64(self.start_op);
        let mut deps = self.deps.clone();
        deps.sort_unstable();
        writer.array(deps.len());
        deps.iter().for_each(|dep| {
            writer.bytes(&dep.0);
        });
        writer.array(self.others.len());
        self.others.iter().for_each(|other| {
            writer.bytes(&other.0);
        });
        writer.list(&self.ops);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("change", 6)?;
        let actor = Actor(reader.fixed("change.actor")?);
        let seq = reader.positive("change.seq")?;
        let start_op = reader.positive("change.start_op")?;
        let deps = reader.count("change.deps", DEPS_MAX)?;
        let deps = (0..deps)
            .map(|_| reader.fixed("change.deps").map(ChangeHash))
            .collect::<Result<Vec<_>, _>>()?;
        reader.ascending("change.deps", &deps, |dep| *dep)?;
        let others = reader.count("change.others", OTHER_ACTORS_MAX)?;
        let others = (0..others)
            .map(|_| reader.fixed("change.others").map(Actor))
            .collect::<Result<Vec<_>, _>>()?;
        let mut writers = others.clone();
        writers.push(actor);
        writers.sort_unstable();
        reader.ascending("change.others", &writers, |writer| *writer)?;
        let ops: Vec<Op> = reader.list("change.ops", OPS_MAX)?;
        if ops.iter().any(|op| op.max_writer() > others.len() as u64) {
            return Err(reader.bad("op.id"));
        }
        Ok(Self { actor, seq, start_op, deps, others, ops })
    }
}
