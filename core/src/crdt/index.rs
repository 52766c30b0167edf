//! What the gate must know of a document: who follows whom, and what stands where.
//!
//! Everything that decides whether a change is taken looks only at the causal past of that
//! change, so the answer is the same on every replica and in every order.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{Actor, ChangeHash, FactId};
use fangxian_protocol::limits::PREDS_MAX;

use super::commit::{Commit, Id};
use super::contents::{About, Contents, FieldPut, Layout};
use crate::domain::record::Props;
use crate::domain::view::Version;

/// What a change costs in memory beside its operations.
const CHANGE_HELD_BYTES: usize = 512;
/// What an operation costs in memory beside the bytes of its key and value.
const OP_HELD_BYTES: usize = 160;

/// A set of changes, by their place in the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Past(Vec<u64>);

/// The bookkeeping of one document.
#[derive(Debug, Default)]
pub(super) struct Index {
    nodes: Vec<Node>,
    ops: usize,
    bytes: usize,
    past_words: usize,
    places: BTreeMap<ChangeHash, usize>,
    writers: BTreeMap<Actor, Vec<usize>>,
    heads: BTreeSet<ChangeHash>,
    opened: Option<(About, Layout)>,
    fields: BTreeMap<String, Vec<FieldOp>>,
    facts: BTreeMap<FactId, Said>,
    /// Changes and attachments by the marks facts see them by.
    marks: BTreeMap<FactId, Vec<usize>>,
}

/// What a fact says, and the changes that say it: the same fact may be said again, by a device
/// that had to take a new name.
#[derive(Debug)]
struct Said {
    props: Props,
    places: Vec<usize>,
}

#[derive(Debug)]
struct Node {
    hash: ChangeHash,
    actor: Actor,
    max_op: u64,
    /// Itself and everything before it.
    past: Past,
}

/// A record may hold tens of thousands of these, so they are kept small: counters stay far below
/// `u32::MAX`, and so do places.
#[derive(Debug)]
struct FieldOp {
    counter: u32,
    at: u32,
    replaced_at: Vec<u32>,
}

impl Past {
    /// Whether the change at `place` is in it.
    pub(super) fn holds(&self, place: usize) -> bool {
        let word = self.0.get(place / 64).copied().unwrap_or(0);
        word >> (place % 64) & 1 == 1
    }

    fn has(&self, place: u32) -> bool {
        self.holds(place as usize)
    }

    fn add(&mut self, place: usize) {
        let words = place / 64 + 1;
        if self.0.len() < words {
            self.0.resize(words, 0);
        }
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }
}

impl Index {
    /// How many changes there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many operations they hold together, and how many bytes of keys and values.
    pub(super) fn weight(&self) -> (usize, usize) {
        (self.ops, self.bytes)
    }

    /// About how many bytes of memory it holds; measured by `what_a_document_weighs_is_told`.
    pub(super) fn held_bytes(&self) -> usize {
        let changes = self.nodes.len() * CHANGE_HELD_BYTES + self.past_words * 8;
        changes + self.ops * OP_HELD_BYTES + 2 * self.bytes
    }

    /// Changes nothing follows yet, ascending.
    pub(super) fn heads(&self) -> &BTreeSet<ChangeHash> {
        &self.heads
    }

    /// What the record is about and its maps, once its first change is here.
    pub(super) fn opened(&self) -> Option<&(About, Layout)> {
        self.opened.as_ref()
    }

    /// Where a change stands.
    pub(super) fn place(&self, hash: &ChangeHash) -> Option<usize> {
        self.places.get(hash).copied()
    }

    /// The changes of a writer, in order.
    pub(super) fn written_by(&self, actor: &Actor) -> &[usize] {
        self.writers.get(actor).map_or(&[], Vec::as_slice)
    }

    /// The hash of the change at `place`.
    pub(super) fn hash_at(&self, place: usize) -> Option<ChangeHash> {
        self.nodes.get(place).map(|node| node.hash)
    }

    /// Whether one of `deps` lies before another and so need not be named.
    pub(super) fn redundant(&self, deps: &[ChangeHash]) -> bool {
        let places: Vec<usize> = deps.iter().filter_map(|dep| self.place(dep)).collect();
        let before = |a: usize, b: usize| a != b && self.nodes[b].past.holds(a);
        places.iter().any(|a| places.iter().any(|b| before(*a, *b)))
    }

    /// Everything up to `deps`, and the largest operation counter there. `None` when one is
    /// unknown.
    pub(super) fn past(&self, deps: &[ChangeHash]) -> Option<(Past, u64)> {
        let mut past = Past::default();
        let mut max_op = 0;
        for dep in deps {
            let node = self.nodes.get(self.place(dep)?)?;
            past.join(&node.past);
            max_op = max_op.max(node.max_op);
        }
        Some((past, max_op))
    }

    /// The change that first said a fact.
    pub(super) fn fact(&self, id: &FactId) -> Option<usize> {
        self.facts.get(id)?.places.first().copied()
    }

    /// What a fact says.
    pub(super) fn said(&self, id: &FactId) -> Option<&Props> {
        self.facts.get(id).map(|said| &said.props)
    }

    /// Whether someone who knows `past` can have seen this: a fact, a change of the description or
    /// an attachment.
    pub(super) fn can_be_seen(&self, id: &FactId, past: &Past) -> bool {
        let marked = self.marks.get(id).map_or(&[][..], Vec::as_slice);
        let said = self.facts.get(id).map_or(&[][..], |said| said.places.as_slice());
        said.iter().chain(marked).any(|place| past.holds(*place))
    }

    /// What a writer who knows `past` must replace to settle a field: the values standing there,
    /// ascending, at most as many as one operation can name.
    pub(super) fn standing(&self, field: &str, past: &Past) -> Vec<Id> {
        let ops = self.fields.get(field).map_or(&[][..], Vec::as_slice);
        let mut standing: Vec<Id> = ops
            .iter()
            .filter(|op| past.has(op.at) && !op.replaced_at.iter().any(|at| past.has(*at)))
            .filter_map(|op| self.id(op))
            .collect();
        standing.sort_unstable();
        standing.truncate(PREDS_MAX);
        standing
    }

    /// Takes note of a change the gate let through.
    pub(super) fn add(&mut self, hash: ChangeHash, commit: &Commit, contents: &Contents<'_>) {
        let place = self.nodes.len();
        let (mut past, _) = self.past(&commit.deps).unwrap_or_default();
        past.add(place);
        self.past_words += past.0.len();
        self.nodes.push(Node { hash, actor: commit.actor, max_op: commit.max_op(), past });
        self.ops += commit.puts.len();
        self.bytes += commit.bytes();
        self.places.insert(hash, place);
        self.writers.entry(commit.actor).or_default().push(place);
        for dep in &commit.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(hash);
        if let Some(about) = &contents.opening {
            self.opened = Some((about.clone(), contents.layout));
        }
        for put in &contents.fields {
            self.put(place, put);
        }
        for (id, props) in &contents.facts {
            let new = || Said { props: props.clone(), places: Vec::new() };
            self.facts.entry(*id).or_insert_with(new).places.push(place);
        }
        let evidence = contents.evidence.iter().map(|(hash, _)| Version::mark_of_evidence(hash));
        for mark in evidence.chain([Version::mark_of_change(&hash)]) {
            self.marks.entry(mark).or_default().push(place);
        }
    }

    /// Notes a value put at a field, and what it replaces.
    fn put(&mut self, place: usize, put: &FieldPut<'_>) {
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let at = small(place as u64);
        let replaced = |op: &FieldOp, nodes: &[Node]| {
            let actor = nodes.get(op.at as usize).map(|node| node.actor);
            let counter = u64::from(op.counter);
            put.replaces.iter().any(|id| id.counter == counter && Some(id.actor) == actor)
        };
        let ops = self.fields.entry(put.name.to_owned()).or_default();
        for op in ops.iter_mut() {
            if replaced(op, &self.nodes) {
                op.replaced_at.reserve_exact(1);
                op.replaced_at.push(at);
            }
        }
        if ops.len() < 4 {
            ops.reserve_exact(1);
        }
        ops.push(FieldOp { counter: small(put.id.counter), at, replaced_at: Vec::new() });
    }

    fn id(&self, op: &FieldOp) -> Option<Id> {
        let actor = self.nodes.get(op.at as usize)?.actor;
        Some(Id { counter: op.counter.into(), actor })
    }
}
