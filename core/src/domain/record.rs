//! A record as every room above sees it: fields, facts and evidence.

use std::collections::BTreeMap;

use serde::Serialize;

use fangxian_protocol::id::{
    ChangeHash, DeviceId, Division, EvidenceHash, FactId, Kind, PersonId, RecordId,
};
use fangxian_protocol::scalar::Scalar;

pub use super::fact::Props;
use super::fact::{Body, Fact, plain};
use super::{field, id_text};

/// One record (记录), hydrated from its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// What it is about.
    pub kind: Kind,
    /// The village it belongs to (属地).
    pub home: Division,
    /// The version of the vocabulary it was opened with.
    pub schema: i64,
    /// What describes it: every value that survived the merge. More than one is a conflict.
    pub fields: BTreeMap<String, Vec<FieldValue>>,
    /// What happened to it. Facts are never edited and never removed.
    pub facts: BTreeMap<FactId, Fact>,
    /// Attachments by content hash. They only grow.
    pub evidence: BTreeMap<EvidenceHash, Evidence>,
}

impl Record {
    /// Whether a newer version wrote something here that this one does not understand.
    pub(crate) fn has_unknown(&self) -> bool {
        let newer =
            |fact: &Fact| matches!(fact.body, Body::Unknown { .. }) || !fact.more.is_empty();
        self.facts.values().any(newer)
            || self.fields.keys().any(|name| !field::known(self.kind.as_str(), name))
    }
}

/// One value of a field, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldValue {
    /// The value.
    #[serde(serialize_with = "plain")]
    pub value: Scalar,
    /// The change that wrote it.
    #[serde(with = "id_text")]
    pub change: ChangeHash,
    /// Who signed that change; `None` while its envelope has not arrived.
    pub author: Option<Author>,
}

/// Who signed a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Author {
    /// The person the device was certified for.
    #[serde(with = "id_text")]
    pub person: PersonId,
    /// The device.
    #[serde(with = "id_text")]
    pub device: DeviceId,
    /// What the device's clock said: a claim, never an order.
    pub wall_ms: i64,
}

/// An attachment (证据) a record lists by content hash; the bytes travel beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// What the record says of it: `mime`, `bytes`, `role` (`before`, `after`, `paper` …), `at`
    /// and `by`.
    pub props: Props,
    /// The centre has its bytes, and they are what the hash says; `false` is 待上传.
    pub arrived: bool,
}

impl Evidence {
    /// Words the record says of it, such as its `mime`; nothing when it says none.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.props.get(name) {
            Some(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A number the record says of it, such as how many `bytes` it has.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.props.get(name) {
            Some(Scalar::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether it shows what was there before any work (整改前).
    pub(crate) fn is_before(&self) -> bool {
        self.text("role") == Some("before")
    }

    /// Whether it shows the work done (整改后).
    pub(crate) fn is_after(&self) -> bool {
        self.text("role") == Some("after")
    }
}
