//! Ids as the names scenarios use.

use fangxian::store::Place;
use fangxian_protocol::id::{PersonId, RecordId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::scenario::stage::World;

pub(super) fn person(world: &World, id: &PersonId) -> String {
    let known = world.people.iter().find(|(_, known)| *known == id);
    known.map_or_else(|| id.to_string(), |(name, _)| name.clone())
}

pub(super) fn record(world: &World, id: RecordId) -> String {
    let known = world.records.iter().find(|(_, known)| **known == id);
    known.map_or_else(|| id.to_string(), |(name, _)| name.clone())
}

/// A word of the vocabulary as files write it.
pub(super) fn word(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

pub(super) fn place(place: Place) -> Value {
    json!(match place {
        Place::OnlyHere => "only_here",
        Place::Sent => "sent",
        Place::Accepted => "accepted",
        Place::Quarantined => "quarantined",
    })
}
