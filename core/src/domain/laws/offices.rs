//! The laws of offices and units (43 to 47): nobody loosens what is not theirs, and nothing takes
//! effect by itself.

use fangxian_protocol::id::{FactId, RecordId};
use rand::RngExt;

use super::decided;
use super::merging::one_more;
use crate::domain::fact::Body;
use crate::domain::hazard::Hazard;
use crate::domain::hazard::{CloseKind, Grade, HazardAct as Act, HazardView, Mode, State, joined};
use crate::domain::offices::rank;
use crate::domain::person::Role;
use crate::domain::review::ReviewAct;
use crate::domain::testing::Story;
use crate::domain::testing::Tried;
use crate::domain::testing::random::{any_screen, for_random};
use crate::domain::view::NoticeKind;

/// A township no random offer is made to.
const STRANGER: &str = "990101109";

#[test]
fn a_unit_that_was_never_in_charge_loosens_nothing_and_what_it_makes_stricter_is_told() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let mut story = story.clone();
        let (screen, act) = (any_screen(rng, &story), Hazard::any(rng, &story));
        let fact = story.township("p-9").of(STRANGER).on(&screen).says(act.clone());
        let after = story.hazard_view();
        assert_eq!(after.owners, before.owners, "{act:?}");
        assert!(after.state != State::Closed || before.state == State::Closed, "{act:?}");
        assert!(after.state != State::Void || before.state == State::Void, "{act:?}");
        assert!(after.is_major() || !before.is_major(), "{act:?}");
        assert!(after.mode >= before.mode && rank(after.ending) >= rank(before.ending), "{act:?}");
        assert!(before.listings.iter().all(|one| after.listings.contains(one)), "{act:?}");
        let day = |view: &HazardView| view.deadline.as_ref().map(|deadline| deadline.day);
        let earlier =
            day(&before).is_none_or(|before| day(&after).is_some_and(|day| day <= before));
        assert!(earlier, "{act:?}");
        let told = after.face.notices.iter().filter(|notice| notice.facts == [fact]);
        let told = told.filter(|notice| notice.kind == NoticeKind::OtherUnit).count();
        let stricter = matches!(act, Act::Order { .. } | Act::List { .. })
            && !after.face.proposals.iter().any(|proposal| proposal.fact == fact);
        assert!(!stricter || told == 1, "{act:?} {:?}", after.face.notices);
    });
}

#[test]
fn what_waited_as_a_proposal_never_takes_effect_by_itself() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let (after, added) = one_more(rng, story);
        let view = after.hazard_view();
        let waited = |fact: &FactId| {
            *fact != added && before.face.proposals.iter().any(|proposal| proposal.fact == *fact)
        };
        let said = &after.record.facts[&added].body;
        assert!(!view.closed.is_some_and(|closed| waited(&closed.fact)), "{said:?}");
        let because = view.deadline.as_ref().map(|deadline| deadline.because);
        assert!(!because.is_some_and(|fact| waited(&fact)), "{said:?}");
        assert!(!view.listings.iter().any(|listing| waited(&listing.fact)), "{said:?}");
        if view.state == State::Void && before.state != State::Void {
            let voids = matches!(said, Body::Hazard(Act::Void { .. }));
            assert!(voids, "{said:?}");
        }
    });
}

#[test]
fn no_office_ends_what_a_higher_one_stopped_or_listed() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        let screen = if rng.random_bool(0.7) { story.screen() } else { any_screen(rng, &story) };
        let before = story.hazard_view();
        let (act, voids) = match rng.random_bool(0.5) {
            true => (Act::Void { reason: String::new() }, true),
            false => {
                let kind = CloseKind::FalseAlarm;
                (Act::Close { kind, basis: None, doc_no: None }, false)
            }
        };
        let fact = story.township("p-9").of("990101101").on(&screen).says(act);
        let after = story.hazard_view();
        let ended = if voids { State::Void } else { State::Closed };
        if after.state != ended || before.state == ended {
            return;
        }
        assert_ne!(after.mode, Some(Mode::StopWork));
        assert!(after.listings.iter().all(|listing| listing.issuer == Role::Township));
        assert!(
            !after.is_major()
                && after.owners.iter().any(|owner| { owner.to_string().starts_with("990101101") })
        );
        assert!(!after.face.proposals.iter().any(|proposal| proposal.fact == fact));
    });
}

#[test]
fn a_close_that_was_only_a_proposal_stays_one_when_grade_and_supervision_fall_away() {
    for_random("hazard", |_, story| {
        let mut story = story.clone();
        let close = story.township("p-9").of("990101101").closes();
        let before = story.hazard_view();
        if !before.face.proposals.iter().any(|proposal| proposal.fact == close) {
            return;
        }
        story.district("p-7").of("990101").judges(Grade::Ordinary);
        story.district("p-7").of("990101").orders(Mode::AtOnce, None);
        for listing in before.listings {
            let listing = listing.fact;
            story.district("p-7").of("990101").says(Act::Delist { listing, doc_no: None });
        }
        let view = story.hazard_view();
        assert!(view.face.proposals.iter().any(|proposal| proposal.fact == close));
        assert!(view.closed.is_none_or(|closed| closed.fact != close));
    });
}

#[test]
fn what_its_author_was_told_is_a_proposal_stays_one() {
    for_random("hazard", |rng, story| {
        let (mut story, screen) = (story.clone(), any_screen(rng, story));
        let close = story.township("p-9").of("990101101").on(&screen).closes();
        story.record.facts.get_mut(&close).unwrap().asked = Some(Role::Department);
        let view = story.hazard_view();
        assert!(view.closed.is_none_or(|closed| closed.fact != close));
        assert!(view.face.proposals.iter().any(|proposal| proposal.fact == close));
    });
}

#[test]
fn a_decline_that_its_author_was_told_is_a_proposal_stays_one() {
    for_random("hazard", |rng, story| {
        let (mut story, screen) = (story.clone(), any_screen(rng, story));
        let close = story.grid("p-1").on(&screen).closes();
        let reason = "还没看过".into();
        let act = ReviewAct::DeclineProposal { proposal: close, reason };
        let decline = story.township("p-9").of("990101101").body(Body::Review(act));
        let waits = |story: &Story| {
            let proposals = story.hazard_view().face.proposals;
            [close, decline].map(|fact| proposals.iter().any(|proposal| proposal.fact == fact))
        };
        let higher = Some(Role::Department);
        for told in [[None, higher], [higher, None], [higher, higher]] {
            for (fact, asked) in [close, decline].into_iter().zip(told) {
                story.record.facts.get_mut(&fact).unwrap().asked = asked;
            }
            assert_eq!(waits(&story), [true, true], "{told:?}");
        }
        let needs = story.hazard_view().face.proposals;
        let needs = &needs.iter().find(|proposal| proposal.fact == close).unwrap().needs;
        assert!(!needs.contains(&Role::Township), "{needs:?}");
    });
}

#[test]
fn one_half_is_not_ended_by_an_office_below_the_one_the_other_half_asks_for() {
    for_random("hazard", |rng, story| {
        let (mut one, mut other) = (story.clone(), story.clone());
        other.record.id = RecordId([8; 16]);
        let screen = any_screen(rng, &other);
        other.department("p-6").of("990101").on(&screen).judges(Grade::Major);
        let gone = || {
            let kind = CloseKind::FalseAlarm;
            Act::Close { kind, basis: None, doc_no: None }
        };
        let close = one.township("p-9").of("990101101").says(gone());
        other.district("p-7").of("990101").says(gone());
        let pair = [&one, &other].map(|story| (story.hazard_view(), story.record.clone()));
        let void = pair.iter().any(|(view, _)| view.state == State::Void);
        if void || !pair[1].0.is_major() {
            return;
        }
        let view = joined(&pair[0], &pair[1..]);
        assert!(
            view.closed.is_none_or(|closed| closed.fact != close),
            "the department was not asked"
        );
        assert!(view.face.proposals.iter().any(|proposal| proposal.fact == close));
    });
}

#[test]
fn two_records_of_one_hazard_ask_for_what_either_asks_for_on_both() {
    for_random("hazard", |rng, story| {
        let mut other = story.clone();
        other.record.id = RecordId([8; 16]);
        for _ in 0..rng.random_range(0..4) {
            let (more, _) = one_more(rng, &other);
            other = more;
        }
        let (mine, twin) = (story.hazard_view(), other.hazard_view());
        if mine.state == State::Void || twin.state == State::Void {
            return;
        }
        let pair = [(mine, story.record.clone()), (twin, other.record)];
        let views = [joined(&pair[0], &pair[1..]), joined(&pair[1], &pair[..1])];
        let asked = |view: &HazardView| {
            let day = view.deadline.as_ref().map(|deadline| deadline.day);
            (view.state, view.is_major(), view.mode, view.ending, day)
        };
        assert_eq!(asked(&views[0]), asked(&views[1]));
        for (alone, _) in &pair {
            for view in &views {
                assert!(rank(view.ending) >= rank(alone.ending) && view.mode >= alone.mode);
                assert!(view.is_major() || !alone.is_major());
            }
        }
        let closed = views[0].state == State::Closed;
        assert!(!closed || pair.iter().all(|(view, _)| view.state == State::Closed));
        assert_eq!(decided(&joined(&pair[0], &[])), decided(&pair[0].0), "alone nothing changes");
    });
}
