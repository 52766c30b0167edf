//! The laws of the merge, held against random histories of several phones (I2, I3).

use std::collections::BTreeSet;

use fangxian_protocol::id::{ChangeHash, FactId, RecordId};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::fact::{Body, Fact};
use super::hazard::{
    CloseKind, FiveItem, Grade, HazardAct as Act, HazardView, ListingLevel, Mode, ReinspectResult,
    Source, State,
};
use super::person::Role;
use super::record::Record;
use super::testing::{MINUTE_MS, Story};
use super::view::{Flag, NoticeKind, Version};

const HISTORIES: u64 = 400;
const STEPS: usize = 24;
const PHONES: usize = 3;

#[test]
fn what_is_seen_does_not_depend_on_the_order_of_arrival_nor_on_clocks() {
    for_random_histories(|rng, story| {
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
    for_random_histories(|_, story| {
        let view = story.hazard_view();
        let dangers: Vec<&Fact> = story
            .record
            .facts
            .values()
            .filter(|f| speaks_danger(f))
            .collect();
        match view.closed {
            Some((close, _)) => {
                let close = &story.record.facts[&close];
                assert!(dangers.iter().all(|danger| close.seen.contains(&danger.id)));
                let high = matches!(close.role, Role::Department | Role::District);
                assert!(high || (close.role == Role::Township && !view.is_major()));
            }
            None => assert!(view.state != State::Closed),
        }
        let open = !matches!(view.state, State::Closed | State::Void);
        assert!(!open || !view.dangers.is_empty(), "an open hazard says why");
    });
}

#[test]
fn one_more_word_of_danger_always_reopens() {
    for_random_histories(|rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let danger = story.grid("p-1").on(&screen).sees_danger();
        let view = story.hazard_view();
        assert!(
            !matches!(view.state, State::Closed | State::Void),
            "{:?}",
            view.state
        );
        assert!(view.dangers.contains(&danger));
        assert!(
            view.next.who.iter().any(|role| *role != Role::District),
            "someone must move"
        );
    });
}

#[test]
fn what_someone_without_the_right_says_changes_no_decision() {
    for_random_histories(|rng, story| {
        let before = story.hazard_view();
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let acts = [
            Act::Accept {},
            order(rng),
            Act::Close {
                kind: CloseKind::FalseAlarm,
                basis: None,
                doc_no: None,
            },
            Act::Judge {
                grade: Grade::Ordinary,
                clause: None,
            },
            Act::Assign {
                person: "p-9".parse().ok(),
                unit: None,
            },
        ];
        let act = acts[rng.random_range(0..acts.len())].clone();
        let fact = story.village("p-5").on(&screen).says(act);
        let after = story.hazard_view();
        assert!(after.proposals.iter().any(|proposal| proposal.fact == fact));
        assert!(after.flags.contains(&Flag::ProposalWaiting));
        let told = |notice: &&super::view::Notice| {
            notice.kind == NoticeKind::ActBeyondRole && notice.facts == [fact]
        };
        assert_eq!(after.notices.iter().filter(told).count(), 1);
        if before.state != State::Void {
            assert_eq!(decided(&after), decided(&before));
        }
    });
}

#[test]
fn a_fact_of_a_newer_version_changes_nothing_else() {
    for_random_histories(|rng, story| {
        let before = story.hazard_view();
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        story.grid("p-1").on(&screen).says_something_new();
        let after = story.hazard_view();
        assert_eq!(decided(&after), decided(&before));
        assert_eq!(after.notices, before.notices);
    });
}

#[test]
fn lies_about_what_was_seen_break_nothing() {
    for_random_histories(|rng, story| {
        let mut record = story.record.clone();
        let ids: Vec<FactId> = record.facts.keys().copied().collect();
        for fact in record.facts.values_mut() {
            fact.seen = ids
                .iter()
                .filter(|_| rng.random_bool(0.3))
                .copied()
                .collect();
            fact.at_ms = [fact.at_ms, 0, i64::MIN, i64::MAX][rng.random_range(0..4)];
        }
        let view = super::derive(&record);
        assert_eq!(super::derive(&rebuilt(rng, &record)), view);
    });
}

#[test]
fn every_notice_is_said_once_and_says_who() {
    for_random_histories(|_, story| {
        let view = story.hazard_view();
        let said: BTreeSet<(NoticeKind, &str)> = view
            .notices
            .iter()
            .map(|n| (n.kind, n.zh.as_str()))
            .collect();
        assert_eq!(said.len(), view.notices.len(), "{:?}", view.notices);
        for notice in &view.notices {
            let nameless = notice.kind == NoticeKind::MaybeDuplicate;
            assert!(nameless || notice.zh.contains("{p-"), "{}", notice.zh);
            assert!(
                notice.zh.ends_with('。') && notice.en.ends_with('.'),
                "{notice:?}"
            );
        }
    });
}

/// What a view decides, without the words it is told in and without what depends on clocks.
fn decided(view: &HazardView) -> impl PartialEq + std::fmt::Debug + use<> {
    let grade = (view.grade.judged, view.grade.suspected_major);
    let deadline = view
        .deadline
        .as_ref()
        .map(|d| (d.day, d.because, d.others.clone()));
    let people: Vec<FactId> = view.responsible.iter().map(|one| one.because).collect();
    let listings: Vec<FactId> = view.listings.iter().map(|one| one.fact).collect();
    let five: Vec<(FiveItem, bool)> = view.five.iter().map(|f| (f.item, f.achieved)).collect();
    let state = (view.state, view.closed, view.dangers.clone(), view.mode);
    (
        state,
        grade,
        deadline,
        people,
        listings,
        five,
        view.owners.clone(),
        view.same_as.clone(),
    )
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

/// Runs `law` on histories in which phones that rarely meet each say what they think.
fn for_random_histories(law: impl Fn(&mut ChaCha8Rng, &Story)) {
    let given = std::env::var("FANGXIAN_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let first: u64 = given.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    let count = if given.is_some() { 1 } else { HISTORIES };
    for seed in first..first + count {
        println!("repeat with FANGXIAN_SEED={seed}");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let story = random_history(&mut rng);
        law(&mut rng, &story);
    }
}

fn random_history(rng: &mut ChaCha8Rng) -> Story {
    let mut story = Story::hazard();
    let mut phones = vec![story.screen(); PHONES];
    for _ in 0..rng.random_range(1..STEPS) {
        let phone = rng.random_range(0..PHONES);
        if rng.random_bool(0.25) {
            let other = phones[rng.random_range(0..PHONES)].0.clone();
            phones[phone].0.extend(other);
        }
        let role = Role::ALL[rng.random_range(0..Role::ALL.len())];
        let person = format!("p-{}", rng.random_range(1..9));
        let act = random_act(rng, &story);
        let said = story.speaker(role, &person).on(&phones[phone]).says(act);
        phones[phone].0.insert(said);
    }
    story
}

fn random_act(rng: &mut ChaCha8Rng, story: &Story) -> Act {
    let ids: Vec<FactId> = story.record.facts.keys().copied().collect();
    let some_fact = ids[rng.random_range(0..ids.len())];
    match rng.random_range(0..22) {
        0 | 1 => Act::Observe {
            danger: true,
            note: None,
            photo: None,
        },
        2 => Act::Observe {
            danger: false,
            note: None,
            photo: None,
        },
        3 => Act::SuspectMajor { clause: None },
        4 => Act::Accept {},
        5 => Act::Return {
            reason: String::new(),
        },
        6 => Act::Judge {
            grade: Grade::Ordinary,
            clause: None,
        },
        7 => Act::Judge {
            grade: Grade::Major,
            clause: None,
        },
        8 => order(rng),
        9 => Act::Assign {
            person: format!("p-{}", rng.random_range(1..4)).parse().ok(),
            unit: None,
        },
        10 => Act::Claim {
            measures: String::new(),
            cost_fen: None,
        },
        11 => Act::Reinspect {
            result: ReinspectResult::Fail,
            opinion: None,
        },
        12 | 13 => Act::Reinspect {
            result: ReinspectResult::Pass,
            opinion: None,
        },
        14 | 15 => Act::Close {
            kind: CloseKind::Rectified,
            basis: None,
            doc_no: None,
        },
        16 => Act::List {
            level: ListingLevel::District,
            doc_no: None,
            deadline: None,
        },
        17 => Act::Delist {
            listing: some_fact,
            doc_no: None,
        },
        18 => implement(rng),
        19 => Act::OfferTransfer {
            to: "990101101201".parse().unwrap(),
            reason: String::new(),
        },
        20 => Act::AcceptTransfer { offer: some_fact },
        _ => match rng.random_range(0..4) {
            0 => Act::Void {
                reason: String::new(),
            },
            1 => Act::SuspectDuplicate {
                of: RecordId([9; 16]),
                distance_m: None,
            },
            2 => Act::DecideDuplicate {
                of: RecordId([9; 16]),
                same: rng.random(),
            },
            _ => Act::Report {
                source: Source::Hotline,
            },
        },
    }
}

fn order(rng: &mut ChaCha8Rng) -> Act {
    let mode = [Mode::AtOnce, Mode::ByDeadline, Mode::StopWork][rng.random_range(0..3)];
    let day = format!("2026-11-{}", rng.random_range(20..30));
    Act::Order {
        mode,
        deadline: day.parse().ok(),
        doc_no: None,
    }
}

fn implement(rng: &mut ChaCha8Rng) -> Act {
    let amount_fen = Some(rng.random_range(1..4));
    let (item, achieved) = (FiveItem::Funds, rng.random());
    Act::Implement {
        item,
        achieved,
        content: None,
        amount_fen,
        due: None,
    }
}

/// What some phone may have had before it.
fn any_screen(rng: &mut ChaCha8Rng, story: &Story) -> Version {
    let mut screen = story.screen();
    let part = rng.random_range(0.0..1.0);
    screen.0.retain(|_| rng.random_bool(part));
    screen
}

/// The same record as if its facts and values had arrived in another order.
fn rebuilt(rng: &mut ChaCha8Rng, record: &Record) -> Record {
    let mut facts: Vec<(FactId, Fact)> = record.facts.clone().into_iter().collect();
    for i in (1..facts.len()).rev() {
        facts.swap(i, rng.random_range(0..=i));
    }
    let mut record = Record {
        facts: facts.into_iter().collect(),
        ..record.clone()
    };
    for values in record.fields.values_mut() {
        values.sort_by_key(|value| ChangeHash(value.change.0.map(|byte| !byte)));
    }
    record
}
