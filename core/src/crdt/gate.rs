//! The gate (D6): decides whether a change may enter a document, before the engine sees it.

use std::collections::BTreeSet;

use fangxian_protocol::change::Change;
use fangxian_protocol::id::{ChangeHash, FactId, Kind};
use fangxian_protocol::limits::{RECORD_BYTES_MAX, RECORD_CHANGES_MAX, RECORD_OPS_MAX};
use fangxian_protocol::message::RefusalCode::{
    BrokenSequence, Equivocation, MissingDependency, OutsideSchema, RecordFull, WrongRecord,
};

use super::commit::{Commit, Id};
use super::contents::{About, Contents, FACTS, HOME, ID, KIND, writes_root};
use super::engine::Built;
use super::index::{Index, Past};
use super::refused::Refused;
use super::shape;
use crate::domain::fact::Fact;
use crate::domain::record::Props;

/// A change of a record of some kind read by itself, before its document is asked: its facts need
/// not be read again.
#[derive(Debug)]
pub struct Said {
    pub(super) commit: Commit,
    kind: Kind,
    /// The facts it adds, and the map it seems to add them to.
    facts: (Vec<Fact>, Id),
}

impl Said {
    /// Reads a change of a record of `kind`.
    ///
    /// # Errors
    /// [`Refused`] when the change cannot be part of any record of that kind.
    pub fn read(kind: &Kind, change: &Change) -> Result<Self, Refused> {
        let commit = shape::resolve(change)?;
        let contents = Contents::read_alone(&commit)?;
        let fact = |(id, props): &(FactId, Props)| read_fact(kind, *id, props);
        let facts = contents.facts.iter().map(fact).collect::<Result<_, _>>()?;
        let map = contents.layout.facts;
        Ok(Self { kind: kind.clone(), facts: (facts, map), commit })
    }

    /// The facts it adds, in the order they are said.
    pub fn facts(&self) -> &[Fact] {
        &self.facts.0
    }

    /// Those it adds to `map` of a record of `kind`: of what it would add elsewhere, nothing.
    fn facts_in(&self, kind: &Kind, map: Id) -> Option<&[Fact]> {
        (self.kind == *kind && self.facts.1 == map).then_some(&self.facts.0)
    }
}

/// The facts a change adds to a record of `kind`, read from the change alone.
///
/// # Errors
/// [`Refused`] when the change cannot be part of any record of that kind.
pub fn facts_of(kind: &Kind, change: &Change) -> Result<Vec<Fact>, Refused> {
    Said::read(kind, change).map(|said| said.facts.0)
}

/// The hash a change has once it is rebuilt from its list. Batches leave it out, so what can be
/// rebuilt is part of the dialect and changes only with it.
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

/// Whether `commit` may follow what `index` knows of the record `about`. Its facts need not be read
/// again where it was `said`.
pub(super) fn admit<'a>(
    index: &Index,
    about: &About,
    commit: &'a Commit,
    said: Option<&Said>,
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
    let read = said.and_then(|said| said.facts_in(&about.kind, contents.layout.facts));
    let facts = facts((index, &past), &about.kind, &contents, read)?;
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
    (index, past): (&Index, &Past),
    kind: &Kind,
    contents: &Contents<'_>,
    read: Option<&[Fact]>,
) -> Result<Vec<Fact>, Refused> {
    let mut said: BTreeSet<FactId> = BTreeSet::new();
    let mut facts = Vec::with_capacity(contents.facts.len());
    for (place, (id, props)) in contents.facts.iter().enumerate() {
        if said.contains(id) || index.said(id).is_some_and(|there| there != props) {
            return Err(Refused::new(Equivocation, FACTS));
        }
        let same = |fact: &&Fact| fact.id == *id;
        let fact = match read.and_then(|facts| facts.get(place)).filter(same) {
            Some(fact) => fact.clone(),
            None => read_fact(kind, *id, props)?,
        };
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
