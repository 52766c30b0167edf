//! The gate (D6): decides whether a change may enter a document, before the engine sees it.

use std::collections::BTreeSet;

use fangxian_protocol::change::Change;
use fangxian_protocol::id::{ChangeHash, FactId, Kind};
use fangxian_protocol::limits::{RECORD_BYTES_MAX, RECORD_CHANGES_MAX, RECORD_OPS_MAX};
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::message::RefusalCode::{
    BrokenSequence, Equivocation, MissingDependency, OutsideSchema, RecordFull, WrongRecord,
};

use super::commit::Commit;
use super::contents::{About, Contents, FACTS, HOME, ID, KIND, writes_root};
use super::document::Unreadable;
use super::engine::{Built, Failed};
use super::index::{Index, Past};
use super::shape;
use crate::domain::fact::Fact;
use crate::domain::record::Props;

/// A change was not taken; the document is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("refused: {} ({detail})", code.as_str())]
pub struct Refused {
    /// Why, in the words of the protocol.
    pub code: RefusalCode,
    /// Which part of it: a name of the vocabulary, never what a user typed.
    pub detail: &'static str,
}

/// The facts a change adds to a record of `kind`, read from the change alone.
///
/// # Errors
/// [`Refused`] when the change cannot be part of any record of that kind.
pub fn facts_of(kind: &Kind, change: &Change) -> Result<Vec<Fact>, Refused> {
    let commit = shape::resolve(change)?;
    let contents = Contents::read_alone(&commit)?;
    let fact = |(id, props): &(FactId, Props)| read_fact(kind, *id, props);
    contents.facts.iter().map(fact).collect()
}

/// The hash a change has once it is rebuilt from its list.
///
/// # Errors
/// [`Refused`] when the list cannot be one change.
pub fn hash_of(change: &Change) -> Result<ChangeHash, Refused> {
    Ok(Built::new(&shape::resolve(change)?)?.hash())
}

/// What passed the gate.
pub(super) struct Admitted<'a> {
    pub(super) contents: Contents<'a>,
    pub(super) facts: Vec<Fact>,
}

impl Refused {
    pub(super) fn new(code: RefusalCode, detail: &'static str) -> Self {
        Self { code, detail }
    }
}

impl From<Failed> for Refused {
    fn from(_: Failed) -> Self {
        Self::new(OutsideSchema, "engine")
    }
}

impl From<Unreadable> for Refused {
    fn from(_: Unreadable) -> Self {
        Self::new(OutsideSchema, "engine")
    }
}

/// Whether `commit` may follow what `index` knows of the record `about`.
pub(super) fn admit<'a>(
    index: &Index,
    about: &About,
    commit: &'a Commit,
) -> Result<Admitted<'a>, Refused> {
    if index.len() >= RECORD_CHANGES_MAX {
        return Err(Refused::new(RecordFull, "changes"));
    }
    let (ops, bytes) = index.weight();
    if ops + commit.puts.len() > RECORD_OPS_MAX {
        return Err(Refused::new(RecordFull, "ops"));
    }
    if bytes + commit.bytes() > RECORD_BYTES_MAX {
        return Err(Refused::new(RecordFull, "bytes"));
    }
    let past = follows(index, commit)?;
    let layout = match index.opened() {
        Some(_) if commit.deps.is_empty() || writes_root(commit) => {
            return Err(Refused::new(WrongRecord, "root"));
        }
        opened => opened.map(|(_, layout)| *layout),
    };
    let contents = Contents::read(commit, layout)?;
    if let Some(opening) = &contents.opening {
        same_record(opening, about)?;
    }
    for put in &contents.fields {
        if put.replaces != index.standing(put.name, &past) {
            return Err(Refused::new(OutsideSchema, "replaces"));
        }
    }
    let facts = facts(index, &past, &about.kind, &contents)?;
    Ok(Admitted { contents, facts })
}

/// Checks the order of writers and counters; gives the causal past.
fn follows(index: &Index, commit: &Commit) -> Result<Past, Refused> {
    let Some((past, max_op)) = index.past(&commit.deps) else {
        return Err(Refused::new(MissingDependency, "deps"));
    };
    if index.redundant(&commit.deps) {
        return Err(Refused::new(BrokenSequence, "deps"));
    }
    let own = index.written_by(&commit.actor);
    if commit.seq <= own.len() as u64 {
        return Err(Refused::new(Equivocation, "seq"));
    }
    if commit.seq != own.len() as u64 + 1 {
        return Err(Refused::new(BrokenSequence, "seq"));
    }
    if own.last().is_some_and(|previous| !past.holds(*previous)) {
        return Err(Refused::new(BrokenSequence, "deps"));
    }
    if commit.start_op != max_op + 1 {
        return Err(Refused::new(BrokenSequence, "start_op"));
    }
    Ok(past)
}

fn same_record(opening: &About, about: &About) -> Result<(), Refused> {
    let wrong = |part| Err(Refused::new(WrongRecord, part));
    match opening {
        _ if opening.kind != about.kind => wrong(KIND),
        _ if opening.record != about.record => wrong(ID),
        _ if opening.home != about.home => wrong(HOME),
        _ => Ok(()),
    }
}

/// Facts may have seen what lies in the causal past of their change or was said before them in it.
/// A fact that is there already may be said again, in the same words.
fn facts(
    index: &Index,
    past: &Past,
    kind: &Kind,
    contents: &Contents<'_>,
) -> Result<Vec<Fact>, Refused> {
    let mut said: BTreeSet<FactId> = BTreeSet::new();
    let mut facts = Vec::with_capacity(contents.facts.len());
    for (id, props) in &contents.facts {
        if said.contains(id) || index.said(id).is_some_and(|there| there != props) {
            return Err(Refused::new(Equivocation, FACTS));
        }
        let fact = read_fact(kind, *id, props)?;
        let known = |seen: &FactId| said.contains(seen) || index.can_be_seen(seen, past);
        if !fact.seen.iter().all(known) {
            return Err(Refused::new(OutsideSchema, "seen"));
        }
        said.insert(*id);
        facts.push(fact);
    }
    Ok(facts)
}

fn read_fact(kind: &Kind, id: FactId, props: &Props) -> Result<Fact, Refused> {
    Fact::from_props(kind, id, props.clone())
        .map_err(|bad| Refused::new(OutsideSchema, bad.property))
}

/// The change of the same writer and number, if the document has one.
pub(super) fn at_same_number(index: &Index, commit: &Commit) -> Option<ChangeHash> {
    let place = usize::try_from(commit.seq).ok()?.checked_sub(1)?;
    let own = index.written_by(&commit.actor);
    own.get(place).and_then(|place| index.hash_at(*place))
}
