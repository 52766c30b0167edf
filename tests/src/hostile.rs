//! Someone with an enrolled device and a changed app wishes everyone ill.
//!
//! Every input goes to the real gate of a centre and to the one a phone has for what it hears.
//! Whatever is let in must leave records that save, load, agree and go on; whatever is not is set
//! aside with its reason; nothing panics, and nothing is expensive.

mod allocation;
mod attack;
mod cost;
mod edit;
mod honest;
mod neighbours;
mod target;
mod upload;
mod weight;

use std::collections::BTreeMap;

use crate::disk::install;
use crate::harness::Outcome;
use crate::harness::effort::{Effort, Figures};

pub use allocation::{Counting, peak_bytes};
pub use cost::{Cost, Rates, costs, rates, worked_ms};
pub use edit::{first_words, next as next_words, opening as opening_words};
pub use honest::{Honest, honest_histories};
pub use neighbours::{Beside, neighbours};
pub use weight::{Weight, weights};

/// What came of many attacks.
#[derive(Debug, Default)]
pub struct Tally {
    /// Inputs, each given to both gates.
    pub execs: u64,
    /// How many were let in, by the centre.
    pub taken: u64,
    /// Reasons given by the centre, with how often.
    pub refused: BTreeMap<&'static str, u64>,
    /// Promises that did not hold, the first few.
    pub broken: Vec<String>,
    /// How many promises did not hold.
    pub violations: u64,
    /// The dearest input of a batch, in microseconds a piece, both gates together.
    pub dearest_us: u64,
}

const KEPT_MAX: usize = 10;

/// Attacks until so many inputs were given.
///
/// # Errors
/// When a stage cannot be set.
pub fn attack(effort: &Effort, tell: &(dyn Fn(u64) + Sync)) -> Outcome<Tally> {
    install();
    effort.spend(tell, target::round)
}

/// Attacks photos that are being sent until so many inputs were given.
///
/// # Errors
/// When a stage cannot be set.
pub fn attack_uploads(effort: &Effort, tell: &(dyn Fn(u64) + Sync)) -> Outcome<Tally> {
    install();
    effort.spend(tell, upload::round)
}

impl Figures for Tally {
    fn add(&mut self, other: Self) {
        self.execs += other.execs;
        self.taken += other.taken;
        self.violations += other.violations;
        self.dearest_us = self.dearest_us.max(other.dearest_us);
        for (why, count) in other.refused {
            *self.refused.entry(why).or_default() += count;
        }
        self.broken.extend(other.broken);
        self.broken.truncate(KEPT_MAX);
    }

    fn done(&self) -> u64 {
        self.execs
    }
}

impl Tally {
    fn fail(&mut self, what: String) {
        self.violations += 1;
        if self.broken.len() < KEPT_MAX {
            self.broken.push(what);
        }
    }
}
