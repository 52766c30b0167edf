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
mod target;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::disk::install;
use crate::harness::Outcome;
use crate::harness::command::on_threads;

pub use allocation::{Counting, peak_bytes};
pub use cost::{Cost, Rates, costs, rates, worked_ms};
pub use edit::{first_words, next as next_words, opening as opening_words};
pub use honest::{Honest, honest_histories};

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
pub fn attack(
    execs: u64,
    seed: u64,
    threads: usize,
    tell: &(dyn Fn(u64) + Sync),
) -> Outcome<Tally> {
    install();
    let (next, all) = (AtomicU64::new(0), Mutex::new(Tally::default()));
    let held = || all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let work = || -> Outcome<()> {
        while held().execs < execs {
            let round = next.fetch_add(1, Ordering::SeqCst);
            let left = execs.saturating_sub(held().execs);
            let tally = target::round(seed.wrapping_add(round), left)?;
            let mut all = held();
            all.add(tally);
            tell(all.execs);
        }
        Ok(())
    };
    on_threads(threads, work)?;
    Ok(all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

impl Tally {
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

    fn fail(&mut self, what: String) {
        self.violations += 1;
        if self.broken.len() < KEPT_MAX {
            self.broken.push(what);
        }
    }
}
