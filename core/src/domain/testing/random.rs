//! Random histories for tests: phones that rarely meet, each saying what it thinks.

use fangxian_protocol::id::Scope;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Story, trial};
use crate::domain::kinds::KINDS;
use crate::domain::person::Role;
use crate::domain::post_of;
use crate::domain::view::Version;

const HISTORIES: u64 = 400;
const STEPS: usize = 24;

/// Every kind of record, by its name.
pub(crate) fn every_kind() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|about| about.name)
}

/// Runs `law` on histories of records of this kind in which three to six people, whose phones
/// rarely meet, each say what they think.
pub(crate) fn for_random(kind: &str, law: impl Fn(&mut ChaCha8Rng, &Story)) {
    for_random_phones(kind, |rng, story, _| law(rng, story));
}

/// The same with what each phone had of it in the end.
pub(crate) fn for_random_phones(kind: &str, law: impl Fn(&mut ChaCha8Rng, &Story, &[Version])) {
    for seed in seeds() {
        println!("repeat with FANGXIAN_SEED={seed}");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (story, phones) = random_history(&mut rng, kind);
        law(&mut rng, &story, &phones);
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

fn random_history(rng: &mut ChaCha8Rng, kind: &str) -> (Story, Vec<Version>) {
    let mut story = Story::begun(kind);
    let people = rng.random_range(3..=6);
    let mut phones = vec![story.screen(); people];
    for _ in 0..rng.random_range(1..STEPS) {
        let phone = rng.random_range(0..people);
        if rng.random_bool(0.25) {
            let other = phones[rng.random_range(0..people)].0.clone();
            phones[phone].0.extend(other);
        }
        if rng.random_bool(0.1) {
            let photo = story.photo(if rng.random_bool(0.5) { "after" } else { "before" });
            if rng.random_bool(0.5) {
                story.arrives(photo);
            }
        }
        let role = any_role(rng);
        let post = any_post(rng, role);
        let person = format!("p-{}", rng.random_range(1..9));
        let body = trial(kind).any(rng, &story);
        let said = story.speaker(role, &person).from(post).on(&phones[phone]).body(body);
        phones[phone].0.insert(said);
    }
    if rng.random_bool(0.3) {
        let said = story.department("p-6").says((trial(kind).last)());
        let last = phones.len() - 1;
        phones[last] = story.screen();
        phones[last].0.insert(said);
    }
    (story, phones)
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

/// What some phone may have had before it.
pub(crate) fn any_screen(rng: &mut ChaCha8Rng, story: &Story) -> Version {
    let mut screen = story.screen();
    let part = rng.random_range(0.0..1.0);
    screen.0.retain(|_| rng.random_bool(part));
    screen
}
