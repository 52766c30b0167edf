//! What every command that breaks things on purpose takes, and how it ends.

use std::process::ExitCode;

use super::Outcome;

/// Arguments of each.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Decides everything; a random one when none is given. Runs take consecutive ones.
    #[arg(long)]
    seed: Option<u64>,
    /// Threads; as many as there are cores when none is given.
    #[arg(long)]
    threads: Option<usize>,
    /// Print one JSON object for machines.
    #[arg(long)]
    pub json: bool,
}

impl Common {
    /// The seed and how many threads, which it also tells.
    pub fn start(&self) -> (u64, usize) {
        let seed = self.seed.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.unwrap_or(cores);
        eprintln!("seed {seed}, {threads} threads");
        (seed, threads)
    }
}

/// Ends the command of this name: well, when it ran and what it looked at was sound.
pub fn end(name: &str, outcome: Outcome<bool>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
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
