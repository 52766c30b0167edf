//! Document → record. Walks the known maps only, so a deep document cannot exhaust the stack.

use std::collections::BTreeMap;

use fangxian_protocol::id::{ChangeHash, Division, Kind, RecordId};
use fangxian_protocol::scalar::Scalar;

use super::contents::{About, EVIDENCE, FACTS, FIELDS, HOME, ID, KIND, SCHEMA};
use super::engine::{Engine, Failed, Map};
use super::refused::Unreadable;
use crate::domain::centre;
use crate::domain::fact::Fact;
use crate::domain::field::cleaned;
use crate::domain::record::{Author, Evidence, FieldValue, Props, Record};
use crate::domain::text::line;

/// What the record is about, from the root of its document.
pub(super) fn about(engine: &Engine) -> Result<About, Unreadable> {
    let text = |key| match engine.root(key) {
        Ok(Scalar::Text(text)) => Ok(text),
        _ => Err(Unreadable::at(key)),
    };
    let kind: Result<Kind, _> = text(KIND)?.parse();
    let record: Result<RecordId, _> = text(ID)?.parse();
    let home: Result<Division, _> = text(HOME)?.parse();
    let Ok(Scalar::Int(schema)) = engine.root(SCHEMA) else {
        return Err(Unreadable::at(SCHEMA));
    };
    Ok(About {
        record: record.map_err(|_| Unreadable::at(ID))?,
        kind: kind.map_err(|_| Unreadable::at(KIND))?,
        home: home.map_err(|_| Unreadable::at(HOME))?,
        schema,
    })
}

/// The whole record.
pub(super) fn record(
    engine: &Engine,
    about: About,
    author: &dyn Fn(&ChangeHash) -> Option<Author>,
) -> Result<Record, Unreadable> {
    let mut record = Record {
        id: about.record,
        kind: about.kind,
        home: about.home,
        schema: about.schema,
        fields: BTreeMap::new(),
        facts: BTreeMap::new(),
        evidence: BTreeMap::new(),
    };
    if engine.changes() == 0 {
        return Ok(record);
    }
    let map = |key| engine.map(key).map_err(|_| Unreadable::at(key));
    let fields = map(FIELDS)?;
    for name in engine.keys(&fields) {
        let mut values = field(engine, &fields, &name, author);
        for one in values.iter_mut().flatten() {
            let value = std::mem::replace(&mut one.value, Scalar::Null);
            one.value = cleaned(record.kind.as_str(), &name, value);
        }
        record.fields.insert(name, values.map_err(|_| Unreadable::at(FIELDS))?);
    }
    let facts = map(FACTS)?;
    for key in engine.keys(&facts) {
        let id = key.parse().map_err(|_| Unreadable::at(FACTS))?;
        let props = merged(engine, &facts, &key).map_err(|_| Unreadable::at(FACTS))?;
        let fact = Fact::from_props(&record.kind, id, props);
        let fact = fact.map_err(|bad| Unreadable::at(bad.property))?;
        record.facts.insert(id, fact);
    }
    let evidence = map(EVIDENCE)?;
    for key in engine.keys(&evidence) {
        let hash = key.parse().map_err(|_| Unreadable::at(EVIDENCE))?;
        let mut props = merged(engine, &evidence, &key).map_err(|_| Unreadable::at(EVIDENCE))?;
        for value in props.values_mut() {
            if let Scalar::Text(text) = value {
                *text = line(text).into_owned();
            }
        }
        record.evidence.insert(hash, Evidence { props, arrived: false });
    }
    centre::mark_arrived(&mut record);
    Ok(record)
}

/// The properties of every map at a key: what was said first stands, what came later adds.
pub(super) fn merged(engine: &Engine, map: &Map, key: &str) -> Result<Props, Failed> {
    let mut props = Props::new();
    for said in engine.maps(map, key)? {
        for (name, value) in engine.scalars(&said)? {
            props.entry(name).or_insert(value);
        }
    }
    Ok(props)
}

fn field(
    engine: &Engine,
    fields: &Map,
    name: &str,
    author: &dyn Fn(&ChangeHash) -> Option<Author>,
) -> Result<Vec<FieldValue>, Failed> {
    let standing = engine.standing(fields, name)?;
    let values = standing.into_iter().map(|found| FieldValue {
        author: author(&found.change),
        value: found.value,
        change: found.change,
    });
    Ok(values.collect())
}
