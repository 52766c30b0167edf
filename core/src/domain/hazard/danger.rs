//! What speaks for danger (P1): nothing may be ended by someone who had not seen all of it.

use super::act::{Grade, HazardAct as Act, ReinspectResult};
use super::acts::Acts;
use crate::domain::fact::Fact;

/// Every word of danger, and every act of office that rests on one: what a close must have seen.
pub(super) fn at_stake<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    pick(acts, |fact| {
        let listed = matches!(Act::of(fact), Some(Act::List { .. }));
        is_danger(acts, fact) || (listed && acts.is_effective(fact))
    })
}

/// What a reinspection that finds all well must have seen.
pub(super) fn dangers<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    pick(acts, |fact| is_danger(acts, fact))
}

/// Somebody looked and it was dangerous.
pub(super) fn sightings<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    pick(acts, is_sighting)
}

/// Somebody looked and it was safe.
pub(super) fn all_clears<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    pick(acts, |fact| match Act::of(fact) {
        Some(Act::Observe { danger, .. }) => !danger,
        Some(Act::Reinspect { result, .. }) => *result == ReinspectResult::Pass,
        Some(Act::Close { .. }) => !acts.is_effective(fact),
        _ => false,
    })
}

/// A word of danger counts whoever says it, even as part of an act beyond their role; an order
/// counts when it is within it.
fn is_danger(acts: &Acts<'_>, fact: &Fact) -> bool {
    is_sighting(fact)
        || match Act::of(fact) {
            Some(Act::Report { .. } | Act::SuspectMajor { .. }) => true,
            Some(Act::Judge { grade, .. }) => *grade == Grade::Major,
            Some(Act::Order { .. }) => acts.is_effective(fact),
            _ => false,
        }
}

/// Somebody looked and it was dangerous: an observation, or a reinspection not passed.
pub(super) fn is_sighting(fact: &Fact) -> bool {
    match Act::of(fact) {
        Some(Act::Observe { danger, .. }) => *danger,
        Some(Act::Reinspect { result, .. }) => *result != ReinspectResult::Pass,
        _ => false,
    }
}

fn pick<'a>(acts: &Acts<'a>, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
    acts.history.facts().filter(|fact| wanted(fact)).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{Grade, State};
    use crate::domain::testing::Story;

    #[test]
    fn a_judgement_as_major_is_a_word_of_danger_even_beyond_its_role() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        assert_eq!(story.hazard_view().state, State::Closed);
        let judged = story.village("p-5").on(&before).judges(Grade::Major);
        let view = story.hazard_view();
        assert_ne!(view.state, State::Closed);
        assert!(view.dangers.contains(&judged));
    }
}
