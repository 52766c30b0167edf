//! Entries → columns.

use std::rc::Rc;

use super::Hashing;
use super::columns::{Column, Filling};
use super::memory::{Last, Memory, own_chance};
use super::shape::{Key, Shape, Whose};
use super::values;
use crate::change::{Change, Object, OpId, Written};
use crate::entry::{Arrival, Entry};
use crate::envelope::{Envelope, Header};
use crate::id::{Actor, ChangeHash, DeviceId, RecordId};
use crate::scalar::Scalar;

/// An entry as it is, that nothing is known of.
pub(super) const PLAIN: u64 = 0;
/// An arrival.
pub(super) const ARRIVAL: u64 = 1;
/// A word; what it gives is added.
pub(super) const WORD: u64 = 2;
/// The word states which envelope came before it.
pub(super) const GIVES_PREVIOUS: u64 = 1;
/// The word states a hash that its change does not have.
pub(super) const GIVES_HASH: u64 = 2;
/// A writer whose name begins as its device's does.
pub(super) const OWN_ACTOR: u64 = 0;
/// A writer's whole name.
pub(super) const OTHER_ACTOR: u64 = 1;
/// The hash of a change that cannot be.
pub(super) const NO_HASH: ChangeHash = ChangeHash([0; ChangeHash::LEN_BYTES]);

/// Entries being packed.
pub(super) struct Packing<'a> {
    filling: Filling,
    memory: Memory,
    hash: Hashing<'a>,
}

impl<'a> Packing<'a> {
    pub(super) fn new(hash: Hashing<'a>) -> Self {
        Self { filling: Filling::new(), memory: Memory::default(), hash }
    }

    pub(super) fn finish(self) -> Vec<Vec<u8>> {
        self.filling.finish()
    }

    pub(super) fn add(&mut self, entry: &[u8]) {
        match Entry::from_bytes(entry) {
            Ok(Entry::Word(word)) => self.word(entry, &word),
            Ok(Entry::Arrival(arrival)) => self.arrival(&arrival),
            Err(_) => {
                self.order(PLAIN);
                self.filling.at(Column::Length).u64(entry.len() as u64);
                self.bytes(entry);
            }
        }
    }

    fn arrival(&mut self, arrival: &Arrival) {
        self.order(ARRIVAL);
        self.record(arrival.record);
        self.order(arrival.tags.len() as u64);
        arrival.tags.iter().for_each(|tag| self.bytes(&tag.0));
    }

    fn word(&mut self, entry: &[u8], word: &Envelope) {
        let Envelope { header, change, signature } = word;
        let computed = (self.hash)(change).unwrap_or(NO_HASH);
        let last = self.memory.last(&header.device);
        let previous = if last.envelope == header.previous { 0 } else { GIVES_PREVIOUS };
        let hash = if computed == header.change { 0 } else { GIVES_HASH };
        self.order(WORD + previous + hash);
        self.header(header, last);
        if previous > 0 {
            self.bytes(&header.previous.0);
        }
        if hash > 0 {
            self.bytes(&header.change.0);
        }
        self.change(header, change);
        self.bytes(&signature.0);
        self.memory.said(header, change, Envelope::hash(entry));
    }

    fn header(&mut self, header: &Header, last: Last) {
        let device = (header.suite, header.device);
        let back = self.memory.devices.back(&device);
        self.order(back);
        if back == 0 {
            self.filling.at(Column::Defined).u64(header.suite.number());
            self.bytes(&header.device.0);
            self.memory.devices.name(device);
        }
        let place = (header.kind.clone(), header.home);
        let back = self.memory.places.back(&place);
        self.order(back);
        if back == 0 {
            let defined = self.filling.at(Column::Defined);
            defined.text(header.kind.as_str()).u64(header.home.as_u64());
            self.memory.places.name(place);
        }
        self.record(header.record);
        self.apart(header.counter, last.counter);
        let since = header.wall_ms.wrapping_sub(self.memory.wall_ms);
        self.filling.at(Column::Number).i64(since);
    }

    fn change(&mut self, header: &Header, change: &Change) {
        self.actor(change.actor, &header.device);
        let seq = self.memory.seq(&change.actor);
        self.apart(change.seq, seq);
        let max_op = self.memory.grown(header.record).max_op;
        self.apart(change.start_op, max_op);
        self.order(change.deps.len() as u64);
        for dep in &change.deps {
            let back = self.memory.grown(header.record).changes.back(dep);
            self.order(back);
            if back == 0 {
                self.bytes(&dep.0);
            }
        }
        self.order(change.others.len() as u64);
        change.others.iter().for_each(|other| self.actor(*other, &header.device));
        self.ops(header, change);
    }

    fn ops(&mut self, header: &Header, change: &Change) {
        let shape = Rc::new(Shape::of(change, header.wall_ms));
        let back = self.memory.shapes.back(&shape);
        self.order(back);
        if back == 0 {
            shape.write(self.filling.at(Column::Defined));
            self.memory.shape(&shape);
        }
        for (op, shape) in change.ops.iter().zip(&shape.0) {
            if let (Object::Made(id), Some(whose)) = (&op.object, shape.object) {
                self.op_id(id, whose);
            }
            op.replaces.iter().zip(&shape.replaces).for_each(|(id, whose)| self.op_id(id, *whose));
            if let Key::Id(_) = shape.key {
                self.bytes(&unhex(&op.key));
            }
        }
        let given = given(change);
        let before = self.memory.before(&shape);
        values::write(&mut self.filling, &given, before, header.wall_ms);
        let given = given.into_iter().cloned().collect();
        self.memory.wrote(&shape, given);
    }

    fn op_id(&mut self, id: &OpId, whose: Whose) {
        if let Whose::Writer(_) = whose {
            self.order(id.counter);
        }
    }

    fn record(&mut self, record: RecordId) {
        let back = self.memory.records.back(&record);
        self.order(back);
        if back == 0 {
            self.bytes(&record.0);
            self.memory.records.name(record);
        }
    }

    fn actor(&mut self, actor: Actor, device: &DeviceId) {
        let back = self.memory.actors.back(&actor);
        match (back, own_chance(&actor, device)) {
            (0, Some(chance)) => {
                self.order(OWN_ACTOR);
                let apart = chance.wrapping_sub(self.memory.chance(*device));
                self.filling.at(Column::Number).i64(apart.cast_signed());
            }
            (0, None) => {
                self.order(OTHER_ACTOR);
                self.bytes(&actor.0);
            }
            (back, _) => self.order(OTHER_ACTOR + back),
        }
        if back == 0 {
            self.memory.actor(actor, *device);
        }
    }

    /// A number that is usually one more than the last.
    fn apart(&mut self, number: u64, last: u64) {
        let expected = last.wrapping_add(1);
        self.filling.at(Column::Order).i64(number.wrapping_sub(expected).cast_signed());
    }

    fn order(&mut self, number: u64) {
        self.filling.at(Column::Order).u64(number);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.filling.at(Column::Bytes).raw(bytes);
    }
}

/// The values that are given apart from the shape of a change.
fn given(change: &Change) -> Vec<&Scalar> {
    let values = change.ops.iter().filter_map(|op| match &op.written {
        Written::Map | Written::Value(Scalar::Null | Scalar::Bool(_)) => None,
        Written::Value(value) => Some(value),
    });
    values.collect()
}

fn unhex(key: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or_default() as u8;
    let (pairs, _) = key.as_bytes().as_chunks();
    pairs.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
}
