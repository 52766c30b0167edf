//! Ids as the names that scenarios use.

use std::collections::BTreeMap;

use fangxian_protocol::id::Division;
use serde_json::Value;

use crate::scenario::stage::{Units, World};

/// The names of everyone and everything in a scenario.
pub(super) struct Names<'a> {
    named: BTreeMap<String, &'a str>,
    units: &'a Units,
}

impl<'a> Names<'a> {
    pub(super) fn of(world: &'a World) -> Self {
        let people = world.people.iter().map(|(name, id)| (id.to_string(), name.as_str()));
        let records = world.records.iter().map(|(name, id)| (id.to_string(), name.as_str()));
        Self { named: people.chain(records).collect(), units: &world.units }
    }

    /// What an id stands for; itself when it is none.
    pub(super) fn name(&self, id: &str) -> String {
        match (self.named.get(id), id.parse::<Division>()) {
            (Some(name), _) => (*name).to_owned(),
            (None, Ok(division)) => self.units.name(division),
            (None, Err(_)) => id.to_owned(),
        }
    }

    /// The same of every id in what was found.
    pub(super) fn put_into(&self, found: Value) -> Value {
        match found {
            Value::String(id) => Value::String(self.name(&id)),
            Value::Array(items) => items.into_iter().map(|item| self.put_into(item)).collect(),
            Value::Object(map) => {
                let named = |(key, value): (String, Value)| (self.name(&key), self.put_into(value));
                Value::Object(map.into_iter().map(named).collect())
            }
            other => other,
        }
    }
}
