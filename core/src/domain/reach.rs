//! Who hears of a record, and so may speak of it: one answer for the phone and the centre (D15).

use std::collections::BTreeSet;

use fangxian_protocol::id::{Division, PersonId, RecordId, Scope};
use fangxian_protocol::limits::TWINS_MAX;

use super::centre::Unverified;
use super::fact::Fact;
use super::offices::OFFICES;
use super::record::Record;

/// Whether a post of this scope hears of a record of these places.
pub fn reaches(scope: Scope, places: impl IntoIterator<Item = Division>) -> bool {
    places.into_iter().any(|place| scope.covers(place))
}

/// Where a record is heard of, by what is said on it: the village it belongs to, and every unit an
/// office has offered it to. Whoever refused it goes on hearing of it: what they see there still
/// counts.
pub fn places(record: &Record) -> BTreeSet<Division> {
    let offered = newly(record.home, &[], verified(record));
    offered.into_iter().chain([record.home]).collect()
}

/// The records an office found to be the same as this one, by what is said on it: whoever hears of
/// one of them hears of all (46).
pub fn joined_with(record: &Record) -> BTreeSet<RecordId> {
    verified(record).filter_map(joined_by).collect()
}

/// Who says here that it is the same as `other`.
pub fn joiners(record: &Record, other: RecordId) -> BTreeSet<PersonId> {
    let said = verified(record).filter(|fact| joined_by(fact) == Some(other));
    said.map(|fact| fact.by.clone()).collect()
}

/// Where records are kept, as far as [`group`] asks.
pub trait Joins {
    /// Why it does not answer.
    type Error;

    /// Records that may be the same as `one`: those it says so of, and those that say so of it; of
    /// more than [`TWINS_MAX`] the first count.
    ///
    /// # Errors
    /// When they cannot be looked up.
    fn linked(&mut self, one: &Record) -> Result<Vec<RecordId>, Self::Error>;

    /// One of those linked; `None` when it is not here, or is not the same after all.
    ///
    /// # Errors
    /// When it cannot be read.
    fn open(&mut self, one: &Record, id: RecordId) -> Result<Option<Record>, Self::Error>;
}

/// A record with all that are the same as it, each opened once.
///
/// # Errors
/// Those of `kept`.
pub fn group<K: Joins>(record: Record, kept: &mut K) -> Result<Vec<Record>, K::Error> {
    let mut group = vec![record];
    let mut at = 0;
    while let Some(one) = group.get(at) {
        let mut found: Vec<Record> = Vec::new();
        for id in kept.linked(one)?.into_iter().take(TWINS_MAX) {
            let is_known = group.iter().chain(&found).any(|known| known.id == id);
            if !is_known && group.len() + found.len() < TWINS_MAX {
                found.extend(kept.open(one, id)?);
            }
        }
        group.extend(found);
        at += 1;
    }
    Ok(group)
}

/// The units that begin to hear of a record of `home` with these verified facts, beside those that
/// `hear` of it already: the same as [`places`], told as it grows.
pub fn newly<'a>(
    home: Division,
    hear: &[Division],
    facts: impl IntoIterator<Item = &'a Fact>,
) -> Vec<Division> {
    let mut new: Vec<Division> = Vec::new();
    for to in facts.into_iter().filter_map(handed_to) {
        let heard = to.scope().covers(home) || hear.contains(&to) || new.contains(&to);
        if !heard {
            new.push(to);
        }
    }
    new
}

/// The unit that is to hear of the record from now on. Only an office hands over; from anyone else
/// it is a proposal.
fn handed_to(fact: &Fact) -> Option<Division> {
    fact.body.offers_to().filter(|_| is_office(fact))
}

/// The record whose units are to hear of this one from now on, and the other way round.
pub fn joined_by(fact: &Fact) -> Option<RecordId> {
    fact.body.joins().filter(|_| is_office(fact))
}

fn verified(record: &Record) -> impl Iterator<Item = &Fact> {
    let unverified = Unverified::of(record);
    record.facts.values().filter(move |fact| !unverified.contains(fact.id))
}

fn is_office(fact: &Fact) -> bool {
    OFFICES.contains(&fact.role)
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::domain::centre::Reason;
    use crate::domain::hazard::HazardAct as Act;
    use crate::domain::testing::Story;
    use crate::domain::testing::random::for_random;

    #[test]
    fn a_record_is_heard_of_at_home_and_wherever_an_office_has_offered_it() {
        let mut story = Story::hazard();
        let village = story.record.home;
        let to = |code: &str| code.parse::<Division>().unwrap();
        let offer = |code| Act::OfferTransfer { to: to(code), reason: "那边的".into() };
        story.grid("p-1").says(offer("990101103000"));
        assert_eq!(places(&story.record), [village].into(), "a worker only proposes");
        let offered = story.township("p-3").says(offer("990101102000"));
        let both: BTreeSet<Division> = [village, to("990101102000")].into();
        assert_eq!(places(&story.record), both);
        let reason = "不是我们的".into();
        story.township("p-9").of("990101102").says(Act::RefuseTransfer { offer: offered, reason });
        assert_eq!(places(&story.record), both, "whoever refused it may still warn");
        let doubted = story.township("p-4").says(offer("990101104000"));
        story.centre_doubts(&[doubted], Reason::PostEnded);
        assert_eq!(places(&story.record), both);
        let scope = |code: &str| code.parse::<Scope>().unwrap();
        assert!(reaches(scope("990101102"), both.clone()) && !reaches(scope("990101103"), both));
    }

    /// What the phone asks of the whole record, and the centre as its words come in.
    #[test]
    fn whoever_is_asked_the_answer_is_the_same() {
        for_random("hazard", |rng, story| {
            let mut hear = Vec::new();
            let mut facts: Vec<Fact> = verified(&story.record).cloned().collect();
            while !facts.is_empty() {
                let some = facts.split_off(rng.random_range(0..facts.len()));
                hear.extend(newly(story.record.home, &hear, &some));
            }
            for _ in 0..100 {
                let village = rng.random_range(1..4) * 1_000 + rng.random_range(0..3) * 101;
                let code = format!("990101{:06}", 100_000 + village);
                let cut = [6, 9, 12][rng.random_range(0..3)];
                let Ok(scope) = code[..cut].parse::<Scope>() else { continue };
                let centre = reaches(scope, hear.iter().copied().chain([story.record.home]));
                assert_eq!(reaches(scope, places(&story.record)), centre, "{scope}");
            }
        });
    }

    #[test]
    fn only_an_office_joins_records_and_only_by_finding_them_the_same() {
        let mut story = Story::hazard();
        let of = |number| RecordId([number; 16]);
        story.grid("p-1").says(Act::SuspectDuplicate { of: of(2), distance_m: None });
        story.grid("p-1").says(Act::DecideDuplicate { of: of(3), same: true });
        story.township("p-3").says(Act::DecideDuplicate { of: of(4), same: false });
        story.township("p-3").says(Act::DecideDuplicate { of: of(5), same: true });
        assert_eq!(joined_with(&story.record), [of(5)].into());
    }
}
