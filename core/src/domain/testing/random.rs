//! Random histories for tests: phones that rarely meet, each saying what it thinks.

use fangxian_protocol::id::{FactId, RecordId, Scope};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{MINUTE_MS, MORNING_MS, Story};
use crate::domain::accident::{AccidentAct, Figures};
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::{
    CloseKind, FiveItem, Grade, HazardAct as Act, ListingLevel, Mode, ReinspectResult, Source,
};
use crate::domain::person::Role;
use crate::domain::post_of;
use crate::domain::site::{CheckResult, SiteAct, SiteStatus};
use crate::domain::training::{SignMethod, TrainingAct};
use crate::domain::view::Version;

const HISTORIES: u64 = 400;
const STEPS: usize = 24;

/// What a history is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Hazard,
    Training,
    Site,
    Accident,
}

impl Subject {
    pub(crate) const ALL: [Self; 4] = [Self::Hazard, Self::Training, Self::Site, Self::Accident];

    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Hazard => "hazard",
            Self::Training => "training",
            Self::Site => "site",
            Self::Accident => "accident",
        }
    }
}

/// Runs `law` on histories of hazards in which three to six people, whose phones rarely meet, each
/// say what they think.
pub(crate) fn for_random_histories(law: impl Fn(&mut ChaCha8Rng, &Story)) {
    for_random(Subject::Hazard, law);
}

/// The same for another subject.
pub(crate) fn for_random(subject: Subject, law: impl Fn(&mut ChaCha8Rng, &Story)) {
    for seed in seeds() {
        println!("repeat with FANGXIAN_SEED={seed}");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (story, _) = random_history(&mut rng, subject);
        law(&mut rng, &story);
    }
}

/// Runs `law` on histories of hazards with what each phone had of it in the end.
pub(crate) fn for_random_phones(law: impl Fn(&Story, &[Version])) {
    for seed in seeds() {
        println!("repeat with FANGXIAN_SEED={seed}");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (story, phones) = random_history(&mut rng, Subject::Hazard);
        law(&story, &phones);
    }
}

fn seeds() -> std::ops::Range<u64> {
    let given = std::env::var("FANGXIAN_SEED").ok().and_then(|seed| seed.parse().ok());
    let first: u64 = given.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    first..first + if given.is_some() { 1 } else { histories() }
}

/// How many histories a law is held against: fewer where it is asked some hundred times over.
fn histories() -> u64 {
    let given = std::env::var("FANGXIAN_HISTORIES").ok().and_then(|count| count.parse().ok());
    given.unwrap_or(HISTORIES)
}

fn random_history(rng: &mut ChaCha8Rng, subject: Subject) -> (Story, Vec<Version>) {
    let mut story = match subject {
        Subject::Hazard => Story::hazard(),
        _ => Story::of(subject.kind()),
    };
    let people = rng.random_range(3..=6);
    let mut phones = vec![story.screen(); people];
    for _ in 0..rng.random_range(1..STEPS) {
        let phone = rng.random_range(0..people);
        if rng.random_bool(0.25) {
            let other = phones[rng.random_range(0..people)].0.clone();
            phones[phone].0.extend(other);
        }
        if subject == Subject::Hazard && rng.random_bool(0.1) {
            let photo = story.photo(if rng.random_bool(0.5) { "after" } else { "before" });
            if rng.random_bool(0.5) {
                story.arrives(photo);
            }
        }
        let role = any_role(rng);
        let post = any_post(rng, role);
        let person = format!("p-{}", rng.random_range(1..9));
        let body = random_body(rng, &story, subject);
        let said = story.speaker(role, &person).from(post).on(&phones[phone]).body(body);
        phones[phone].0.insert(said);
    }
    if subject == Subject::Hazard && rng.random_bool(0.3) {
        let said = story.department("p-6").closes();
        let last = phones.len() - 1;
        phones[last] = story.screen();
        phones[last].0.insert(said);
    }
    (story, phones)
}

/// Something anyone may say of the subject, sensible or not.
pub(crate) fn random_body(rng: &mut ChaCha8Rng, story: &Story, subject: Subject) -> Body {
    match subject {
        Subject::Hazard => Body::Hazard(random_act(rng, story)),
        Subject::Training => Body::Training(random_training_act(rng, story)),
        Subject::Site => Body::Site(random_site_act(rng)),
        Subject::Accident => Body::Accident(random_accident_act(rng)),
    }
}

fn random_training_act(rng: &mut ChaCha8Rng, story: &Story) -> TrainingAct {
    let attendee = format!("v-{}", rng.random_range(1..5)).parse().unwrap();
    let at_ms = MORNING_MS + rng.random_range(0..240) * MINUTE_MS;
    // Mostly of someone who signed in; now and then of anything.
    let sign_ins = story.record.facts.values().filter_map(|fact| match fact.body {
        Body::Training(TrainingAct::SignIn { in_ms, .. }) => Some((fact.id, in_ms)),
        _ => rng.random_bool(0.1).then_some((fact.id, MORNING_MS)),
    });
    let sign_ins: Vec<(FactId, i64)> = sign_ins.collect();
    match rng.random_range(0..14) {
        0..5 => {
            let method = SignMethod::DynamicCode;
            TrainingAct::SignIn { attendee, method, in_ms: at_ms }
        }
        5..9 if !sign_ins.is_empty() => {
            let (sign_in, in_ms) = sign_ins[rng.random_range(0..sign_ins.len())];
            let out_ms = in_ms + rng.random_range(-10..120) * MINUTE_MS;
            TrainingAct::SignOut { sign_in, out_ms }
        }
        9 => TrainingAct::DisputeAttendance { attendee, reason: String::new() },
        10 => TrainingAct::DecideAttendance { attendee, valid: rng.random() },
        11 => TrainingAct::Schedule { start_ms: at_ms, end_ms: at_ms + 90 * MINUTE_MS },
        12 => TrainingAct::Archive {},
        13 => TrainingAct::Void { reason: String::new() },
        _ => TrainingAct::DeclareHeadcount {
            count: rng.random_range(1..200),
            method: "counted".into(),
        },
    }
}

fn random_site_act(rng: &mut ChaCha8Rng) -> SiteAct {
    let results = [CheckResult::NotApplicable, CheckResult::Met, CheckResult::NotMet];
    let statuses = [SiteStatus::Operating, SiteStatus::Suspended, SiteStatus::Gone];
    match rng.random_range(0..12) {
        0 => SiteAct::Register {},
        1..4 => SiteAct::SetStatus { status: statuses[rng.random_range(0..3)] },
        4..7 => SiteAct::Patrol { working: rng.random() },
        7 => SiteAct::Void { reason: String::new() },
        _ => SiteAct::Check {
            item: ["灭火器", "通道"][rng.random_range(0..2)].into(),
            result: results[rng.random_range(0..3)],
            template: None,
            note: None,
        },
    }
}

fn random_accident_act(rng: &mut ChaCha8Rng) -> AccidentAct {
    let mut number = || rng.random_range(0..4);
    let figures = Figures { dead: number(), serious: number(), ..Figures::default() };
    match rng.random_range(0..10) {
        0..3 => AccidentAct::Report { occurred_ms: MORNING_MS, figures },
        3 => AccidentAct::Void { reason: String::new() },
        _ => AccidentAct::Supplement { figures, doc_no: None },
    }
}

pub(crate) fn any_role(rng: &mut ChaCha8Rng) -> Role {
    Role::ALL[rng.random_range(0..Role::ALL.len())]
}

/// From which unit an office speaks: one of four townships, the first that of the record's home, or
/// the district's; now and then it does not say.
pub(crate) fn any_post(rng: &mut ChaCha8Rng, role: Role) -> Option<Scope> {
    let townships = ["990101101", "990101102", "990101103", "990101104"];
    let scope = match role {
        Role::Township => townships[rng.random_range(0..townships.len())],
        _ => "990101",
    };
    post_of(role, scope.parse().unwrap()).filter(|_| rng.random_bool(0.9))
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
    let (of, reason) = (RecordId([9; 16]), String::new());
    match rng.random_range(0..12) {
        0 | 1 => Act::List {
            level: [ListingLevel::Township, ListingLevel::District][rng.random_range(0..2)],
            doc_no: None,
            deadline: "2026-11-24".parse().ok(),
        },
        2 => {
            let listing = like(rng, story, |act| matches!(act, Act::List { .. }));
            Act::Delist { listing, doc_no: None }
        }
        3 | 9 => {
            let to = ["990101101201", "990101102000", "990101103000", "990101101000"];
            Act::OfferTransfer { to: to[rng.random_range(0..to.len())].parse().unwrap(), reason }
        }
        4 | 10 => Act::AcceptTransfer { offer: like(rng, story, is_offer) },
        11 => Act::RefuseTransfer { offer: like(rng, story, is_offer), reason },
        5 => Act::SuspectDuplicate { of, distance_m: None },
        6 => Act::DecideDuplicate { of, same: rng.random() },
        7 => Act::AskExtension {
            until: "2026-12-01".parse().unwrap(),
            reason,
            interim_controls: String::new(),
        },
        _ => Act::DecideExtension {
            ask: like(rng, story, |act| matches!(act, Act::AskExtension { .. })),
            granted: rng.random(),
            until: format!("2026-12-{:02}", rng.random_range(1..9)).parse().ok(),
        },
    }
}

fn is_offer(act: &Act) -> bool {
    matches!(act, Act::OfferTransfer { .. })
}

/// Mostly a fact of the sort wanted, when there is one; now and then any.
fn like(rng: &mut ChaCha8Rng, story: &Story, wanted: fn(&Act) -> bool) -> FactId {
    let fits = |fact: &&Fact| matches!(&fact.body, Body::Hazard(act) if wanted(act));
    let all = || story.record.facts.values();
    let mut ids: Vec<FactId> = all().filter(fits).map(|fact| fact.id).collect();
    if ids.is_empty() || rng.random_bool(0.2) {
        ids = all().map(|fact| fact.id).collect();
    }
    ids[rng.random_range(0..ids.len())]
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
