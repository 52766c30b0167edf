//! What both ends remember of the entries before, so that it need not be said again.

use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;

use super::shape::Shape;
use crate::change::Change;
use crate::envelope::Header;
use crate::id::{Actor, ChangeHash, DeviceId, Division, EnvelopeHash, Kind, RecordId};
use crate::key::Suite;
use crate::scalar::Scalar;

/// Larger shapes are not remembered: people's forms are smaller, and what is remembered must stay
/// in step with what was said.
const SHAPE_OPS_MAX: usize = 64;

/// What was said so far.
#[derive(Default)]
pub(super) struct Memory {
    /// Devices and how they sign.
    pub(super) devices: Table<(Suite, DeviceId)>,
    /// What records are about, and where.
    pub(super) places: Table<(Kind, Division)>,
    /// Records.
    pub(super) records: Table<RecordId>,
    /// Writers.
    pub(super) actors: Table<Actor>,
    /// Shapes of changes.
    pub(super) shapes: Table<Rc<Shape>>,
    /// When the last word was said.
    pub(super) wall_ms: i64,
    values: HashMap<usize, Vec<Scalar>>,
    chains: HashMap<DeviceId, Last>,
    chances: HashMap<DeviceId, u64>,
    grown: HashMap<RecordId, Grown>,
    seqs: HashMap<Actor, u64>,
}

/// Where a device's chain stands.
#[derive(Clone, Copy)]
pub(super) struct Last {
    /// The counter of its last envelope.
    pub(super) counter: u64,
    /// That envelope.
    pub(super) envelope: EnvelopeHash,
}

/// How far a record has grown.
#[derive(Default)]
pub(super) struct Grown {
    /// The counter of its last operation.
    pub(super) max_op: u64,
    /// Its changes.
    pub(super) changes: Table<ChangeHash>,
}

/// Things in the order they were first named.
pub(super) struct Table<T> {
    named: Vec<T>,
    places: HashMap<T, usize>,
}

impl Memory {
    /// Where a device's chain stands; before its first envelope when it said nothing yet.
    pub(super) fn last(&self, device: &DeviceId) -> Last {
        let first = Last { counter: 0, envelope: EnvelopeHash([0; EnvelopeHash::LEN_BYTES]) };
        self.chains.get(device).copied().unwrap_or(first)
    }

    /// A word was said.
    pub(super) fn said(&mut self, header: &Header, change: &Change, envelope: EnvelopeHash) {
        self.chains.insert(header.device, Last { counter: header.counter, envelope });
        self.seqs.insert(change.actor, change.seq);
        self.wall_ms = header.wall_ms;
        let grown = self.grown(header.record);
        grown.max_op = change.max_op();
        grown.changes.name(header.change);
    }

    /// Names a writer of a device. False when it was named before.
    pub(super) fn actor(&mut self, actor: Actor, device: DeviceId) -> bool {
        if let Some(chance) = own_chance(&actor, &device) {
            self.chances.insert(device, chance);
        }
        self.actors.name(actor)
    }

    /// The part of the newest name of a device's writer that is not the device's.
    pub(super) fn chance(&self, device: DeviceId) -> u64 {
        self.chances.get(&device).copied().unwrap_or_default()
    }

    /// Names a shape, unless it is so large that it is said anew each time. False when it was named
    /// before.
    pub(super) fn shape(&mut self, shape: &Rc<Shape>) -> bool {
        shape.0.len() > SHAPE_OPS_MAX || self.shapes.name(Rc::clone(shape))
    }

    /// What the last change of a shape wrote.
    pub(super) fn before(&self, shape: &Rc<Shape>) -> Option<&[Scalar]> {
        self.values.get(&self.shapes.place(shape)?).map(Vec::as_slice)
    }

    /// A change of a shape wrote this.
    pub(super) fn wrote(&mut self, shape: &Rc<Shape>, values: Vec<Scalar>) {
        if let Some(place) = self.shapes.place(shape) {
            self.values.insert(place, values);
        }
    }

    /// How far a record has grown.
    pub(super) fn grown(&mut self, record: RecordId) -> &mut Grown {
        self.grown.entry(record).or_default()
    }

    /// The number of a writer's last change; 0 when it wrote none.
    pub(super) fn seq(&self, actor: &Actor) -> u64 {
        self.seqs.get(actor).copied().unwrap_or_default()
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// How many were named since, itself counted; 0 when it is new.
    pub(super) fn back(&self, thing: &T) -> u64 {
        self.places.get(thing).map_or(0, |place| (self.named.len() - place) as u64)
    }

    /// What was named so many ago; `None` when nothing was, or its like was named since.
    pub(super) fn named(&self, back: u64) -> Option<&T> {
        let place = self.named.len().checked_sub(usize::try_from(back).ok()?)?;
        self.named.get(place).filter(|thing| self.back(thing) == back)
    }

    /// The place of what is there.
    pub(super) fn place(&self, thing: &T) -> Option<usize> {
        self.places.get(thing).copied()
    }

    /// Names it. False when it was named before: whoever says it anew says it in more bytes than
    /// needed.
    pub(super) fn name(&mut self, thing: T) -> bool {
        let is_new = self.places.insert(thing.clone(), self.named.len()).is_none();
        self.named.push(thing);
        is_new
    }
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { named: Vec::new(), places: HashMap::new() }
    }
}

/// The part of a writer's name that is not its device's, where the rest is.
pub(super) fn own_chance(actor: &Actor, device: &DeviceId) -> Option<u64> {
    let (name, chance) = actor.0.split_first_chunk::<8>()?;
    let chance = chance.first_chunk().map(|chance| u64::from_be_bytes(*chance))?;
    (*name == device.0[..8]).then_some(chance)
}
