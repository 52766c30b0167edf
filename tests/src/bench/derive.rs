//! How long it takes to say what follows from a long record.

use std::collections::BTreeMap;
use std::time::Instant;

use fangxian::domain::fact::{Body, Fact};
use fangxian::domain::hazard::{
    CloseKind, FiveItem, Grade, HazardAct as Act, ListingLevel, Mode, PlanItem, ReinspectResult,
    Source,
};
use fangxian::domain::person::Role;
use fangxian::domain::record::Record;
use fangxian::domain::view::Version;
use fangxian::domain::{derive, seen_for};
use fangxian_protocol::id::{FactId, RecordId};
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::figure::{Figure, median, ms_since};
use crate::harness::Outcome;

const FACTS: usize = 500;
const RUNS: usize = 101;
const PHONES: usize = 6;
const MORNING_MS: i64 = 1_795_132_800_000;

/// Measures deriving a hazard of 500 facts: every act, six phones that meet now and then.
pub(super) fn derive_500() -> Outcome<Figure> {
    let record = long_hazard(&mut ChaCha8Rng::seed_from_u64(500))?;
    let times = (0..RUNS).map(|_| {
        let began = Instant::now();
        std::hint::black_box(derive(std::hint::black_box(&record)));
        ms_since(began)
    });
    Ok(Figure::alone("derive_500_facts", median(times.collect()), "ms"))
}

/// A hazard that went on for years.
fn long_hazard(rng: &mut ChaCha8Rng) -> Outcome<Record> {
    let mut record = Record {
        id: RecordId([7; 16]),
        kind: "hazard".parse()?,
        home: "990101101204".parse()?,
        schema: 1,
        fields: BTreeMap::new(),
        facts: BTreeMap::new(),
        evidence: BTreeMap::new(),
    };
    let mut phones = vec![Version::default(); PHONES];
    for minute in 0..FACTS {
        let (roles, act) = act(rng, &record)?;
        let phone = rng.random_range(0..PHONES);
        if rng.random_bool(0.3) {
            let other = phones[rng.random_range(0..PHONES)].0.clone();
            phones[phone].0.extend(other);
        }
        let any = roles.is_empty() || rng.random_bool(0.05);
        let roles = if any { &Role::ALL[..] } else { roles };
        let body = Body::Hazard(act);
        let fact = Fact {
            id: FactId(rng.random()),
            by: format!("p-000{}", rng.random_range(1..9)).parse()?,
            role: *roles.choose(rng).ok_or("no role")?,
            post: None,
            asked: None,
            more: Default::default(),
            at_ms: MORNING_MS + i64::try_from(minute)? * 60_000,
            seen: seen_for(&body, &phones[phone], &record),
            body,
        };
        phones[phone].0.insert(fact.id);
        record.facts.insert(fact.id, fact);
    }
    Ok(record)
}

/// Something that may happen next, and the roles that usually do it; none where anyone may.
fn act(rng: &mut dyn Rng, record: &Record) -> Outcome<(&'static [Role], Act)> {
    const OFFICES: &[Role] = &[Role::Township, Role::Department, Role::District];
    const HIGH: &[Role] = &[Role::Department, Role::District];
    const FIRM: &[Role] = &[Role::Enterprise];
    let words = || "现场检查,已口头告知负责人".to_owned();
    let day = format!("2026-{:02}-15", rng.random_range(1..13)).parse().ok();
    if record.facts.is_empty() {
        return Ok((&[Role::Grid], Act::Report { source: Source::Patrol }));
    }
    Ok(match rng.random_range(0..25) {
        0..4 => {
            let danger = rng.random_bool(0.6);
            (&[], Act::Observe { danger, note: Some(words()), photo: None })
        }
        4 => (&[], Act::SuspectMajor { clause: None }),
        5 => (OFFICES, Act::Accept {}),
        6 => (OFFICES, Act::Return { reason: words() }),
        7 => {
            let grade = *[Grade::Ordinary, Grade::Major].choose(rng).ok_or("no grade")?;
            (HIGH, Act::Judge { grade, clause: None })
        }
        8 => (OFFICES, Act::Order { mode: Mode::ByDeadline, deadline: day, doc_no: None }),
        9 => (OFFICES, Act::Assign { person: "p-0008".parse().ok(), unit: None }),
        10 | 11 => {
            let item = *FiveItem::ALL.choose(rng).ok_or("no item")?;
            let (achieved, amount_fen) = (rng.random(), Some(rng.random_range(1..9)));
            (FIRM, Act::Implement { item, achieved, content: None, amount_fen, due: day })
        }
        12 => (FIRM, Act::Plan { item: PlanItem::Goals, text: words() }),
        13 | 14 => (FIRM, Act::Claim { measures: words(), cost_fen: None }),
        15 | 16 => {
            let result =
                *[ReinspectResult::Pass, ReinspectResult::Fail].choose(rng).ok_or("no result")?;
            (HIGH, Act::Reinspect { result, opinion: Some(words()) })
        }
        17 => (HIGH, Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: None }),
        18 => {
            let level = ListingLevel::District;
            (HIGH, Act::List { level, doc_no: None, deadline: day })
        }
        19 => (&[], Act::Progress { text: words() }),
        20 => {
            let until = day.ok_or("no day")?;
            let (reason, interim_controls) = (words(), words());
            (FIRM, Act::AskExtension { until, reason, interim_controls })
        }
        21 => {
            let of = RecordId([rng.random_range(0..4); 16]);
            match rng.random_bool(0.5) {
                true => (&[], Act::SuspectDuplicate { of, distance_m: Some(18) }),
                false => (OFFICES, Act::DecideDuplicate { of, same: rng.random() }),
            }
        }
        22 => {
            let (to, reason) = ("990101101201".parse()?, words());
            (OFFICES, Act::OfferTransfer { to, reason })
        }
        _ => reply(rng, record)?,
    })
}

/// An answer to something said before, where there is one to answer.
fn reply(rng: &mut dyn Rng, record: &Record) -> Outcome<(&'static [Role], Act)> {
    const HIGH: &[Role] = &[Role::Department, Role::District];
    let answerable = record.facts.values().filter_map(|fact| match &fact.body {
        Body::Hazard(Act::List { .. }) => Some(Act::Delist { listing: fact.id, doc_no: None }),
        Body::Hazard(Act::Order { .. }) => Some(Act::Serve { order: fact.id, refused: false }),
        Body::Hazard(Act::AskExtension { .. }) => {
            Some(Act::DecideExtension { ask: fact.id, granted: true, until: None })
        }
        Body::Hazard(Act::OfferTransfer { .. }) => Some(Act::AcceptTransfer { offer: fact.id }),
        _ => None,
    });
    let void = Act::Void { reason: "重复上报".to_owned() };
    Ok((HIGH, answerable.chain([void]).choose(rng).ok_or("nothing to answer")?))
}
