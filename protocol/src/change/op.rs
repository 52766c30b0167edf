//! One operation: a value or a new map, put at a key of a map.

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::limits::{KEY_BYTES_MAX, PREDS_MAX};
use crate::scalar::Scalar;

/// Names an operation: its counter, and whose it is (0 = this change's writer, n = `others[n-1]`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Counter, from 1.
    pub counter: u64,
    /// Whose.
    pub writer: u64,
}

/// The map an operation writes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// The document itself.
    Root,
    /// The map an operation made.
    Made(OpId),
}

/// What an operation writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// A new, empty map.
    Map,
    /// A value.
    Value(Scalar),
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// Into which map.
    pub object: Object,
    /// At which key.
    pub key: String,
    /// What.
    pub written: Written,
    /// The operations whose values it replaces: a set, written sorted.
    pub replaces: Vec<OpId>,
}

impl Op {
    /// The highest writer number any of its ids has.
    pub(super) fn max_writer(&self) -> u64 {
        let object = match self.object {
            Object::Root => 0,
            Object::Made(id) => id.writer,
        };
        let replaced = self.replaces.iter().map(|id| id.writer).max();
        object.max(replaced.unwrap_or(0))
    }
}

impl Wire for OpId {
    fn write(&self, writer: &mut Writer) {
        writer.array(2).u64(self.counter).u64(self.writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("op.id", 2)?;
        Ok(Self { counter: reader.positive("op.id")?, writer: reader.u64("op.id")? })
    }
}

impl Wire for Object {
    /// Root is 0, a map of the same writer its counter, a map of another writer its whole id.
    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Root => {
                writer.u64(0);
            }
            Self::Made(OpId { counter, writer: 0 }) => {
                writer.u64(*counter);
            }
            Self::Made(id) => id.write(writer),
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        if reader.at_array("op.object")? {
            return OpId::read(reader).map(Self::Made);
        }
        Ok(match reader.u64("op.object")? {
            0 => Self::Root,
            counter => Self::Made(OpId { counter, writer: 0 }),
        })
    }
}

impl Wire for Op {
    fn write(&self, writer: &mut Writer) {
        writer.array(if self.replaces.is_empty() { 3 } else { 4 });
        self.object.write(writer);
        writer.text(&self.key);
        match &self.written {
            Written::Map => writer.undefined(),
            Written::Value(value) => writer.scalar(value),
        };
        if !self.replaces.is_empty() {
            let mut replaces = self.replaces.clone();
            replaces.sort_unstable();
            writer.list(&replaces);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let parts = reader.count("op", 4)?;
        if parts < 3 {
            return Err(reader.bad("op"));
        }
        let object = Object::read(reader)?;
        let key = reader.text("op.key", KEY_BYTES_MAX)?.to_owned();
        let written = reader.scalar_or_map("op.value")?.map_or(Written::Map, Written::Value);
        let replaces = match parts {
            4 => reader.list("op.replaces", PREDS_MAX)?,
            _ => Vec::new(),
        };
        reader.ascending("op.replaces", &replaces, |id| *id)?;
        Ok(Self { object, key, written, replaces })
    }
}
