//! Files of real size that a drive has damaged: a phone salvages its own and shows nothing false, a
//! centre serves nothing false, and what both have lost comes back.

mod centre;
mod harm;
mod phone;

use std::collections::BTreeMap;
use std::path::Path;

use fangxian::ledger::HazardDraft;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::harness::Outcome;
use crate::harness::effort::{Effort, Figures};
use crate::town::{Deed, Phone, chance, perform, scratch};

/// Tries of one stage; half of them on the phone.
const TRIES: u64 = 20;
/// Hazards saved in one commit.
const TOGETHER: usize = 100;
const KEPT_MAX: usize = 10;

/// What is to be damaged, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// So many damaged files.
    pub effort: Effort,
    /// So many records in each, about.
    pub records: usize,
}

/// What came of damaged files.
#[derive(Debug, Default)]
pub struct Tally {
    /// Damaged files that were opened.
    pub tries: u64,
    /// What became of them, by name.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// How many promises did not hold.
    pub violations: u64,
    /// The first few that did not.
    pub broken: Vec<String>,
}

/// Damages files until it was enough.
///
/// # Errors
/// When a stage cannot be set.
pub fn run(plan: &Plan, tell: &(dyn Fn(u64) + Sync)) -> Outcome<Tally> {
    plan.effort.spend(tell, |seed, left| round(seed, plan.records, left))
}

fn round(seed: u64, records: usize, left: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-damage-")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let stage = runtime.block_on(phone::Stage::set(&folder.path().join("stage"), seed, records))?;
    let (place, mut dice) = (folder.path().join("try"), chance(seed, 61));
    let mut tally = Tally::default();
    for number in 0..TRIES.min(left) {
        let looked = match number % 2 {
            0 => stage.try_phone(&place, &mut dice, &runtime),
            _ => stage.try_centre(&place, &mut dice, &runtime),
        };
        tally.take(looked, seed, number);
        std::fs::remove_dir_all(&place)?;
    }
    Ok(tally)
}

/// What became of one damaged file; an error is a promise that did not hold.
type Looked = Outcome<&'static str>;

impl Tally {
    fn take(&mut self, looked: Looked, seed: u64, number: u64) {
        self.tries += 1;
        match looked {
            Ok(outcome) => *self.outcomes.entry(outcome).or_default() += 1,
            Err(what) => {
                self.violations += 1;
                self.broken.push(format!("seed {seed} try {number}: {what}"));
            }
        }
    }
}

impl Figures for Tally {
    fn add(&mut self, other: Self) {
        self.tries += other.tries;
        self.violations += other.violations;
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        self.broken.extend(other.broken);
        self.broken.truncate(KEPT_MAX);
    }

    fn done(&self) -> u64 {
        self.tries
    }
}

/// A person's days: so many hazards, looked at again now and then.
fn days(phone: &Phone, records: usize, chance: &mut ChaCha8Rng) -> Outcome<()> {
    let hazard = |number: usize| HazardDraft {
        title: format!("疏散通道堆物({number})"),
        description: "现场检查发现,已口头告知负责人,请尽快处理。".repeat(1 + number % 3),
        place: "老船厂农贸市场".into(),
        sector: "消防".into(),
        ..HazardDraft::default()
    };
    let drafts: Vec<_> = (0..records).map(hazard).collect();
    for some in drafts.chunks(TOGETHER) {
        phone.ledger.report_hazards(some)?;
        for _ in 0..some.len() / 8 {
            perform(&phone.ledger, Deed::any(chance), chance)?;
        }
    }
    Ok(())
}

/// A file, or nothing where there is none.
fn bytes_of(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}

/// One time in so many.
fn once_in(times: u32, chance: &mut ChaCha8Rng) -> bool {
    chance.random_range(0..times) == 0
}
