//! What a merge may do to a hazard: grades, deadlines, voids, proposals; and what it must say.

use std::collections::BTreeSet;

use fangxian_protocol::id::{EvidenceHash, FactId, PersonId};
use rand::RngExt;

use super::{decided, speaks_danger};
use crate::domain::Verdict;
use crate::domain::View;
use crate::domain::centre;
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::{
    Closing, Grade, Hazard, HazardAct as Act, HazardView, OtherDay, State,
};
use crate::domain::offices::rank;
use crate::domain::person::Role;
use crate::domain::record::{Evidence, Record};
use crate::domain::testing::Story;
use crate::domain::testing::Tried;
use crate::domain::testing::random::{
    any_post, any_role, any_screen, for_random, for_random_phones,
};
use crate::domain::testing::trial;
use crate::domain::view::{Flag, NoticeKind, Version};

/// Something anyone says next, with whatever they have on the screen.
pub(super) fn one_more(rng: &mut rand_chacha::ChaCha8Rng, story: &Story) -> (Story, FactId) {
    let mut story = story.clone();
    let screen = any_screen(rng, &story);
    let body = trial("hazard").any(rng, &story);
    let person = format!("p-{}", rng.random_range(1..9));
    let role = any_role(rng);
    let post = any_post(rng, role);
    let fact = story.speaker(role, &person).from(post).on(&screen).body(body);
    (story, fact)
}

fn act(fact: &Fact) -> &Act {
    match &fact.body {
        Body::Hazard(act) => act,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_grade_gets_milder_only_by_a_high_office_that_saw_everything_it_rests_on() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let (after, id) = one_more(rng, story);
        if !before.is_major() || after.hazard_view().is_major() {
            return;
        }
        let fact = &after.record.facts[&id];
        assert!(matches!(act(fact), Act::Judge { grade: Grade::Ordinary, .. }), "{fact:?}");
        assert!(matches!(fact.role, Role::Department | Role::District), "{fact:?}");
        let graver = before.grade.because.iter().filter(|because| {
            matches!(
                act(&after.record.facts[*because]),
                Act::SuspectMajor { .. } | Act::Judge { grade: Grade::Major, .. }
            )
        });
        for because in graver {
            assert!(fact.seen.contains(because), "{because} was not seen");
        }
    });
}

#[test]
fn of_two_judgements_made_apart_the_graver_holds_whichever_comes_first() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let mut grades = [Grade::Ordinary, Grade::Major];
        if rng.random() {
            grades.reverse();
        }
        story.department("p-6").on(&screen).judges(grades[0]);
        story.district("p-7").on(&screen).judges(grades[1]);
        let view = story.hazard_view();
        assert!(view.is_major());
        assert_eq!(view.grade.judged, Some(Grade::Major), "{:?}", view.grade);
    });
}

#[test]
fn a_deadline_gets_later_only_by_an_office_no_lower_that_saw_it() {
    for_random("hazard", |rng, story| {
        let Some(before) = story.hazard_view().deadline else { return };
        let (after, id) = one_more(rng, story);
        let later = after.hazard_view().deadline.is_none_or(|after| after.day > before.day);
        if !later {
            return;
        }
        let (fact, setter) = (&after.record.facts[&id], &after.record.facts[&before.because]);
        let moved = matches!(
            act(fact),
            Act::Order { .. } | Act::DecideExtension { granted: true, .. } | Act::Delist { .. }
        );
        assert!(moved, "{fact:?}");
        assert!(fact.seen.contains(&before.because), "{fact:?} moved what it had not seen");
        assert!(rank(fact.role) >= rank(setter.role), "{fact:?}");
    });
}

#[test]
fn a_void_holds_only_while_it_saw_every_word_edit_and_photo() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        if rng.random_bool(0.3) {
            story.evidence();
        }
        if rng.random_bool(0.3) {
            story.field("title", "渗水", "p-1");
        }
        let everything = rng.random_bool(0.5);
        let screen = if everything { story.screen() } else { any_screen(rng, &story) };
        let apart = |fact: &&Fact| fact.body.is_void() || matches!(fact.body, Body::Centre(_));
        let content: BTreeSet<FactId> = {
            let apart: BTreeSet<FactId> =
                story.record.facts.values().filter(apart).map(|fact| fact.id).collect();
            story.screen().0.difference(&apart).copied().collect()
        };
        story.district("p-7").on(&screen).voids();
        let saw_all = content.is_subset(&screen.0);
        assert!(!saw_all || story.hazard_view().state == State::Void);
        let danger = story.grid("p-2").blind().sees_danger();
        let view = story.hazard_view();
        assert!(view.state != State::Void && view.dangers.contains(&danger));
        assert!(view.face.flags.contains(&Flag::VoidContested));
    });
}

#[test]
fn an_act_beyond_any_role_is_shown_as_a_proposal_and_decides_nothing() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let person: PersonId = "p-9".parse().unwrap();
        let (role, said) = (any_role(rng), Hazard::any(rng, story));
        let view = View::Hazard(before.clone());
        let body = Body::Hazard(said);
        let post = any_post(rng, role);
        let verdict = crate::domain::authorize((role, post), &person, &body, &view);
        if verdict == Verdict::Allowed || before.state == State::Void {
            return;
        }
        // Of a supervision that has ended already the screen no longer says who began it.
        if let Body::Hazard(Act::Delist { listing, .. }) = &body
            && !before.listings.iter().any(|one| one.fact == *listing)
        {
            return;
        }
        let mut story = story.clone();
        let fact = story.speaker(role, "p-9").from(post).body(body);
        let after = story.hazard_view();
        assert!(after.face.proposals.iter().any(|proposal| proposal.fact == fact));
        // Whoever claims to judge it major, suspects it; whoever finds it not put right, saw it.
        let spoken = &story.record.facts[&fact];
        let major = matches!(act(spoken), Act::Judge { grade: Grade::Major, .. });
        if !major && !speaks_danger(spoken) {
            assert_eq!(decided(&after), decided(&before), "{spoken:?}");
        }
    });
}

#[test]
fn evidence_and_people_never_shrink() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let (mut after, _) = one_more(rng, story);
        after.record.evidence.insert(EvidenceHash([9; 32]), Evidence::default());
        let view = after.hazard_view();
        assert!(before.face.people.is_subset(&view.face.people));
        assert!(before.face.version.0.is_subset(&view.face.version.0));
    });
}

#[test]
fn whoever_saw_it_closed_and_finds_it_open_is_told_why_exactly_once() {
    for_random_phones("hazard", |_, story, phones| {
        let merged = story.hazard_view();
        for phone in phones {
            let Some(Closing { fact: close, .. }) = part(story, phone).closed else { continue };
            if merged.state == State::Closed || merged.state == State::Void {
                continue;
            }
            let told = merged.face.notices.iter().filter(|notice| {
                notice.kind == NoticeKind::CloseMissedDanger && notice.facts.contains(&close)
            });
            let told = told.count();
            let again = looked_again(&story.record, close, &merged);
            assert_eq!(told, usize::from(!again), "{:?}", merged.face.notices);
        }
    });
}

#[test]
fn whoever_set_a_later_day_without_knowing_of_the_earlier_is_told_exactly_once() {
    for_random("hazard", |_, story| {
        let view = story.hazard_view();
        let Some(deadline) = &view.deadline else { return };
        let facts = &story.record.facts;
        let apart = |one: &FactId, other: &FactId| {
            !facts[one].seen.contains(other) && !facts[other].seen.contains(one)
        };
        for OtherDay { day, because: fact } in &deadline.others {
            if *day == deadline.day || !apart(fact, &deadline.because) {
                continue;
            }
            let told = view.face.notices.iter().filter(|notice| {
                notice.kind == NoticeKind::EarlierDeadlineHolds && notice.facts.contains(fact)
            });
            assert_eq!(told.count(), 1, "{:?}", view.face.notices);
        }
    });
}

/// What a phone that has only this of the record shows.
fn part(story: &Story, phone: &Version) -> HazardView {
    let mut record = story.record.clone();
    record.facts.retain(|id, _| phone.contains(*id));
    record.evidence.values_mut().for_each(|photo| photo.arrived = false);
    centre::mark_arrived(&mut record);
    crate::domain::hazard::derive(&record)
}

/// Whether an office that had the close and every danger it missed before it looked again.
fn looked_again(record: &Record, close: FactId, view: &HazardView) -> bool {
    let missed: Vec<FactId> = (record.facts.values())
        .filter(|fact| is_at_stake(fact, view) && !record.facts[&close].seen.contains(&fact.id))
        .map(|fact| fact.id)
        .collect();
    record.facts.values().any(|look| {
        let looks = matches!(look.body, Body::Hazard(Act::Reinspect { .. } | Act::Close { .. }));
        let effective = !view.face.proposals.iter().any(|proposal| proposal.fact == look.id)
            && matches!(look.role, Role::Township | Role::Department | Role::District)
            && (!view.is_major() || look.role != Role::Township);
        let saw = |id: &FactId| *id == look.id || look.seen.contains(id);
        look.id != close
            && looks
            && effective
            && look.seen.contains(&close)
            && missed.iter().all(saw)
    })
}

/// What a close must have seen, by its bare meaning: words of danger whoever says them, and orders
/// and listings of those who may give them.
fn is_at_stake(fact: &Fact, view: &HazardView) -> bool {
    let proposed = view.face.proposals.iter().any(|proposal| proposal.fact == fact.id);
    let high = matches!(fact.role, Role::Department | Role::District);
    let office = high || fact.role == Role::Township;
    let Body::Hazard(act) = &fact.body else { return false };
    match act {
        Act::Judge { grade: Grade::Major, .. } => true,
        Act::Order { mode, .. } => {
            !proposed && if *mode == crate::domain::hazard::Mode::StopWork { high } else { office }
        }
        Act::List { level, .. } => {
            use crate::domain::hazard::ListingLevel;
            !proposed && if *level == ListingLevel::Township { office } else { high }
        }
        _ => speaks_danger(fact),
    }
}
