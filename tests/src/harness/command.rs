//! What every command that breaks things on purpose takes, and how it ends.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use super::Outcome;
use super::effort::{Effort, listen_for_stop, was_stopped};

/// Arguments of each.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Decides everything; a random one when none is given. Runs take consecutive ones.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; as many as there are cores when none is given.
    #[arg(long)]
    threads: Option<usize>,
    /// End after so many minutes, however little was done; without a count, go on until then.
    #[arg(long)]
    minutes: Option<f64>,
    /// Print one JSON object for machines.
    #[arg(long)]
    pub json: bool,
}

impl Common {
    /// What is to be done, which it also tells: the count that was asked for, or the usual one.
    ///
    /// # Errors
    /// When the minutes are none, or the system does not hand over its signals.
    pub fn start(&self, count: Option<u64>, usual: u64) -> Outcome<Effort> {
        listen_for_stop()?;
        let seed = self.seed.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
        let limit = self.minutes.map(|minutes| Duration::try_from_secs_f64(minutes * 60.0));
        let limit =
            limit.transpose().map_err(|_| "--minutes: a number of minutes, as 60 or 0.5")?;
        let until = limit.map(|limit| Instant::now() + limit);
        let amount = count.unwrap_or(if until.is_some() { u64::MAX } else { usual });
        let usual = Effort::of(amount, seed);
        let threads = self.threads.unwrap_or(usual.threads);
        eprintln!("seed {seed}, {threads} threads");
        Ok(Effort { threads, until, ..usual })
    }
}

/// What it took so far: time, and the work of all threads.
#[derive(Debug)]
pub struct Spent {
    begun: Instant,
    worked_before: Duration,
    /// The second in which it was last told.
    told: AtomicU64,
}

impl Spent {
    /// From now on.
    pub fn begin() -> Self {
        Self { begun: Instant::now(), worked_before: worked(), told: AtomicU64::new(0) }
    }

    /// Shows how much is done, on the line it showed it before: once a second.
    pub fn tell(&self, count: u64, what: &str) {
        let second = self.begun.elapsed().as_secs();
        if self.told.swap(second, Ordering::Relaxed) != second {
            eprint!("\r{count} {what} in {second} s ");
        }
    }

    /// Says how much was done, and how fast.
    pub fn end(&self, count: u64, what: &str) {
        let (seconds, core_seconds) = self.seconds();
        let stopped = if was_stopped() { ", stopped" } else { "" };
        let rate = count as f64 / seconds;
        eprintln!("\r{count} {what} in {seconds:.1} s, {rate:.1}/s{stopped}");
        eprintln!("{core_seconds:.1} s of a core");
    }

    /// For machines.
    pub fn to_json(&self, count: u64) -> Value {
        let (seconds, core_seconds) = self.seconds();
        json!({"seconds": seconds, "core_seconds": core_seconds,
               "per_second": count as f64 / seconds, "stopped": was_stopped()})
    }

    fn seconds(&self) -> (f64, f64) {
        let worked = worked().saturating_sub(self.worked_before);
        (self.begun.elapsed().as_secs_f64(), worked.as_secs_f64())
    }
}

/// How long all threads of this process have worked.
fn worked() -> Duration {
    let worked = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(worked.tv_sec.unsigned_abs(), u32::try_from(worked.tv_nsec).unwrap_or_default())
}

/// Ends the command of this name: well, when it ran to its end and what it looked at was sound.
pub fn end(name: &str, outcome: Outcome<bool>) -> ExitCode {
    match outcome {
        Ok(true) if !was_stopped() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Does the same work on so many threads, this one among them.
///
/// # Errors
/// The first that any of them ends with; a panic is one.
pub fn on_threads(threads: usize, work: impl Fn() -> Outcome<()> + Sync) -> Outcome<()> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let mut outcome = work();
        for other in others {
            outcome = outcome.and(other.join().unwrap_or_else(|_| Err("a thread panicked".into())));
        }
        outcome
    })
}
