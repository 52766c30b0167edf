//! Whole towns from a seed: phones that save, crash, fill up, lie about the time and speak over
//! bad lines to a centre that loses power itself; then everything heals, and must agree.
//!
//! The ledgers, the centre and their databases are the real ones. Chance, clocks, lines and drives
//! come from the seed, so a run can be played again, shortened and read.

mod check;
mod copies;
mod phone;
mod plan;
mod play;
mod shrink;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::disk::install;
use crate::harness::Outcome;
use crate::harness::command::on_threads;

pub use plan::{Plan, Step};
pub use shrink::shortened;

/// What came of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its seed.
    pub seed: u64,
    /// What happened, a line each.
    pub trace: Vec<String>,
    /// The promise that did not hold.
    pub broken: Option<String>,
    /// What was done, by name.
    pub figures: BTreeMap<&'static str, u64>,
}

impl Run {
    /// A number that is the same for the same trace.
    pub fn digest(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        (&self.trace, &self.broken).hash(&mut hasher);
        hasher.finish()
    }
}

/// Plays a plan.
pub fn play(plan: &Plan) -> Run {
    install();
    let played = catch_unwind(AssertUnwindSafe(|| play::play(plan)));
    let (trace, broken, figures) = match played {
        Ok(Ok(played)) => played,
        Ok(Err(error)) => (Vec::new(), Some(format!("cannot be played: {error}")), BTreeMap::new()),
        Err(_) => (Vec::new(), Some("a panic".to_owned()), BTreeMap::new()),
    };
    Run { seed: plan.seed, trace, broken, figures }
}

/// What came of many runs.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many there were.
    pub runs: u64,
    /// How many broke a promise.
    pub violations: u64,
    /// The first few that did.
    pub broken: Vec<Run>,
    /// What was done, by name.
    pub figures: BTreeMap<&'static str, u64>,
    /// How many were played twice, and how many of those went otherwise.
    pub repeated: (u64, u64),
}

/// One run in so many is played twice, to see that it goes the same way.
const REPEATED_EVERY: u64 = 50;
const KEPT_MAX: usize = 5;

/// Plays runs from consecutive seeds.
///
/// # Errors
/// When a thread dies.
pub fn simulate(
    runs: u64,
    seed: u64,
    threads: usize,
    tell: &(dyn Fn(u64) + Sync),
) -> Outcome<Tally> {
    install();
    let (next, all) = (AtomicU64::new(0), Mutex::new(Tally::default()));
    let work = || -> Outcome<()> {
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= runs {
                return Ok(());
            }
            let plan = Plan::from_seed(seed.wrapping_add(number));
            let run = play(&plan);
            let again =
                (number % REPEATED_EVERY == 0).then(|| play(&plan).digest() == run.digest());
            let mut all = all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            all.take(run, again);
            tell(all.runs);
        }
    };
    on_threads(threads, work)?;
    Ok(all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

impl Tally {
    fn take(&mut self, run: Run, again: Option<bool>) {
        self.runs += 1;
        for (name, count) in &run.figures {
            *self.figures.entry(name).or_default() += count;
        }
        if let Some(same) = again {
            self.repeated.0 += 1;
            self.repeated.1 += u64::from(!same);
        }
        if run.broken.is_some() {
            self.violations += 1;
            if self.broken.len() < KEPT_MAX {
                self.broken.push(run);
            }
        }
    }
}
