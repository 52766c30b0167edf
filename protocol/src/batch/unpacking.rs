//! Columns → entries. What could have been said shorter is refused.

use std::hash::Hash;
use std::rc::Rc;

use super::Hashing;
use super::columns::{Column, Emptying};
use super::memory::{Last, Memory, Table, own_chance};
use super::packing::{
    ARRIVAL, GIVES_HASH, GIVES_PREVIOUS, NO_HASH, OTHER_ACTOR, OWN_ACTOR, PLAIN, WORD,
};
use super::shape::{Key, Shape, Sort, Whose, size};
use super::values;
use crate::change::{Change, Object, Op, OpId, Written};
use crate::codec::{self, Fault, Malformed, Reader};
use crate::entry::{Arrival, Entry};
use crate::envelope::{Envelope, Header};
use crate::id::{Actor, ArrivalTag, ChangeHash, DeviceId, Division, EnvelopeHash, Kind, RecordId};
use crate::key::{Signature, Suite};
use crate::limits::{
    CHANGE_BYTES_MAX, DEPS_MAX, ENVELOPE_BYTES_MAX, EVIDENCE_PER_CHANGE_MAX, KIND_BYTES_MAX,
    OTHER_ACTORS_MAX,
};
use crate::scalar::Scalar;

/// Entries being unpacked.
pub(super) struct Unpacking<'a, 'b> {
    emptying: Emptying<'b>,
    memory: Memory,
    hash: Hashing<'a>,
}

impl<'a, 'b> Unpacking<'a, 'b> {
    pub(super) fn new(emptying: Emptying<'b>, hash: Hashing<'a>) -> Self {
        Self { emptying, memory: Memory::default(), hash }
    }

    /// Requires that nothing is left.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        self.emptying.finish()
    }

    /// The next entry.
    pub(super) fn next(&mut self) -> Result<Vec<u8>, Malformed> {
        match self.order("batch.form")? {
            PLAIN => self.plain(),
            ARRIVAL => self.arrival(),
            form if form < WORD + 4 => self.word(form - WORD),
            _ => Err(self.bad("batch.form")),
        }
    }

    fn plain(&mut self) -> Result<Vec<u8>, Malformed> {
        let lengths = self.emptying.at(Column::Length);
        let len = size(lengths, "batch.plain", ENVELOPE_BYTES_MAX)?;
        let entry = self.emptying.at(Column::Bytes).raw("batch.plain", len)?;
        match Entry::from_bytes(entry) {
            Err(_) => Ok(entry.to_vec()),
            Ok(_) => Err(self.longer("batch.plain")),
        }
    }

    fn arrival(&mut self) -> Result<Vec<u8>, Malformed> {
        let record = self.record()?;
        let count = self.size("batch.tags", EVIDENCE_PER_CHANGE_MAX)?;
        let tag = |_| self.fixed("batch.tags").map(ArrivalTag);
        let tags: Vec<ArrivalTag> = (0..count).map(tag).collect::<Result<_, _>>()?;
        if tags.is_empty() {
            return Err(self.bad("batch.tags"));
        }
        self.orders().ascending("batch.tags", &tags, |tag| *tag)?;
        Ok(Arrival { record, tags: tags.into_iter().collect() }.to_bytes())
    }

    fn word(&mut self, gives: u64) -> Result<Vec<u8>, Malformed> {
        let (mut header, last) = self.header()?;
        header.previous = match gives & GIVES_PREVIOUS {
            0 => last.envelope,
            _ => EnvelopeHash(self.fixed("batch.previous")?),
        };
        let given = match gives & GIVES_HASH {
            0 => None,
            _ => Some(ChangeHash(self.fixed("batch.hash")?)),
        };
        let change = self.change(&header)?;
        let computed = (self.hash)(&change).unwrap_or(NO_HASH);
        header.change = given.unwrap_or(computed);
        let signature = Signature(self.fixed("batch.signature")?);
        if given == Some(computed) {
            return Err(self.longer("batch.hash"));
        }
        if gives & GIVES_PREVIOUS > 0 && header.previous == last.envelope {
            return Err(self.longer("batch.previous"));
        }
        let word = Envelope { header, change, signature };
        let entry = word.to_bytes();
        self.memory.said(&word.header, &word.change, Envelope::hash(&entry));
        Ok(entry)
    }

    /// The header, but for the hashes.
    fn header(&mut self) -> Result<(Header, Last), Malformed> {
        let (suite, device) = self.device()?;
        let (kind, home) = self.place()?;
        let record = self.record()?;
        let last = self.memory.last(&device);
        let counter = self.apart("batch.counter", last.counter)?;
        let since = self.emptying.at(Column::Number).i64("batch.time")?;
        let wall_ms = self.memory.wall_ms.wrapping_add(since);
        let (previous, change) = (last.envelope, NO_HASH);
        let header =
            Header { suite, device, counter, previous, wall_ms, kind, home, record, change };
        Ok((header, last))
    }

    fn device(&mut self) -> Result<(Suite, DeviceId), Malformed> {
        const DEVICE: &str = "batch.device";
        if let Some(known) = self.named(DEVICE, |memory| &memory.devices)? {
            return Ok(known);
        }
        let suite = Suite::from_number(self.emptying.at(Column::Defined).u64(DEVICE)?);
        let suite = suite.ok_or(self.bad(DEVICE))?;
        let device = (suite, DeviceId(self.fixed(DEVICE)?));
        let is_new = self.memory.devices.name(device);
        is_new.then_some(device).ok_or(self.longer(DEVICE))
    }

    fn place(&mut self) -> Result<(Kind, Division), Malformed> {
        const PLACE: &str = "batch.place";
        if let Some(known) = self.named(PLACE, |memory| &memory.places)? {
            return Ok(known);
        }
        let defined = self.emptying.at(Column::Defined);
        let kind: Kind = defined.parse(PLACE, KIND_BYTES_MAX)?;
        let home = Division::from_u64(defined.u64(PLACE)?).map_err(|_| defined.bad(PLACE))?;
        let is_new = self.memory.places.name((kind.clone(), home));
        is_new.then_some((kind, home)).ok_or(self.longer(PLACE))
    }

    fn record(&mut self) -> Result<RecordId, Malformed> {
        const RECORD: &str = "batch.record";
        if let Some(known) = self.named(RECORD, |memory| &memory.records)? {
            return Ok(known);
        }
        let record = RecordId(self.fixed(RECORD)?);
        let is_new = self.memory.records.name(record);
        is_new.then_some(record).ok_or(self.longer(RECORD))
    }

    fn actor(&mut self, device: &DeviceId) -> Result<Actor, Malformed> {
        const ACTOR: &str = "batch.actor";
        let actor = match self.order(ACTOR)? {
            OWN_ACTOR => {
                let apart = self.emptying.at(Column::Number).i64(ACTOR)?.cast_unsigned();
                let chance = self.memory.chance(*device).wrapping_add(apart);
                let mut actor = Actor([0; Actor::LEN_BYTES]);
                actor.0[..8].copy_from_slice(&device.0[..8]);
                actor.0[8..].copy_from_slice(&chance.to_be_bytes());
                actor
            }
            OTHER_ACTOR => {
                let actor = Actor(self.fixed(ACTOR)?);
                if own_chance(&actor, device).is_some() {
                    return Err(self.longer(ACTOR));
                }
                actor
            }
            back => {
                let known = self.memory.actors.named(back - OTHER_ACTOR).copied();
                return known.ok_or(self.bad(ACTOR));
            }
        };
        let is_new = self.memory.actor(actor, *device);
        is_new.then_some(actor).ok_or(self.longer(ACTOR))
    }

    fn change(&mut self, header: &Header) -> Result<Change, Malformed> {
        const DEPS: &str = "batch.deps";
        const OTHERS: &str = "batch.others";
        let actor = self.actor(&header.device)?;
        let seq = self.memory.seq(&actor);
        let seq = self.apart("batch.seq", seq)?;
        let max_op = self.memory.grown(header.record).max_op;
        let start_op = self.apart("batch.start_op", max_op)?;
        let deps = self.size(DEPS, DEPS_MAX)?;
        let deps = (0..deps).map(|_| self.dep(header.record)).collect::<Result<Vec<_>, _>>()?;
        self.orders().ascending(DEPS, &deps, |dep| *dep)?;
        let others = self.size(OTHERS, OTHER_ACTORS_MAX)?;
        let others = (0..others).map(|_| self.actor(&header.device));
        let others = others.collect::<Result<Vec<_>, _>>()?;
        let mut writers = [others.as_slice(), &[actor]].concat();
        writers.sort_unstable();
        self.orders().ascending(OTHERS, &writers, |writer| *writer)?;
        let ops = self.ops(header, (start_op, others.len() as u64))?;
        let change = Change { actor, seq, start_op, deps, others, ops };
        let too_long = Malformed { field: "batch.change", at_byte: 0, fault: Fault::TooLong };
        let fits = codec::encode(&change).len() <= CHANGE_BYTES_MAX;
        fits.then_some(change).ok_or(too_long)
    }

    fn dep(&mut self, record: RecordId) -> Result<ChangeHash, Malformed> {
        const DEPS: &str = "batch.deps";
        let back = self.order(DEPS)?;
        if back > 0 {
            let known = self.memory.grown(record).changes.named(back).copied();
            return known.ok_or(self.bad(DEPS));
        }
        let dep = ChangeHash(self.fixed(DEPS)?);
        let is_new = self.memory.grown(record).changes.back(&dep) == 0;
        is_new.then_some(dep).ok_or(self.longer(DEPS))
    }

    fn shape(&mut self) -> Result<Rc<Shape>, Malformed> {
        const SHAPE: &str = "batch.shape";
        if let Some(known) = self.named(SHAPE, |memory| &memory.shapes)? {
            return Ok(known);
        }
        let shape = Rc::new(Shape::read(self.emptying.at(Column::Defined))?);
        let is_new = self.memory.shape(&shape);
        is_new.then_some(shape).ok_or(self.longer(SHAPE))
    }

    fn ops(
        &mut self,
        header: &Header,
        (start_op, others): (u64, u64),
    ) -> Result<Vec<Op>, Malformed> {
        let shape = self.shape()?;
        let mut ops = Vec::with_capacity(shape.0.len());
        let mut key_bytes = 0;
        for (place, shape) in shape.0.iter().enumerate() {
            let mut op_id = |whose: &Whose| self.op_id(*whose, (start_op, place), others);
            let object = shape.object.as_ref().map(&mut op_id).transpose()?;
            let object = object.map_or(Object::Root, Object::Made);
            let replaces = shape.replaces.iter().map(op_id).collect::<Result<Vec<_>, _>>()?;
            self.orders().ascending("batch.replaces", &replaces, |id| *id)?;
            let key = match &shape.key {
                Key::Name(name) => name.clone(),
                Key::Id(bytes) => hex(self.emptying.at(Column::Bytes).raw("batch.key", *bytes)?),
            };
            key_bytes += key.len();
            ops.push(Op { object, key, written: Written::Map, replaces });
        }
        if key_bytes > CHANGE_BYTES_MAX {
            return Err(self.bad("batch.key"));
        }
        let before = self.memory.before(&shape);
        let given = values::read(&mut self.emptying, &shape, before, header.wall_ms)?;
        let mut values = given.iter();
        for (op, shape) in ops.iter_mut().zip(&shape.0) {
            let value = match shape.sort {
                Sort::Map => continue,
                Sort::Null => Some(Scalar::Null),
                Sort::False => Some(Scalar::Bool(false)),
                Sort::True => Some(Scalar::Bool(true)),
                _ => values.next().cloned(),
            };
            op.written = value.map_or(Written::Map, Written::Value);
        }
        self.memory.wrote(&shape, given);
        Ok(ops)
    }

    fn op_id(
        &mut self,
        whose: Whose,
        (start_op, place): (u64, usize),
        others: u64,
    ) -> Result<OpId, Malformed> {
        const ID: &str = "batch.op_id";
        let given = match whose {
            Whose::Before(_) => 0,
            Whose::Writer(writer) if writer > others => return Err(self.bad(ID)),
            Whose::Writer(_) => self.orders().positive(ID)?,
        };
        whose.op(start_op, place, given).ok_or(self.longer(ID))
    }

    /// What is back in a table; `None` when a new one follows.
    fn named<T: Clone + Eq + Hash>(
        &mut self,
        field: &'static str,
        table: fn(&Memory) -> &Table<T>,
    ) -> Result<Option<T>, Malformed> {
        match self.order(field)? {
            0 => Ok(None),
            back => match table(&self.memory).named(back).cloned() {
                None => Err(self.bad(field)),
                known => Ok(known),
            },
        }
    }

    /// A number that is usually one more than the last.
    fn apart(&mut self, field: &'static str, last: u64) -> Result<u64, Malformed> {
        let apart = self.orders().i64(field)?;
        let number = last.wrapping_add(1).wrapping_add(apart.cast_unsigned());
        let number = i64::try_from(number).ok().filter(|number| *number > 0);
        number.map(i64::cast_unsigned).ok_or(self.bad(field))
    }

    fn orders(&mut self) -> &mut Reader<'b> {
        self.emptying.at(Column::Order)
    }

    fn order(&mut self, field: &'static str) -> Result<u64, Malformed> {
        self.orders().u64(field)
    }

    fn size(&mut self, field: &'static str, max: usize) -> Result<usize, Malformed> {
        size(self.orders(), field, max)
    }

    fn fixed<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Malformed> {
        self.emptying.at(Column::Bytes).raw_fixed(field)
    }

    fn bad(&mut self, field: &'static str) -> Malformed {
        self.orders().bad(field)
    }

    /// The error for what could have been said shorter.
    fn longer(&mut self, field: &'static str) -> Malformed {
        let at_byte = self.orders().position();
        Malformed { field, at_byte, fault: Fault::NotCanonical }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
