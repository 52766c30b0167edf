//! Every call fails once, or from then on: no room, broken hardware, no memory, locked by others.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fangxian::ledger::{Ledger, LedgerError};
use fangxian::store::HazardQuery;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::held;
use super::tally::{Broken, Tally};
use crate::disk::{Disk, Fault, fail_allocation};
use crate::harness::command::on_threads;
use crate::harness::effort::Figures;
use crate::harness::{HandClock, Outcome, once};
use crate::town::{Deed, MORNING_MS, PHONE_FILE, Phone, Town, perform, scratch};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Io,
    IoFromNowOn,
    Full,
    FullFromNowOn,
    Busy,
    NoMemory,
}

/// What is under way meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Open,
    Save,
    SaveSeveral,
    Edit,
    Rest,
    Rebuild,
    Sync,
}

const HOW: [How; 6] =
    [How::Io, How::IoFromNowOn, How::Full, How::FullFromNowOn, How::Busy, How::NoMemory];
const WORK: [Work; 7] =
    [Work::Open, Work::Save, Work::SaveSeveral, Work::Edit, Work::Rest, Work::Rebuild, Work::Sync];
/// Memory is asked for so often that not every single time can be tried.
const ALLOCATIONS_STEP: u64 = 7;
const CALLS_MAX: u64 = 3_000;
const SECOND_MS: i64 = 1_000;

/// Lets the first call fail, the second, and so on, until the work is done without a failure; for
/// every sort of work and of failure.
///
/// # Errors
/// When the stage cannot be set: that says nothing about failures.
pub fn failing_calls(seed: u64, threads: usize) -> Outcome<Tally> {
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    on_threads(threads, || {
        while let Some(work) = WORK.get(next.fetch_add(1, Ordering::SeqCst)) {
            let mut counted = Tally::default();
            let stage = Stage::set(seed)?;
            HOW.iter().for_each(|how| stage.fail_each(*work, *how, &mut counted));
            held(&tally).add(counted);
        }
        Ok(())
    })?;
    let mut tally = tally.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    tally.sort();
    Ok(tally)
}

struct Stage {
    folder: tempfile::TempDir,
    town: Town,
    seed: u64,
    openings: AtomicU64,
    runtime: tokio::runtime::Runtime,
}

impl Stage {
    fn set(seed: u64) -> Outcome<Self> {
        let folder = scratch("fangxian-failing-")?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let town = Town::found(&folder.path().join("centre"), 12, seed)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let (phone, neighbour) = (folder.path().join("before"), folder.path().join("neighbour"));
        runtime.block_on(async {
            let neighbour = Phone::open(&neighbour, clock.clone(), seed ^ 1)?;
            town.enrol(&neighbour.ledger, 8).await?;
            let phone = Phone::open(&phone, clock, seed)?;
            town.enrol(&phone.ledger, 4).await?;
            let mut chance = ChaCha8Rng::seed_from_u64(seed);
            for _ in 0..6 {
                perform(&phone.ledger, Deed::Report, &mut chance)?;
                perform(&neighbour.ledger, Deed::Report, &mut chance)?;
            }
            phone.sync(town.line()).await?;
            neighbour.sync(town.line()).await?;
            perform(&phone.ledger, Deed::Report, &mut chance)?;
            Outcome::Ok(())
        })?;
        Ok(Self { folder, town, seed, openings: AtomicU64::new(1), runtime })
    }

    /// Does some work while its first call fails, its second, and so on.
    fn fail_each(&self, work: Work, how: How, tally: &mut Tally) {
        // Memory is counted by thread, and a synchronisation works on several.
        if (work, how) == (Work::Sync, How::NoMemory) {
            return;
        }
        let step = if how == How::NoMemory { ALLOCATIONS_STEP } else { 1 };
        let mut at = 1;
        while at < CALLS_MAX {
            tally.count("failing call");
            match self.fail(work, how, at) {
                Ok(false) => break,
                Ok(true) => {}
                Err(what) => {
                    let place = format!("seed {}: {work:?}, {how:?} at {at}", self.seed);
                    tally.fail(Broken { place, what: what.to_string() });
                }
            }
            at += step;
        }
    }

    /// Does some work while call number `at` fails; whether one did. What was saved before must be
    /// there afterwards, and what was said to be saved meanwhile.
    fn fail(&self, work: Work, how: How, at: u64) -> Outcome<bool> {
        let place = self.folder.path().join("phone");
        let _ = fs::remove_dir_all(&place);
        fs::create_dir_all(&place)?;
        let before = self.folder.path().join("before");
        for suffix in ["", "-wal"] {
            fs::copy(
                before.join(format!("{PHONE_FILE}{suffix}")),
                place.join(format!("{PHONE_FILE}{suffix}")),
            )?;
        }
        let disk = Disk::under(&place)?;
        let (said, struck) = self.work(&disk, work, how, at)?;
        let phone = self.open(&place).map_err(|error| format!("does not open again: {error}"))?;
        if phone.report.salvaged.is_some() {
            return Err("a failing call was taken for damage".into());
        }
        let saved = phone.ledger.count_hazards(&HazardQuery::default())?;
        if saved < 7 || (said && saved < 7 + work.adds()) {
            return Err(format!("{saved} hazards are there after {said}").into());
        }
        if !phone.ledger.compare()?.is_empty() {
            return Err("lists differ from envelopes".into());
        }
        perform(&phone.ledger, Deed::Report, &mut ChaCha8Rng::seed_from_u64(at))?;
        Ok(struck)
    }

    /// Whether it was said to be done, and whether a call failed.
    fn work(&self, disk: &Disk, work: Work, how: How, at: u64) -> Outcome<(bool, bool)> {
        let arm = || match how.fault(at) {
            Some(fault) => disk.set_fault(Some(fault)),
            None => drop(fail_allocation(Some(u32::try_from(at).unwrap_or(u32::MAX)))),
        };
        let disarm = || {
            let operations = disk.operations();
            disk.set_fault(None);
            let allocated = fail_allocation(None);
            if how == How::NoMemory { allocated } else { operations >= at }
        };
        if work == Work::Open {
            arm();
            let opened = self.open(disk.folder());
            let struck = disarm();
            return Ok((opened.is_ok(), struck));
        }
        let phone = self.open(disk.folder())?;
        arm();
        let done = self.perform(&phone, work);
        let struck = disarm();
        if let Err(error) = &done
            && how != How::NoMemory
            && matches!(how, How::Full | How::FullFromNowOn | How::Busy)
            && !error.is_retryable()
        {
            return Err(format!("no advice to try again: {error}").into());
        }
        if done.is_ok() && !struck {
            return Ok((true, struck));
        }
        // In the same process, once all is well again, the same must work.
        let again = self.perform(&phone, work);
        again.map_err(|error| format!("does not recover: {error}"))?;
        Ok((true, struck))
    }

    fn perform(&self, phone: &Phone, work: Work) -> Result<(), LedgerError> {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        let mut deed = |deed| perform(&phone.ledger, deed, &mut chance).map(drop);
        match work {
            Work::Save | Work::Open => deed(Deed::Report),
            Work::SaveSeveral => deed(Deed::ReportSeveral),
            Work::Edit => deed(Deed::Observe),
            Work::Rest => phone.ledger.rest(),
            Work::Rebuild => phone.ledger.rebuild(&mut |_, _| {}).map(drop),
            Work::Sync => self.sync(&phone.ledger),
        }
    }

    fn sync(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        use fangxian::sync::{Cancel, Outcome as Ended};
        let synced = ledger.sync_over(self.town.line(), once(), Cancel::default());
        let report = self.runtime.block_on(synced)?;
        match report.outcome {
            Ended::Stopped { why, .. } => Err(LedgerError::Centre(why)),
            _ => Ok(()),
        }
    }

    fn open(&self, folder: &Path) -> Outcome<Phone> {
        let noise = fs::metadata(folder.join(PHONE_FILE)).map_or(0, |file| file.len());
        // Time goes on, or its request numbers would be old ones.
        let openings = self.openings.fetch_add(1, Ordering::SeqCst);
        let clock = HandClock::at(MORNING_MS + openings as i64 * SECOND_MS);
        Phone::open(folder, Arc::new(clock), self.seed ^ noise ^ openings)
    }
}

impl Work {
    /// Hazards it adds at least, when it says that it is done.
    fn adds(self) -> u64 {
        match self {
            Self::Save => 1,
            Self::SaveSeveral => 2,
            _ => 0,
        }
    }
}

impl How {
    fn fault(self, at: u64) -> Option<Fault> {
        match self {
            Self::Io => Some(Fault::io(at, false)),
            Self::IoFromNowOn => Some(Fault::io(at, true)),
            Self::Full => Some(Fault::full(at, false)),
            Self::FullFromNowOn => Some(Fault::full(at, true)),
            Self::Busy => Some(Fault::busy(at)),
            Self::NoMemory => None,
        }
    }
}
