//! Random histories for tests: phones that rarely meet, each saying what it thinks.

use fangxian_protocol::id::{FactId, RecordId};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Story;
use crate::domain::hazard::{
    CloseKind, FiveItem, Grade, HazardAct as Act, ListingLevel, Mode, ReinspectResult, Source,
};
use crate::domain::person::Role;
use crate::domain::view::Version;

const HISTORIES: u64 = 400;
const STEPS: usize = 24;
const PHONES: usize = 3;

/// Runs `law` on histories in which phones that rarely meet each say what they think.
pub(crate) fn for_random_histories(law: impl Fn(&mut ChaCha8Rng, &Story)) {
    let given = std::env::var("FANGXIAN_SEED").ok().and_then(|seed| seed.parse().ok());
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
        let role = any_role(rng);
        let person = format!("p-{}", rng.random_range(1..9));
        let act = random_act(rng, &story);
        let said = story.speaker(role, &person).on(&phones[phone]).says(act);
        phones[phone].0.insert(said);
    }
    if rng.random_bool(0.3) {
        story.department("p-6").closes();
    }
    story
}

pub(crate) fn any_role(rng: &mut ChaCha8Rng) -> Role {
    Role::ALL[rng.random_range(0..Role::ALL.len())]
}

pub(crate) fn random_act(rng: &mut ChaCha8Rng, story: &Story) -> Act {
    let nothing = String::new;
    match rng.random_range(0..24) {
        0 | 1 => Act::Observe { danger: true, note: None, photo: None },
        2 => Act::Observe { danger: false, note: None, photo: None },
        3 => Act::SuspectMajor { clause: None },
        4 => Act::Accept {},
        5 => Act::Return { reason: nothing() },
        6 | 7 => Act::Judge {
            grade: [Grade::Ordinary, Grade::Major][rng.random_range(0..2)],
            clause: None,
        },
        8 | 9 => order(rng),
        10 => {
            Act::Assign { person: format!("p-{}", rng.random_range(1..4)).parse().ok(), unit: None }
        }
        11 => Act::Claim { measures: nothing(), cost_fen: None },
        12 | 13 => Act::Reinspect {
            result: [ReinspectResult::Pass, ReinspectResult::Fail][rng.random_range(0..2)],
            opinion: None,
        },
        14 | 15 => Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: None },
        16 => implement(rng),
        17 => Act::Void { reason: nothing() },
        18 => Act::Report { source: Source::Hotline },
        _ => random_reply(rng, story),
    }
}

/// An act about a fact, or about another record.
fn random_reply(rng: &mut ChaCha8Rng, story: &Story) -> Act {
    let ids: Vec<FactId> = story.record.facts.keys().copied().collect();
    let fact = ids[rng.random_range(0..ids.len())];
    let (of, reason) = (RecordId([9; 16]), String::new());
    match rng.random_range(0..9) {
        0 | 1 => Act::List {
            level: [ListingLevel::Township, ListingLevel::District][rng.random_range(0..2)],
            doc_no: None,
            deadline: "2026-11-24".parse().ok(),
        },
        2 => Act::Delist { listing: fact, doc_no: None },
        3 => Act::OfferTransfer { to: "990101101201".parse().unwrap(), reason },
        4 => Act::AcceptTransfer { offer: fact },
        5 => Act::SuspectDuplicate { of, distance_m: None },
        6 => Act::DecideDuplicate { of, same: rng.random() },
        7 => Act::AskExtension {
            until: "2026-12-01".parse().unwrap(),
            reason,
            interim_controls: String::new(),
        },
        _ => Act::DecideExtension {
            ask: fact,
            granted: rng.random(),
            until: "2026-12-01".parse().ok(),
        },
    }
}

pub(crate) fn order(rng: &mut ChaCha8Rng) -> Act {
    let mode = [Mode::AtOnce, Mode::ByDeadline, Mode::StopWork][rng.random_range(0..3)];
    let day = format!("2026-11-{}", rng.random_range(20..30));
    Act::Order { mode, deadline: day.parse().ok(), doc_no: None }
}

fn implement(rng: &mut ChaCha8Rng) -> Act {
    let amount_fen = Some(rng.random_range(1..4));
    let (item, achieved) = (FiveItem::Funds, rng.random());
    Act::Implement { item, achieved, content: None, amount_fen, due: None }
}

/// What some phone may have had before it.
pub(crate) fn any_screen(rng: &mut ChaCha8Rng, story: &Story) -> Version {
    let mut screen = story.screen();
    let part = rng.random_range(0.0..1.0);
    screen.0.retain(|_| rng.random_bool(part));
    screen
}
