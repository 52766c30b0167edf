//! The laws of the merge, held against random histories of several phones (I2, I3).

mod attendance;
mod door;
mod doubted;
mod kinds;
mod merging;
mod offices;
mod sentences;
mod subjects;

use std::collections::BTreeSet;

use fangxian_protocol::id::{ChangeHash, FactId, PersonId};
use fangxian_protocol::limits::{RECORD_CHANGES_MAX, VALUE_BYTES_MAX};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Verdict;
use super::fact::{Body, Fact};
use super::hazard::{
    CloseKind, FiveItem, Grade, Hazard, HazardAct as Act, HazardView, ReinspectResult, State, order,
};
use super::kinds::View;
use super::person::Role;
use super::record::Record;
use super::testing::Tried;
use super::testing::random::{any_post, any_role, any_screen, for_random};
use super::testing::{MINUTE_MS, Story};
use super::view::{Flag, NoticeKind};

#[test]
fn what_is_seen_does_not_depend_on_the_order_of_arrival_nor_on_clocks() {
    for_random("hazard", |rng, story| {
        let view = story.hazard_view();
        let mut shuffled = story.clone();
        shuffled.record = rebuilt(rng, &story.record);
        assert_eq!(shuffled.hazard_view(), view);
        for fact in shuffled.record.facts.values_mut() {
            fact.at_ms += rng.random_range(-5 * MINUTE_MS..5 * MINUTE_MS) * 1_000;
        }
        assert_eq!(decided(&shuffled.hazard_view()), decided(&view));
    });
}

#[test]
fn a_closed_hazard_has_a_close_that_saw_every_word_of_danger() {
    for_random("hazard", |_, story| {
        let view = story.hazard_view();
        let dangers: Vec<&Fact> =
            story.record.facts.values().filter(|f| speaks_danger(f)).collect();
        match view.closed {
            Some(closing) => {
                let close = &story.record.facts[&closing.fact];
                assert!(dangers.iter().all(|danger| close.seen.contains(&danger.id)));
                let high = matches!(close.role, Role::Department | Role::District);
                assert!(high || (close.role == Role::Township && !view.is_major()));
            }
            None => assert!(view.state != State::Closed),
        }
        let open = !matches!(view.state, State::Closed | State::Void);
        let waits = view.face.flags.contains(&Flag::PhotoAwaited);
        assert!(!open || !view.dangers.is_empty() || waits, "an open hazard says why");
        let rectified = view.closed.is_some_and(|one| one.kind == CloseKind::Rectified);
        let proven = story.record.evidence.values().any(|photo| photo.arrived);
        assert!(!rectified || !view.is_major() || proven, "it was not shown put right");
    });
}

#[test]
fn one_more_word_of_danger_always_reopens() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let danger = story.grid("p-1").on(&screen).sees_danger();
        let view = story.hazard_view();
        assert!(!matches!(view.state, State::Closed | State::Void), "{:?}", view.state);
        assert!(view.dangers.contains(&danger));
        assert!(view.next.who.iter().any(|role| *role != Role::District), "someone must move");
    });
}

#[test]
fn what_someone_without_the_right_says_changes_no_decision() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let acts = [
            Act::Accept {},
            order(rng),
            Act::Close { kind: CloseKind::FalseAlarm, basis: None, doc_no: None },
            Act::Judge { grade: Grade::Ordinary, clause: None },
            Act::Assign { person: "p-9".parse().ok(), unit: None },
        ];
        let act = acts[rng.random_range(0..acts.len())].clone();
        let fact = story.village("p-5").on(&screen).says(act);
        let after = story.hazard_view();
        assert!(after.face.proposals.iter().any(|proposal| proposal.fact == fact));
        assert!(after.face.flags.contains(&Flag::ProposalWaiting));
        let told = |notice: &&super::view::Notice| {
            notice.kind == NoticeKind::ActBeyondRole && notice.facts == [fact]
        };
        assert_eq!(after.face.notices.iter().filter(told).count(), 1);
        if before.state != State::Void {
            assert_eq!(decided(&after), decided(&before));
        }
    });
}

#[test]
fn a_fact_of_a_newer_version_changes_nothing_else() {
    for_random("hazard", |rng, story| {
        let before = story.hazard_view();
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        story.grid("p-1").on(&screen).says_something_new();
        let after = story.hazard_view();
        assert_eq!(decided(&after), decided(&before));
        assert_eq!(after.face.notices, before.face.notices);
    });
}

#[test]
fn a_fact_reads_back_from_the_map_that_holds_it() {
    for_random("hazard", |_, story| {
        for fact in story.record.facts.values() {
            let back = Fact::from_props(&story.record.kind, fact.id, fact.to_props());
            assert_eq!(back.as_ref(), Ok(fact));
        }
    });
}

#[test]
fn lies_about_what_was_seen_break_nothing() {
    for_random("hazard", |rng, story| {
        let mut record = story.record.clone();
        let ids: Vec<FactId> = record.facts.keys().copied().collect();
        for fact in record.facts.values_mut() {
            fact.seen = ids.iter().filter(|_| rng.random_bool(0.3)).copied().collect();
            fact.at_ms = [fact.at_ms, 0, i64::MIN, i64::MAX][rng.random_range(0..4)];
        }
        let view = super::derive(&record);
        assert_eq!(super::derive(&rebuilt(rng, &record)), view);
    });
}

#[test]
fn every_notice_is_said_once_and_says_who() {
    for_random("hazard", |_, story| {
        let view = story.hazard_view();
        let said: BTreeSet<(NoticeKind, &str)> =
            view.face.notices.iter().map(|n| (n.kind, n.zh.as_str())).collect();
        assert_eq!(said.len(), view.face.notices.len(), "{:?}", view.face.notices);
        for notice in &view.face.notices {
            let nameless = notice.kind == NoticeKind::MaybeDuplicate;
            assert!(nameless || notice.zh.contains("{p-"), "{}", notice.zh);
            assert!(notice.zh.ends_with('。') && notice.en.ends_with('.'), "{notice:?}");
        }
    });
}

#[test]
fn the_phone_and_the_merge_agree_on_who_may_do_what() {
    for_random("hazard", |rng, story| {
        let view = super::derive(&story.record);
        let mut story = story.clone();
        let (role, act) = (any_role(rng), Hazard::any(rng, &story));
        let post = any_post(rng, role);
        let standing = |listing| match &view {
            View::Hazard(view) => view.listings.iter().any(|one| one.fact == listing),
            _ => false,
        };
        if matches!(act, Act::Delist { listing, .. } if !standing(listing)) {
            return;
        }
        let person: PersonId = "p-1".parse().unwrap();
        let verdict = super::authorize((role, post), &person, &Body::Hazard(act.clone()), &view);
        let fact = story.speaker(role, "p-1").from(post).says(act.clone());
        let after = story.hazard_view();
        let proposed = after.face.proposals.iter().find(|proposal| proposal.fact == fact);
        let needs = proposed.map(|proposal| proposal.needs.clone());
        let expected = match verdict {
            Verdict::Allowed => None,
            Verdict::Proposal { needs } => Some(needs),
        };
        assert_eq!(needs, expected, "{role:?} {post:?} {act:?}");
    });
}

#[test]
fn a_record_as_large_as_the_limits_allow_is_still_derived() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut story = Story::hazard();
    let mut ids: Vec<FactId> = story.record.facts.keys().copied().collect();
    for _ in 0..RECORD_CHANGES_MAX - 1 {
        let act = Hazard::any(&mut rng, &story);
        let id = story.speaker(any_role(&mut rng), "p-1").blind().says(act);
        let recent = ids.iter().rev().take(VALUE_BYTES_MAX / FactId::LEN_BYTES).copied();
        let seen: BTreeSet<FactId> = recent.filter(|_| rng.random_bool(0.5)).collect();
        story.record.facts.get_mut(&id).unwrap().seen = seen;
        ids.push(id);
    }
    let began = std::time::Instant::now();
    let view = story.hazard_view();
    println!("{} facts: {:?}", view.face.version.0.len(), began.elapsed());
    assert_eq!(view.face.version.0.len(), RECORD_CHANGES_MAX);
}

/// What a view decides, without the words it is told in and without what depends on clocks.
fn decided(view: &HazardView) -> impl PartialEq + std::fmt::Debug + use<> {
    let grade = (view.grade.judged, view.grade.suspected_major);
    let deadline = view.deadline.as_ref().map(|d| (d.day, d.because, d.others.clone()));
    let people: Vec<FactId> = view.responsible.iter().map(|one| one.because).collect();
    let listings: Vec<FactId> = view.listings.iter().map(|one| one.fact).collect();
    let five: Vec<(FiveItem, bool)> = view.five.iter().map(|f| (f.item, f.achieved)).collect();
    let state = (view.state, view.closed, view.dangers.clone(), view.mode);
    (state, grade, deadline, people, listings, five, view.owners.clone(), view.same_as.clone())
}

/// A word of danger, by its bare meaning: not by the code under test.
fn speaks_danger(fact: &Fact) -> bool {
    match &fact.body {
        Body::Hazard(act) => match act {
            Act::Report { .. } | Act::SuspectMajor { .. } => true,
            Act::Observe { danger, .. } => *danger,
            Act::Reinspect { result, .. } => *result != ReinspectResult::Pass,
            _ => false,
        },
        _ => false,
    }
}

/// The same record as if its facts and values had arrived in another order.
fn rebuilt(rng: &mut ChaCha8Rng, record: &Record) -> Record {
    let mut facts: Vec<(FactId, Fact)> = record.facts.clone().into_iter().collect();
    for i in (1..facts.len()).rev() {
        facts.swap(i, rng.random_range(0..=i));
    }
    let mut record = Record { facts: facts.into_iter().collect(), ..record.clone() };
    for values in record.fields.values_mut() {
        values.sort_by_key(|value| ChangeHash(value.change.0.map(|byte| !byte)));
    }
    record
}
