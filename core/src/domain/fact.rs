//! A fact: something that happened, said by a person in a role on a device.
//!
//! Facts merge by union. A fact that can silence danger or replace a decision carries `seen`: the
//! ids of the facts its author had before them (D4). No wall clock ever decides "after".

pub mod door;
mod flat;
mod named;
mod props;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId, Scope};
use fangxian_protocol::scalar::Scalar;

use super::person::Role;

pub use super::kinds::Body;
pub(super) use flat::{flatten, plain, unflatten};
pub(super) use read::Misread;

/// Properties of one map in a document, by name.
pub type Props = BTreeMap<String, Scalar>;

/// One fact (事实) of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its id within the record.
    pub id: FactId,
    /// Who says so.
    pub by: PersonId,
    /// In which role they said it.
    pub role: Role,
    /// Where the post holds from which an office said it: its unit. `None` for words that are no
    /// office's, and in facts from before offices said it.
    pub post: Option<Scope>,
    /// The lowest office that may decide on it, as its author was told, when that is above a
    /// township: a proposal of theirs stays one when what stood in its way falls away, on another
    /// record that is looked at together with this one too (45, 46).
    pub asked: Option<Role>,
    /// What their device's clock said, in milliseconds since 1970 UTC: a claim.
    pub at_ms: i64,
    /// The facts they had before them. Empty for facts that only add.
    pub seen: BTreeSet<FactId>,
    /// What happened.
    pub body: Body,
    /// What a newer version says of it beside that: kept, carried and said again word for word,
    /// and without effect here.
    pub more: Props,
}

/// A property of a fact is missing or malformed, so the fact cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fact {id}: property `{property}` is missing or malformed")]
pub struct BadFact {
    /// Which fact.
    pub id: FactId,
    /// Which property.
    pub property: &'static str,
}
