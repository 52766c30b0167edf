//! Every expectation there is.

mod accident;
mod any;
mod content;
mod hazard;
mod phone;
mod site;
mod standing;
mod training;

pub(super) use any::SHOWS;

use super::expectation::Expectation;
use super::table::{joined, rows};

/// Every expectation, in the order of the documentation.
pub const EXPECTATIONS: &[Expectation] = &joined::<Expectation, { rows(PARTS) }>(PARTS);

const PARTS: &[&[Expectation]] = &[
    standing::EXPECTATIONS,
    hazard::EXPECTATIONS,
    content::EXPECTATIONS,
    training::EXPECTATIONS,
    site::EXPECTATIONS,
    accident::EXPECTATIONS,
    phone::EXPECTATIONS,
    any::EXPECTATIONS,
];
