//! Which office may end a hazard, by closing it or calling it a mistake (44, 45, 47): one that may
//! judge a major hazard, and none below those who stopped the work or put it under supervision.

use super::act::{HazardAct as Act, Mode};
use super::acts::Acts;
use super::{deadline, grade, listing};
use crate::domain::fact::Fact;
use crate::domain::offices::rank;
use crate::domain::person::Role;

/// The lowest office that may end it as things stand.
pub(super) fn standing(acts: &Acts<'_>) -> Role {
    let major = acts.is_major().then_some(Role::Department);
    let stops = deadline::standing_orders(acts).into_iter().filter(|order| stops_work(order));
    let listed = listing::standing(acts).into_iter().map(|(_, listing)| listing);
    let issuers = stops.chain(listed).map(|fact| fact.role);
    highest(issuers.chain(major).chain(acts.beside.ending))
}

/// The lowest office that may end it by what the author of `fact` had before them, or as things
/// stand, whichever is higher: what stood in the way when they spoke does not fall away by itself.
pub(super) fn met_by(acts: &Acts<'_>, fact: &Fact) -> Role {
    let seen: Vec<&Fact> =
        acts.history.seen_by(fact.id).filter(|fact| acts.is_effective(fact)).collect();
    let major = grade::was_major(&acts.weighing(), fact).then_some(Role::Department);
    let orders: Vec<&Fact> = seen
        .iter()
        .filter(|fact| matches!(Act::of(fact), Some(Act::Order { .. })))
        .copied()
        .collect();
    let stops = deadline::unmoved(acts, &orders).into_iter().filter(|order| stops_work(order));
    // Closes from before offices said their unit did not name what had ended.
    let mut delists = seen.clone();
    if fact.post.is_none() {
        let all = acts.done(|act| matches!(act, Act::Delist { .. }));
        delists.extend(all.into_iter().filter(|delist| !acts.history.saw(delist.id, fact.id)));
    }
    let ended = listing::ended_by(acts, &delists);
    let listed = seen.iter().filter(|fact| {
        matches!(Act::of(fact), Some(Act::List { .. })) && !ended.contains(&fact.id)
    });
    let issuers = stops.chain(listed.copied()).map(|fact| fact.role);
    highest(issuers.chain(major).chain([acts.ending]))
}

fn stops_work(order: &Fact) -> bool {
    matches!(Act::of(order), Some(Act::Order { mode: Mode::StopWork, .. }))
}

fn highest(roles: impl Iterator<Item = Role>) -> Role {
    roles.max_by_key(|role| rank(*role)).unwrap_or(Role::Township)
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{CloseKind, Grade, HazardAct, ListingLevel, Mode, State};
    use crate::domain::person::Role;
    use crate::domain::testing::Story;

    fn list(level: ListingLevel) -> HazardAct {
        HazardAct::List { level, doc_no: None, deadline: None }
    }

    #[test]
    fn situation_44_a_void_asks_for_the_office_that_a_close_asks_for() {
        let graver: [fn(&mut Story); 4] = [
            |story| _ = story.department("p-6").judges(Grade::Major),
            |story| _ = story.grid("p-1").suspects_major(),
            |story| _ = story.department("p-6").orders(Mode::StopWork, None),
            |story| _ = story.department("p-6").says(list(ListingLevel::District)),
        ];
        for tell in graver {
            let mut story = Story::hazard();
            tell(&mut story);
            story.township("p-3").voids();
            story.grid("p-1").voids();
            let view = story.hazard_view();
            assert_ne!(view.state, State::Void);
            assert_eq!((view.ending, view.face.proposals.len()), (Role::Department, 2));
            story.department("p-6").voids();
            assert_eq!(story.hazard_view().state, State::Void);
        }
    }

    #[test]
    fn situation_45_a_close_proposed_under_suspicion_stays_one_when_the_grade_falls() {
        let mut story = Story::hazard();
        story.grid("p-1").suspects_major();
        story.township("p-3").closes();
        story.department("p-6").judges(Grade::Ordinary);
        let view = story.hazard_view();
        assert_eq!((view.state, view.ending), (State::Judged, Role::Township));
        assert_eq!(view.face.proposals.len(), 1);
        story.township("p-3").closes();
        let view = story.hazard_view();
        assert_eq!((view.state, view.face.proposals.len()), (State::Closed, 0));
    }

    #[test]
    fn situation_45_ending_ones_own_listing_answers_no_proposal_to_end_another() {
        let mut story = Story::hazard();
        let city = story.district("p-7").says(list(ListingLevel::City));
        let own = story.department("p-6").says(list(ListingLevel::District));
        let end = |listing| HazardAct::Delist { listing, doc_no: None };
        story.department("p-6").says(end(city));
        story.department("p-6").says(end(own));
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.face.proposals.len()), (1, 1));
        story.district("p-7").says(end(city));
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.face.proposals.len()), (0, 0));
    }

    #[test]
    fn situation_47_whoever_stopped_or_listed_it_or_above_ends_it_and_nobody_below() {
        let mut story = Story::hazard();
        story.department("p-6").orders(Mode::StopWork, None);
        story.township("p-3").closes();
        assert_eq!(story.hazard_view().state, State::Rectifying);
        let listing = story.district("p-7").says(list(ListingLevel::District));
        story.department("p-6").closes();
        let view = story.hazard_view();
        assert_eq!((view.state, view.ending), (State::Rectifying, Role::District));
        story.district("p-7").says(HazardAct::Delist { listing, doc_no: None });
        assert_eq!(story.hazard_view().state, State::Rectifying, "45: not by itself");
        let kind = CloseKind::Rectified;
        story.department("p-6").says(HazardAct::Close { kind, basis: None, doc_no: None });
        assert_eq!(story.hazard_view().state, State::Closed);
    }

    #[test]
    fn a_close_of_before_counts_though_it_did_not_name_that_supervision_had_ended() {
        let mut story = Story::hazard();
        let listing = story.district("p-7").says(list(ListingLevel::District));
        let ended = story.district("p-7").says(HazardAct::Delist { listing, doc_no: None });
        let close = story.township("p-3").closes();
        story.record.facts.get_mut(&close).unwrap().seen.remove(&ended);
        assert_eq!(story.hazard_view().state, State::Closed);
    }

    #[test]
    fn a_stop_work_order_is_no_townships_to_replace_by_a_village_that_asked_for_it() {
        let mut story = Story::hazard();
        story.village("p-5").orders(Mode::StopWork, None);
        story.township("p-3").orders(Mode::AtOnce, None);
        let view = story.hazard_view();
        assert_eq!(
            (view.mode, view.face.proposals.len()),
            (Some(Mode::AtOnce), 1),
            "it still waits"
        );
        story.department("p-6").orders(Mode::StopWork, None);
        assert!(story.hazard_view().face.proposals.is_empty());
    }
}
