//! The facts of one record in causal order: who had what before them when they spoke.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::FactId;

use super::fact::Fact;
use super::record::Record;

/// The facts of one record, earliest first by causality, ids breaking ties (因果次序).
///
/// What a fact claims to have seen is believed only where it can be true: facts that claim to have
/// seen each other in a circle are taken to have seen nothing.
pub(crate) struct History<'a> {
    ordered: Vec<&'a Fact>,
    seen: BTreeMap<FactId, BTreeSet<FactId>>,
}

impl<'a> History<'a> {
    /// Puts the facts of `record` in causal order.
    pub(crate) fn of(record: &'a Record) -> Self {
        let facts = &record.facts;
        let claims = facts.iter().map(|(id, fact)| {
            let held = fact.seen.iter().filter(|other| facts.contains_key(other));
            (*id, held.copied().collect())
        });
        let mut seen: BTreeMap<FactId, BTreeSet<FactId>> = claims.collect();
        for liar in circular(&seen) {
            seen.insert(liar, BTreeSet::new());
        }
        let depth = depths(&seen);
        let mut ordered: Vec<&Fact> = facts.values().collect();
        ordered.sort_by_key(|fact| (depth.get(&fact.id).copied(), fact.id));
        Self { ordered, seen }
    }

    /// Every fact, earliest first.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'a Fact> + '_ {
        self.ordered.iter().copied()
    }

    /// The fact with this id.
    pub(crate) fn get(&self, id: FactId) -> Option<&'a Fact> {
        self.facts().find(|fact| fact.id == id)
    }

    /// Whether the author of `later` had `earlier` before them.
    pub(crate) fn saw(&self, later: FactId, earlier: FactId) -> bool {
        self.seen
            .get(&later)
            .is_some_and(|seen| seen.contains(&earlier))
    }

    /// Whether neither author had the other's fact before them.
    pub(crate) fn apart(&self, one: FactId, other: FactId) -> bool {
        one != other && !self.saw(one, other) && !self.saw(other, one)
    }

    /// What of `wanted` the author of `fact` did not have before them, in the order given.
    pub(crate) fn missed(&self, fact: FactId, wanted: &[&'a Fact]) -> Vec<&'a Fact> {
        let unseen = |other: &&&Fact| other.id != fact && !self.saw(fact, other.id);
        wanted.iter().filter(unseen).copied().collect()
    }

    /// Those of `facts` that no other of them has seen: the words that stand.
    pub(crate) fn standing(&self, facts: &[&'a Fact]) -> Vec<&'a Fact> {
        let stands = |fact: &&&Fact| !facts.iter().any(|later| self.saw(later.id, fact.id));
        facts.iter().filter(stands).copied().collect()
    }
}

/// The facts on circles of claims: what is left when facts that saw nothing left, and facts
/// nothing left saw, are taken away again and again.
fn circular(seen: &BTreeMap<FactId, BTreeSet<FactId>>) -> BTreeSet<FactId> {
    let mut left: BTreeSet<FactId> = seen.keys().copied().collect();
    loop {
        let held: BTreeSet<FactId> = (left.iter())
            .filter_map(|id| seen.get(id))
            .flatten()
            .copied()
            .collect();
        let holds = |id: &FactId| seen.get(id).is_some_and(|seen| !seen.is_disjoint(&left));
        let next: BTreeSet<FactId> = (left.iter())
            .filter(|id| held.contains(id) && holds(id))
            .copied()
            .collect();
        if next.len() == left.len() {
            return left;
        }
        left = next;
    }
}

/// How many facts lie before each, along the longest way back. `seen` has no circles.
fn depths(seen: &BTreeMap<FactId, BTreeSet<FactId>>) -> BTreeMap<FactId, usize> {
    let mut depth: BTreeMap<FactId, usize> = BTreeMap::new();
    let mut waiting: Vec<FactId> = seen.keys().copied().collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut ready = Vec::new();
        waiting.retain(|id| {
            let held = seen.get(id).into_iter().flatten();
            let known: Option<Vec<usize>> = held.map(|other| depth.get(other).copied()).collect();
            let Some(known) = known else { return true };
            ready.push((*id, known.into_iter().max().map_or(0, |most| most + 1)));
            false
        });
        depth.extend(ready);
        if waiting.len() == before {
            break;
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::Story;

    #[test]
    fn order_follows_what_was_seen_not_clocks_and_not_ids() {
        let mut story = Story::hazard();
        story.enterprise("p-8").claims();
        let close = story.township("p-3").at(0).closes();
        let history = History::of(&story.record);
        let last = history.facts().last().map(|fact| fact.id);
        assert_eq!(last, Some(close));
    }

    #[test]
    fn circles_and_facts_that_claim_to_have_seen_themselves_saw_nothing() {
        let mut story = Story::hazard();
        let close = story.township("p-3").closes();
        story
            .record
            .facts
            .get_mut(&close)
            .unwrap()
            .seen
            .insert(close);
        let history = History::of(&story.record);
        let report = history.facts().find(|fact| fact.id != close).unwrap().id;
        assert!(!history.saw(close, report));
        assert_eq!(history.facts().count(), 2);
    }
}
