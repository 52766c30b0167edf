//! The shape of a change: what it writes where, without the values. Forms that people fill in give
//! changes of few shapes.

use crate::change::{Change, Object, Op, OpId, Written};
use crate::codec::{Fault, Malformed, Reader, Writer};
use crate::limits::{KEY_BYTES_MAX, NUMBER_MAX, OPS_MAX, PREDS_MAX};
use crate::scalar::Scalar;

/// Values this near to when the word was said are written as a difference to it: 49 days.
const MOMENT_MS: u64 = 1 << 32;
/// Keys of at least so many hexadecimal digits are ids.
const HEX_DIGITS_MIN: usize = 16;

/// The shape of a change.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Shape(pub(super) Vec<OpShape>);

/// The shape of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct OpShape {
    /// Into which map; `None` is the document itself.
    pub(super) object: Option<Whose>,
    /// At which key.
    pub(super) key: Key,
    /// Of which sort the value is.
    pub(super) sort: Sort,
    /// Whose operations it replaces.
    pub(super) replaces: Vec<Whose>,
}

/// Whose an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    /// Of this change, so many before.
    Before(u64),
    /// Of an earlier change of this writer.
    Writer(u64),
}

/// A key of a map.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A name.
    Name(String),
    /// An id of so many bytes.
    Id(usize),
}

/// A sort of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    Map,
    Null,
    False,
    True,
    Int,
    /// A whole number that is a time near to when the word was said.
    Moment,
    Text,
    Bytes,
}

impl Shape {
    /// The shape of a change that was said then.
    pub(super) fn of(change: &Change, wall_ms: i64) -> Self {
        let op = |(place, op): (usize, &Op)| OpShape {
            object: match &op.object {
                Object::Root => None,
                Object::Made(id) => Some(Whose::of(id, change.start_op, place)),
            },
            key: Key::of(&op.key),
            sort: Sort::of(&op.written, wall_ms),
            replaces: op.replaces.iter().map(|id| Whose::of(id, change.start_op, place)).collect(),
        };
        Self(change.ops.iter().enumerate().map(op).collect())
    }

    /// Those of its operations whose values are given apart.
    pub(super) fn given(&self) -> impl Iterator<Item = Sort> {
        let sorts = self.0.iter().map(|op| op.sort);
        sorts.filter(|sort| !matches!(sort, Sort::Map | Sort::Null | Sort::False | Sort::True))
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.u64(self.0.len() as u64);
        for op in &self.0 {
            match op.object {
                None => writer.u64(0),
                Some(whose) => whose.write(writer),
            };
            match &op.key {
                Key::Name(name) => writer.u64(0).text(name),
                Key::Id(bytes) => writer.u64(*bytes as u64),
            };
            writer.u64(op.sort as u64).u64(op.replaces.len() as u64);
            op.replaces.iter().for_each(|whose| {
                whose.write(writer);
            });
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let ops = size(reader, "batch.ops", OPS_MAX)?;
        let mut shape = Vec::with_capacity(ops);
        for place in 0..ops {
            shape.push(OpShape::read(reader, place)?);
        }
        Ok(Self(shape))
    }
}

impl OpShape {
    fn read(reader: &mut Reader<'_>, place: usize) -> Result<Self, Malformed> {
        let object = match reader.u64("batch.object")? {
            0 => None,
            whose => Some(Whose::read(reader, whose, place)?),
        };
        let key = match size(reader, "batch.key", KEY_BYTES_MAX / 2)? {
            0 => Key::Name(reader.text("batch.key", KEY_BYTES_MAX)?.to_owned()),
            bytes => Key::Id(bytes),
        };
        let honest = match &key {
            Key::Name(name) => Key::of(name) == key,
            Key::Id(bytes) => bytes * 2 >= HEX_DIGITS_MIN,
        };
        let sort = Sort::from_number(reader.u64("batch.sort")?);
        let (true, Some(sort)) = (honest, sort) else { return Err(reader.bad("batch.key")) };
        let replaces = size(reader, "batch.replaces", PREDS_MAX)?;
        let replaced = |_| {
            let whose = reader.positive("batch.replaces")?;
            Whose::read(reader, whose, place)
        };
        let replaces = (0..replaces).map(replaced).collect::<Result<_, _>>()?;
        Ok(Self { object, key, sort, replaces })
    }
}

impl Whose {
    fn of(id: &OpId, start_op: u64, place: usize) -> Self {
        let here = start_op.saturating_add(place as u64);
        match id.writer == 0 && (start_op..here).contains(&id.counter) {
            true => Self::Before(here - id.counter),
            false => Self::Writer(id.writer),
        }
    }

    /// The operation, where the counter of an earlier change's is given. `None` where it could
    /// have been said shorter.
    pub(super) fn op(self, start_op: u64, place: usize, given: u64) -> Option<OpId> {
        let here = start_op.checked_add(place as u64)?;
        let id = match self {
            Self::Before(back) => OpId { counter: here.checked_sub(back)?, writer: 0 },
            Self::Writer(writer) => OpId { counter: given, writer },
        };
        let fits = id.counter <= NUMBER_MAX && Self::of(&id, start_op, place) == self;
        fits.then_some(id)
    }

    fn write(self, writer: &mut Writer) -> &mut Writer {
        match self {
            Self::Before(back) => writer.u64(1).u64(back),
            Self::Writer(of) => writer.u64(of.saturating_add(2)),
        }
    }

    fn read(reader: &mut Reader<'_>, number: u64, place: usize) -> Result<Self, Malformed> {
        match number {
            1 => {
                let back = reader.positive("batch.before")?;
                let is_there = back <= place as u64;
                is_there.then_some(Self::Before(back)).ok_or(reader.bad("batch.before"))
            }
            _ => number.checked_sub(2).map(Self::Writer).ok_or(reader.bad("batch.writer")),
        }
    }
}

impl Key {
    fn of(key: &str) -> Self {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_id = key.len() >= HEX_DIGITS_MIN && key.len().is_multiple_of(2);
        match is_id && key.bytes().all(is_hex) {
            true => Self::Id(key.len() / 2),
            false => Self::Name(key.to_owned()),
        }
    }
}

impl Sort {
    fn of(written: &Written, wall_ms: i64) -> Self {
        match written {
            Written::Map => Self::Map,
            Written::Value(Scalar::Null) => Self::Null,
            Written::Value(Scalar::Bool(false)) => Self::False,
            Written::Value(Scalar::Bool(true)) => Self::True,
            Written::Value(Scalar::Int(number)) => Self::of_int(*number, wall_ms),
            Written::Value(Scalar::Text(_)) => Self::Text,
            Written::Value(Scalar::Bytes(_)) => Self::Bytes,
        }
    }

    /// Whether a number is a time near to when the word was said.
    pub(super) fn of_int(number: i64, wall_ms: i64) -> Self {
        let apart = number.checked_sub(wall_ms).map(i64::unsigned_abs);
        if apart.is_some_and(|apart| apart < MOMENT_MS) { Self::Moment } else { Self::Int }
    }

    fn from_number(number: u64) -> Option<Self> {
        const ALL: [Sort; 8] = [
            Sort::Map,
            Sort::Null,
            Sort::False,
            Sort::True,
            Sort::Int,
            Sort::Moment,
            Sort::Text,
            Sort::Bytes,
        ];
        usize::try_from(number).ok().and_then(|number| ALL.get(number).copied())
    }
}

/// Reads how many there are, at most `max`.
pub(super) fn size(
    reader: &mut Reader<'_>,
    field: &'static str,
    max: usize,
) -> Result<usize, Malformed> {
    let many = Malformed { field, at_byte: reader.position(), fault: Fault::TooMany };
    let size = usize::try_from(reader.u64(field)?).unwrap_or(usize::MAX);
    (size <= max).then_some(size).ok_or(many)
}
