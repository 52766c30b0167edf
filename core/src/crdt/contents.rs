//! What a change says in the words of the vocabulary: fields put, facts and evidence added.
//!
//! A document is `{kind, id, home, schema, fields{…}, facts{id→{…}}, evidence{hash→{…}}}`. The
//! seven root keys are written once, in this order, by the change that opens the record.

use std::collections::BTreeMap;

use fangxian_protocol::change::Written;
use fangxian_protocol::id::{Division, EvidenceHash, FactId, Kind, RecordId};
use fangxian_protocol::message::RefusalCode::{OutsideSchema, WrongRecord};
use fangxian_protocol::scalar::Scalar;

use super::commit::{Commit, Id, Put};
use super::refused::Refused;
use crate::domain::record::Props;

pub(super) const KIND: &str = "kind";
pub(super) const ID: &str = "id";
pub(super) const HOME: &str = "home";
pub(super) const SCHEMA: &str = "schema";
pub(super) const FIELDS: &str = "fields";
pub(super) const FACTS: &str = "facts";
pub(super) const EVIDENCE: &str = "evidence";
/// How many operations open a record.
pub(super) const OPENING: usize = 7;

/// The maps of a document, by the operation that made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) fields: Id,
    pub(super) facts: Id,
    pub(super) evidence: Id,
}

/// What a record is about; written by its first change, never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) record: RecordId,
    pub(super) kind: Kind,
    pub(super) home: Division,
    pub(super) schema: i64,
}

/// A value put at a field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FieldPut<'a> {
    pub(super) id: Id,
    pub(super) name: &'a str,
    pub(super) replaces: &'a [Id],
}

/// Everything one change says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contents<'a> {
    /// Present in the change that opens the record.
    pub(super) opening: Option<About>,
    pub(super) layout: Layout,
    pub(super) fields: Vec<FieldPut<'a>>,
    /// In the order they are said.
    pub(super) facts: Vec<(FactId, Props)>,
    pub(super) evidence: Vec<(EvidenceHash, Props)>,
}

impl About {
    /// The operations that open a record.
    pub(super) fn opening(&self) -> Vec<Put> {
        let values = [
            (KIND, Scalar::Text(self.kind.to_string())),
            (ID, Scalar::Text(self.record.to_string())),
            (HOME, Scalar::Text(self.home.to_string())),
            (SCHEMA, Scalar::Int(self.schema)),
        ];
        let values = values.map(|(key, value)| (key, Written::Value(value)));
        let maps = [FIELDS, FACTS, EVIDENCE].map(|key| (key, Written::Map));
        let put = |(key, written): (&str, Written)| Put {
            object: None,
            key: key.to_owned(),
            written,
            replaces: Vec::new(),
        };
        values.into_iter().chain(maps).map(put).collect()
    }
}

impl Layout {
    /// The maps an opening change makes.
    pub(super) fn opened_by(commit: &Commit) -> Self {
        Self {
            fields: commit.id_at(OPENING - 3),
            facts: commit.id_at(OPENING - 2),
            evidence: commit.id_at(OPENING - 1),
        }
    }

    /// The maps a change seems to speak of, told by what it puts into them.
    fn supposed(commit: &Commit) -> Self {
        let nowhere = commit.id_at(commit.puts.len());
        let mut layout = Self { fields: nowhere, facts: nowhere, evidence: nowhere };
        for put in commit.puts.iter().rev() {
            let Some(object) = put.object else { continue };
            if object.actor == commit.actor && object.counter >= commit.start_op {
                continue;
            }
            match put.written {
                Written::Value(_) => layout.fields = object,
                Written::Map if put.key.len() == FactId::LEN_BYTES * 2 => layout.facts = object,
                Written::Map => layout.evidence = object,
            }
        }
        layout
    }
}

impl<'a> Contents<'a> {
    /// Reads a change against the maps of its document; `None` when the document has none yet.
    pub(super) fn read(commit: &'a Commit, layout: Option<Layout>) -> Result<Self, Refused> {
        match layout {
            Some(layout) => sort(commit, layout, 0),
            None => {
                let opening = read_opening(commit)?;
                let mut contents = sort(commit, Layout::opened_by(commit), OPENING)?;
                contents.opening = Some(opening);
                Ok(contents)
            }
        }
    }

    /// Reads a change without its document.
    pub(super) fn read_alone(commit: &'a Commit) -> Result<Self, Refused> {
        let layout = (!commit.deps.is_empty()).then(|| Layout::supposed(commit));
        Self::read(commit, layout)
    }
}

/// Whether a change writes to the document itself, as only the first may.
pub(super) fn writes_root(commit: &Commit) -> bool {
    commit.puts.iter().any(|put| put.object.is_none())
}

fn read_opening(commit: &Commit) -> Result<About, Refused> {
    let wrong = |part| Refused::new(WrongRecord, part);
    let opening = commit.puts.get(..OPENING).ok_or(wrong("root"))?;
    let text = |place: usize| match &opening[place].written {
        Written::Value(Scalar::Text(text)) => text.as_str(),
        _ => "",
    };
    let about = About {
        kind: text(0).parse().map_err(|_| wrong(KIND))?,
        record: text(1).parse().map_err(|_| wrong(ID))?,
        home: text(2).parse().map_err(|_| wrong(HOME))?,
        schema: match opening[3].written {
            Written::Value(Scalar::Int(schema)) => schema,
            _ => return Err(wrong(SCHEMA)),
        },
    };
    if about.opening() != opening {
        return Err(wrong("root"));
    }
    Ok(about)
}

/// A map made in this change, still being filled.
enum Making {
    Fact(FactId, Props),
    Evidence(EvidenceHash, Props),
}

fn sort(commit: &Commit, layout: Layout, skip: usize) -> Result<Contents<'_>, Refused> {
    let outside = |part| Refused::new(OutsideSchema, part);
    let mut fields: BTreeMap<&str, FieldPut<'_>> = BTreeMap::new();
    let mut making: BTreeMap<Id, Making> = BTreeMap::new();
    for (place, put) in commit.puts.iter().enumerate().skip(skip) {
        let id = commit.id_at(place);
        let object = put.object.ok_or(outside("root"))?;
        let fresh = match &put.written {
            Written::Value(_) if object == layout.fields => {
                let field = FieldPut { id, name: &put.key, replaces: &put.replaces };
                fields.insert(&put.key, field).is_none()
            }
            Written::Value(value) => {
                let props = match making.get_mut(&object).ok_or(outside("object"))? {
                    Making::Fact(_, props) | Making::Evidence(_, props) => props,
                };
                put.replaces.is_empty() && props.insert(put.key.clone(), value.clone()).is_none()
            }
            Written::Map if object == layout.facts => {
                let fact = put.key.parse().map_err(|_| outside(FACTS))?;
                making.insert(id, Making::Fact(fact, Props::new()));
                put.replaces.is_empty()
            }
            Written::Map if object == layout.evidence => {
                let hash = put.key.parse().map_err(|_| outside(EVIDENCE))?;
                making.insert(id, Making::Evidence(hash, Props::new()));
                put.replaces.is_empty()
            }
            Written::Map => return Err(outside("map")),
        };
        if !fresh {
            return Err(outside("replaces"));
        }
    }
    let mut contents = Contents {
        opening: None,
        layout,
        fields: fields.into_values().collect(),
        facts: Vec::new(),
        evidence: Vec::new(),
    };
    for made in making.into_values() {
        match made {
            Making::Fact(id, props) => contents.facts.push((id, props)),
            Making::Evidence(hash, props) => contents.evidence.push((hash, props)),
        }
    }
    Ok(contents)
}
