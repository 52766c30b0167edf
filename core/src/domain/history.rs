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
    facts: &'a BTreeMap<FactId, Fact>,
    liars: BTreeSet<FactId>,
}

/// For each fact, by position, those its author says they had before them.
type Claims = Vec<Vec<usize>>;

impl<'a> History<'a> {
    /// Puts the facts of `record` in causal order.
    pub(crate) fn of(record: &'a Record) -> Self {
        let facts: Vec<&Fact> = record.facts.values().collect();
        let mut claims = claims(record);
        let mut liars = BTreeSet::new();
        for liar in circular(&claims) {
            claims[liar].clear();
            liars.insert(facts[liar].id);
        }
        let depths = depths(&claims);
        let mut ordered: Vec<(Option<usize>, &Fact)> = depths.into_iter().zip(facts).collect();
        ordered.sort_by_key(|(depth, fact)| (*depth, fact.id));
        Self {
            ordered: ordered.into_iter().map(|(_, fact)| fact).collect(),
            facts: &record.facts,
            liars,
        }
    }

    /// Every fact, earliest first.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'a Fact> + '_ {
        self.ordered.iter().copied()
    }

    /// The fact with this id.
    pub(crate) fn get(&self, id: FactId) -> Option<&'a Fact> {
        self.facts.get(&id)
    }

    /// What the author of this fact had before them.
    pub(crate) fn seen_by(&self, id: FactId) -> impl Iterator<Item = &'a Fact> + '_ {
        let honest = self.get(id).filter(|_| !self.liars.contains(&id));
        let seen = honest.into_iter().flat_map(|fact| &fact.seen);
        seen.filter_map(|earlier| self.get(*earlier))
    }

    /// Whether the author of `later` had `earlier` before them.
    pub(crate) fn saw(&self, later: FactId, earlier: FactId) -> bool {
        let claims = |fact: &Fact| fact.seen.contains(&earlier);
        self.get(later).is_some_and(claims) && !self.liars.contains(&later)
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

/// What the facts of a record claim to have seen of each other.
fn claims(record: &Record) -> Claims {
    let places = record.facts.keys().enumerate();
    let places: BTreeMap<&FactId, usize> = places.map(|(place, id)| (id, place)).collect();
    let held = |fact: &Fact| {
        let seen = fact.seen.iter();
        seen.filter_map(|id| places.get(id).copied()).collect()
    };
    record.facts.values().map(held).collect()
}

/// How many facts lie before each, along the longest way back; nothing for facts on circles and
/// for those that saw them.
fn depths(claims: &Claims) -> Vec<Option<usize>> {
    let mut later: Claims = vec![Vec::new(); claims.len()];
    for (place, held) in claims.iter().enumerate() {
        for earlier in held {
            later[*earlier].push(place);
        }
    }
    let mut deepest = vec![0; claims.len()];
    let order = unwind(claims.iter().map(Vec::len).collect(), &later);
    for place in &order {
        for next in &later[*place] {
            deepest[*next] = deepest[*next].max(deepest[*place] + 1);
        }
    }
    let mut depths = vec![None; claims.len()];
    for place in order {
        depths[place] = Some(deepest[place]);
    }
    depths
}

/// The facts on circles of claims, or between two circles: what is left when those with nothing
/// unresolved before them are taken away, and then those that nothing left has seen.
fn circular(claims: &Claims) -> Vec<usize> {
    let depths = depths(claims);
    let left = |place: &usize| depths[*place].is_none();
    let mut inner: Claims = vec![Vec::new(); claims.len()];
    let mut times_seen = vec![0; claims.len()];
    for place in (0..claims.len()).filter(left) {
        inner[place] = claims[place].iter().filter(|held| left(held)).copied().collect();
        for earlier in &inner[place] {
            times_seen[*earlier] += 1;
        }
    }
    let free: BTreeSet<usize> = unwind(times_seen, &inner).into_iter().collect();
    (0..claims.len()).filter(|place| !free.contains(place)).collect()
}

/// Takes away, again and again, whatever waits for nothing; each taken frees those in `frees`.
/// Gives what could be taken, in that order.
fn unwind(mut waits: Vec<usize>, frees: &Claims) -> Vec<usize> {
    let mut ready: Vec<usize> = (0..waits.len()).filter(|place| waits[*place] == 0).collect();
    let mut taken = Vec::new();
    while let Some(place) = ready.pop() {
        taken.push(place);
        for next in &frees[place] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.push(*next);
            }
        }
    }
    taken
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
        story.record.facts.get_mut(&close).unwrap().seen.insert(close);
        let history = History::of(&story.record);
        let report = history.facts().find(|fact| fact.id != close).unwrap().id;
        assert!(!history.saw(close, report));
        assert_eq!(history.facts().count(), 2);
    }

    #[test]
    fn an_honest_fact_that_saw_a_circle_keeps_what_it_saw() {
        let mut story = Story::hazard();
        let one = story.grid("p-1").sees_safety();
        let other = story.grid("p-2").sees_safety();
        story.record.facts.get_mut(&one).unwrap().seen.insert(other);
        story.record.facts.get_mut(&other).unwrap().seen.insert(one);
        let look = story.township("p-3").closes();
        let after = story.township("p-3").closes();
        story.record.facts.get_mut(&look).unwrap().seen.extend([one, other]);
        let history = History::of(&story.record);
        assert!(!history.saw(one, other) && !history.saw(other, one));
        assert!(history.saw(look, one) && history.saw(after, look));
        let last = history.facts().last().map(|fact| fact.id);
        assert_eq!(last, Some(after));
    }
}
