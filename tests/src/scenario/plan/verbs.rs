//! Every verb there is.

mod accident;
mod any;
mod hazard;
mod phone;
mod record;
mod site;
mod training;
mod world;

pub use any::ANY;
pub(super) use any::{BEGINS_ANY, SAYS_ANY};

use super::table::{joined, rows};
use super::verb::Verb;

/// The verb of this name.
pub fn verb(word: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.word == word)
}

/// Every verb, in the order of the documentation.
pub const VERBS: &[Verb] = &joined::<Verb, { rows(PARTS) }>(PARTS);

const PARTS: &[&[Verb]] = &[
    hazard::VERBS,
    record::VERBS,
    training::VERBS,
    site::VERBS,
    accident::VERBS,
    phone::VERBS,
    world::VERBS,
    any::VERBS,
];
