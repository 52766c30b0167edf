//! Record → the smallest change of its document.

use fangxian_protocol::change::{self, Change};
use fangxian_protocol::id::{Actor, ChangeHash, EvidenceHash, FactId, Kind};
use fangxian_protocol::limits::{DEPS_MAX, EVIDENCE_PER_CHANGE_MAX};
use fangxian_protocol::message::RefusalCode::OutsideSchema;
use fangxian_protocol::scalar::Scalar;

use super::commit::{Commit, Id, Put};
use super::contents::{About, Contents, EVIDENCE, FACTS, FIELDS, Layout, OPENING};
use super::engine::{Engine, Failed};
use super::hydrate::merged;
use super::index::{Index, Past};
use super::refused::Refused;
use super::shape;
use crate::domain::fact::Fact;
use crate::domain::record::Props;

/// What someone wants a record to say from now on. What it already says is not written again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// Fields and their values. A value replaces every value the writer has seen there, and so
    /// settles a conflict. Of two values for one field the last counts.
    pub fields: Vec<(String, Scalar)>,
    /// Facts to add, each after those it has seen.
    pub facts: Vec<Fact>,
    /// Attachments to list. A property that is already listed stays as it is.
    pub evidence: Vec<(EvidenceHash, Props)>,
}

/// What a change of a record of `kind` says, read from the change alone: so that it can be said
/// again.
///
/// # Errors
/// [`Refused`] when the change cannot be part of any record of that kind.
pub fn edit_of(kind: &Kind, change: &Change) -> Result<Edit, Refused> {
    let commit = shape::resolve(change)?;
    let contents = Contents::read_alone(&commit)?;
    let fact = |(id, props): &(FactId, Props)| {
        let read = Fact::verbatim(kind, *id, props.clone());
        read.map_err(|bad| Refused::new(OutsideSchema, bad.property))
    };
    let facts = contents.facts.iter().map(fact).collect::<Result<_, _>>()?;
    let mut fields = Vec::new();
    for put in &commit.puts {
        if let (Some(object), change::Written::Value(value)) = (put.object, &put.written)
            && object == contents.layout.fields
        {
            fields.push((put.key.clone(), value.clone()));
        }
    }
    Ok(Edit { fields, facts, evidence: contents.evidence })
}

/// A change that was made here: sign it, store it, carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The hash that names it.
    pub hash: ChangeHash,
    /// What it says.
    pub change: Change,
}

/// An edit that cannot become a change. The document is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEdit {
    /// The record already has a fact of this id that says something else; facts are never edited.
    #[error("fact {0}: already said otherwise; add a new fact instead")]
    FactDiffers(FactId),
    /// The change would be larger than one change may be; say it in several edits.
    #[error("edit: larger than one change may be; split it")]
    TooLarge,
    /// No other replica would take the change.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The document cannot be read; rebuild it from its envelopes.
    #[error("document: unreadable; rebuild it from its envelopes")]
    Unreadable,
}

impl From<Failed> for BadEdit {
    fn from(_: Failed) -> Self {
        Self::Unreadable
    }
}

/// The change that makes the document say `edit`; `None` when it already does. With `again`,
/// fields are written also where they already say so.
pub(super) fn plan(
    engine: &Engine,
    index: &Index,
    about: &About,
    actor: Actor,
    (edit, again): (&Edit, bool),
) -> Result<Option<Commit>, BadEdit> {
    if edit.evidence.len() > EVIDENCE_PER_CHANGE_MAX {
        return Err(BadEdit::TooLarge);
    }
    let deps = deps(index, actor, &edit.facts);
    let (past, max_op) = index.past(&deps).unwrap_or_default();
    let mut commit = Commit {
        actor,
        seq: index.written_by(&actor).len() as u64 + 1,
        start_op: max_op + 1,
        deps,
        puts: Vec::new(),
    };
    let layout = match index.opened() {
        Some((_, layout)) => *layout,
        None => {
            commit.puts = about.opening();
            Layout::opened_by(&commit)
        }
    };
    let opening = commit.puts.len();
    put_fields(engine, index, &past, layout.fields, (edit, again), &mut commit)?;
    put_facts(engine, index, layout.facts, edit, &mut commit)?;
    put_evidence(engine, index, layout.evidence, edit, &mut commit)?;
    debug_assert!(opening == 0 || opening == OPENING);
    Ok((commit.puts.len() > opening).then_some(commit))
}

fn put_fields(
    engine: &Engine,
    index: &Index,
    past: &Past,
    fields: Id,
    (edit, again): (&Edit, bool),
    commit: &mut Commit,
) -> Result<(), BadEdit> {
    let read = index.opened().is_some() && !edit.fields.is_empty();
    let map = read.then(|| engine.map(FIELDS)).transpose()?;
    for (place, (name, value)) in edit.fields.iter().enumerate() {
        let said_again = edit.fields[place + 1..].iter().any(|(later, _)| later == name);
        if said_again {
            continue;
        }
        if let Some(map) = &map {
            let standing = engine.standing(map, name)?;
            if !again && standing.len() == 1 && standing[0].value == *value {
                continue;
            }
        }
        commit.puts.push(Put {
            object: Some(fields),
            key: name.clone(),
            written: change::Written::Value(value.clone()),
            replaces: index.standing(name, past),
        });
    }
    Ok(())
}

fn put_facts(
    engine: &Engine,
    index: &Index,
    facts: Id,
    edit: &Edit,
    commit: &mut Commit,
) -> Result<(), BadEdit> {
    for (place, fact) in edit.facts.iter().enumerate() {
        let props = fact.to_props();
        let earlier = edit.facts[..place].iter().find(|other| other.id == fact.id);
        let known = match earlier {
            Some(other) => Some(other.to_props()),
            None if index.fact(&fact.id).is_none() => None,
            None => Some(merged(engine, &engine.map(FACTS)?, &fact.id.to_string())?),
        };
        match known {
            None => put_map(facts, fact.id.to_string(), props, commit),
            Some(known) if known == props => {}
            Some(_) => return Err(BadEdit::FactDiffers(fact.id)),
        }
    }
    Ok(())
}

fn put_evidence(
    engine: &Engine,
    index: &Index,
    evidence: Id,
    edit: &Edit,
    commit: &mut Commit,
) -> Result<(), BadEdit> {
    let read = index.opened().is_some() && !edit.evidence.is_empty();
    let map = read.then(|| engine.map(EVIDENCE)).transpose()?;
    for (place, (hash, props)) in edit.evidence.iter().enumerate() {
        let key = hash.to_string();
        let mut known = Props::new();
        let mut listed = false;
        if let Some(map) = &map {
            known = merged(engine, map, &key)?;
            listed = !engine.maps(map, &key)?.is_empty();
        }
        for (earlier, props) in &edit.evidence[..place] {
            if earlier == hash {
                listed = true;
                known.extend(props.clone());
            }
        }
        let fresh = props.iter().filter(|(name, _)| !known.contains_key(*name));
        let fresh: Props = fresh.map(|(name, value)| (name.clone(), value.clone())).collect();
        if !listed || !fresh.is_empty() {
            put_map(evidence, key, fresh, commit);
        }
    }
    Ok(())
}

fn put_map(object: Id, key: String, props: Props, commit: &mut Commit) {
    let made = commit.id_at(commit.puts.len());
    commit.puts.push(Put {
        object: Some(object),
        key,
        written: change::Written::Map,
        replaces: Vec::new(),
    });
    let puts = props.into_iter().map(|(name, value)| Put {
        object: Some(made),
        key: name,
        written: change::Written::Value(value),
        replaces: Vec::new(),
    });
    commit.puts.extend(puts);
}

/// The changes to follow: every head. When so many people wrote at once that one change cannot
/// name them all, first those that hold the writer's own last change and the facts it has seen;
/// later changes follow the rest.
fn deps(index: &Index, actor: Actor, facts: &[Fact]) -> Vec<ChangeHash> {
    let heads = index.heads();
    if heads.len() <= DEPS_MAX {
        return heads.iter().copied().collect();
    }
    let own = index.written_by(&actor).last().copied();
    let seen = facts.iter().flat_map(|fact| &fact.seen);
    let seen = seen.filter_map(|id| index.fact(id));
    let mut chosen: Vec<ChangeHash> = Vec::new();
    for place in own.into_iter().chain(seen) {
        if index.past(&chosen).is_some_and(|(past, _)| past.holds(place)) {
            continue;
        }
        let holds =
            |head: &&ChangeHash| index.past(&[**head]).is_some_and(|(past, _)| past.holds(place));
        chosen.extend(heads.iter().find(holds));
    }
    let rest: Vec<_> = heads.iter().filter(|head| !chosen.contains(head)).copied().collect();
    chosen.extend(rest);
    chosen.truncate(DEPS_MAX);
    chosen.sort_unstable();
    chosen
}
