//! The facts of one record in causal order: who had what before them when they spoke.

mod ids;
mod places;

use fangxian_protocol::id::FactId;

use self::ids::Ids;
pub(crate) use self::places::Places;
use super::fact::Fact;
use super::record::Record;

/// The facts of one record, earliest first by causality, ids breaking ties (因果次序).
///
/// What a fact claims to have seen is believed only where it can be true: facts that claim to have
/// seen each other in a circle are taken to have seen nothing.
///
/// Every rule asks again and again who saw whom, so facts are numbered by their place among the
/// ids, and what each saw is a set of such places.
pub(crate) struct History<'a> {
    ids: Ids,
    facts: Vec<&'a Fact>,
    seen: Vec<Places>,
    ordered: Vec<&'a Fact>,
}

impl<'a> History<'a> {
    /// Puts the facts of `record` in causal order.
    pub(crate) fn of(record: &'a Record) -> Self {
        let ids = Ids::of(record.facts.keys().copied());
        let facts = record.facts.values().collect();
        let mut history = Self { ids, facts, seen: Vec::new(), ordered: Vec::new() };
        history.seen = history.facts.iter().map(|fact| history.claims_of(fact)).collect();
        let mut depths = depths(&history.seen);
        if depths.contains(&None) {
            for liar in circular(&history.seen, &depths) {
                history.seen[liar] = history.no_facts();
            }
            depths = self::depths(&history.seen);
        }
        let mut ordered: Vec<usize> = (0..history.ids.len()).collect();
        ordered.sort_by_key(|place| (depths[*place], *place));
        history.ordered = ordered.into_iter().map(|place| history.facts[place]).collect();
        history
    }

    /// Every fact, earliest first.
    pub(crate) fn facts(&self) -> impl Iterator<Item = &'a Fact> + '_ {
        self.ordered.iter().copied()
    }

    /// The fact with this id.
    pub(crate) fn get(&self, id: FactId) -> Option<&'a Fact> {
        self.place(id).map(|place| self.facts[place])
    }

    /// What the author of this fact had before them.
    pub(crate) fn seen_by(&self, id: FactId) -> impl Iterator<Item = &'a Fact> + '_ {
        let seen = self.place(id).map(|place| &self.seen[place]);
        seen.into_iter().flat_map(Places::iter).map(|place| self.facts[place])
    }

    /// Whether the author of `later` had `earlier` before them.
    pub(crate) fn saw(&self, later: FactId, earlier: FactId) -> bool {
        let (later, earlier) = (self.place(later), self.place(earlier));
        let both = later.zip(earlier);
        both.is_some_and(|(later, earlier)| self.seen[later].contains(earlier))
    }

    /// Whether neither author had the other's fact before them.
    pub(crate) fn apart(&self, one: FactId, other: FactId) -> bool {
        one != other && !self.saw(one, other) && !self.saw(other, one)
    }

    /// What of `wanted` the author of `fact` did not have before them, in the order given.
    pub(crate) fn missed(&self, fact: FactId, wanted: &[&'a Fact]) -> Vec<&'a Fact> {
        let seen = self.place(fact).map(|place| &self.seen[place]);
        let had = |other: &Fact| {
            let place = self.place(other.id);
            matches!((seen, place), (Some(seen), Some(place)) if seen.contains(place))
        };
        wanted.iter().filter(|other| other.id != fact && !had(other)).copied().collect()
    }

    /// Tells of a fact whether it is one of `facts`.
    pub(crate) fn among(&self, facts: &[&Fact]) -> impl Fn(&Fact) -> bool + '_ {
        let facts = self.set_of(facts);
        move |fact| self.place(fact.id).is_some_and(|place| facts.contains(place))
    }

    /// Tells of a fact whether its author had all of `wanted` before them, itself aside.
    pub(crate) fn having_seen(&self, wanted: &[&Fact]) -> impl Fn(&Fact) -> bool + '_ {
        let wanted = self.set_of(wanted);
        move |fact| self.place(fact.id).is_some_and(|place| self.seen[place].holds(&wanted, place))
    }

    /// Those of `facts` that no other of them has seen: the words that stand.
    pub(crate) fn standing(&self, facts: &[&'a Fact]) -> Vec<&'a Fact> {
        let unseen = self.unseen_by(facts);
        facts.iter().filter(|fact| unseen(fact)).copied().collect()
    }

    /// A set of its facts, still empty.
    pub(crate) fn no_facts(&self) -> Places {
        Places::none(self.ids.len())
    }

    /// Tells of a fact whether none of the authors of `looks` had it before them.
    pub(crate) fn unseen_by(&self, looks: &[&Fact]) -> impl Fn(&Fact) -> bool + '_ {
        let mut seen = self.no_facts();
        for place in looks.iter().filter_map(|look| self.place(look.id)) {
            seen.extend(&self.seen[place]);
        }
        move |fact| !self.place(fact.id).is_some_and(|place| seen.contains(place))
    }

    /// Its place among the ids, as [`Places`] counts them.
    pub(crate) fn place(&self, id: FactId) -> Option<usize> {
        self.ids.place(id)
    }

    fn set_of(&self, facts: &[&Fact]) -> Places {
        let mut set = self.no_facts();
        facts.iter().filter_map(|fact| self.place(fact.id)).for_each(|place| set.insert(place));
        set
    }

    /// What a fact claims to have seen, of what the record holds.
    fn claims_of(&self, fact: &Fact) -> Places {
        let mut claims = self.no_facts();
        let held = fact.seen.iter().filter_map(|id| self.place(*id));
        held.for_each(|place| claims.insert(place));
        claims
    }
}

/// How many facts lie before each, along the longest way back; nothing for facts on circles and
/// for those that saw them.
fn depths(seen: &[Places]) -> Vec<Option<usize>> {
    let mut depths = vec![None; seen.len()];
    let mut left = Places::all(seen.len());
    let mut waiting: Vec<usize> = (0..seen.len()).collect();
    for depth in 0.. {
        let (still, ready): (Vec<usize>, Vec<usize>) =
            waiting.iter().partition(|place| seen[**place].meets(&left));
        if ready.is_empty() {
            break;
        }
        for place in ready {
            left.remove(place);
            depths[place] = Some(depth);
        }
        waiting = still;
    }
    depths
}

/// The facts on circles of claims, or between two circles: what is left when those with nothing
/// unresolved before them are taken away, and then those that nothing left has seen.
fn circular(seen: &[Places], depths: &[Option<usize>]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..seen.len()).filter(|place| depths[*place].is_none()).collect();
    loop {
        let mut wanted = Places::none(seen.len());
        left.iter().for_each(|place| wanted.extend(&seen[*place]));
        let before = left.len();
        left.retain(|place| wanted.contains(*place));
        if left.len() == before {
            return left;
        }
    }
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
