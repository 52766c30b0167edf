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

use crate::disk::install;
use crate::harness::Outcome;
use crate::harness::effort::{Effort, Figures};

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
pub fn simulate(effort: &Effort, tell: &(dyn Fn(u64) + Sync)) -> Outcome<Tally> {
    install();
    effort.spend(tell, |seed, _| {
        let plan = Plan::from_seed(seed);
        let run = play(&plan);
        let is_repeated = seed.wrapping_sub(effort.seed).is_multiple_of(REPEATED_EVERY);
        let again = is_repeated.then(|| play(&plan).digest() == run.digest());
        Ok(Tally::of(run, again))
    })
}

impl Tally {
    fn of(run: Run, again: Option<bool>) -> Self {
        let repeated = again.map_or((0, 0), |same| (1, u64::from(!same)));
        let figures = run.figures.clone();
        let broken: Vec<Run> = Some(run).filter(|run| run.broken.is_some()).into_iter().collect();
        Self { runs: 1, violations: broken.len() as u64, broken, figures, repeated }
    }
}

impl Figures for Tally {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.violations += other.violations;
        for (name, count) in other.figures {
            *self.figures.entry(name).or_default() += count;
        }
        self.repeated.0 += other.repeated.0;
        self.repeated.1 += other.repeated.1;
        self.broken.extend(other.broken);
        self.broken.truncate(KEPT_MAX);
    }

    fn done(&self) -> u64 {
        self.runs
    }
}
