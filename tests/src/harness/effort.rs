//! How long the commands that break things go on, and what they have when they are stopped.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use super::Outcome;
use super::command::on_threads;

/// So much of something, from a seed, on so many threads, unless it is stopped before.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// How much.
    pub amount: u64,
    /// Decides everything; rounds take consecutive ones.
    pub seed: u64,
    /// Threads.
    pub threads: usize,
    /// When it ends however little was done.
    pub until: Option<Instant>,
}

/// What is added up over rounds.
pub trait Figures: Default + Send {
    /// Takes in another round's.
    fn add(&mut self, other: Self);
    /// How much was done.
    fn done(&self) -> u64;
}

impl Effort {
    /// So much, without an end in time.
    pub fn of(amount: u64, seed: u64) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { amount, seed, threads, until: None }
    }

    /// Plays rounds, each with its seed and with how much is left to do, until it is enough. One
    /// that is under way when it is stopped is played to its end.
    ///
    /// # Errors
    /// The first that a round ends with.
    pub fn spend<F: Figures>(
        &self,
        tell: &(dyn Fn(u64) + Sync),
        round: impl Fn(u64, u64) -> Outcome<F> + Sync,
    ) -> Outcome<F> {
        let (next, all) = (AtomicU64::new(0), Mutex::new(F::default()));
        let held = || all.lock().unwrap_or_else(PoisonError::into_inner);
        on_threads(self.threads, || {
            loop {
                let left = self.amount.saturating_sub(held().done());
                let number = next.fetch_add(1, Ordering::SeqCst);
                // A round does one thing at least, so those under way suffice then.
                if left == 0 || number >= self.amount || self.is_over() {
                    return Ok(());
                }
                let figures = round(self.seed.wrapping_add(number), left)?;
                let mut all = held();
                all.add(figures);
                tell(all.done());
            }
        })?;
        Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_over(&self) -> bool {
        was_stopped() || self.until.is_some_and(|until| Instant::now() >= until)
    }
}

static STOPPED: OnceLock<()> = OnceLock::new();

/// Whether someone asked to stop.
pub fn was_stopped() -> bool {
    STOPPED.get().is_some()
}

/// From now on the first Ctrl-C, or the first request to end, lets a command end with what it has;
/// the second ends it at once.
///
/// # Errors
/// When the system does not hand over its signals.
pub fn listen_for_stop() -> Outcome<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
                if STOPPED.set(()).is_err() {
                    std::process::exit(130);
                }
                eprintln!("\nending with what there is; once more to end at once");
            }
        });
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[derive(Default)]
    struct Sum(u64);

    impl Figures for Sum {
        fn add(&mut self, other: Self) {
            self.0 += other.0;
        }

        fn done(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn an_effort_of_single_things_does_exactly_so_many_from_consecutive_seeds() -> Outcome<()> {
        let seeds = Mutex::new(Vec::new());
        let done = Effort { threads: 3, ..Effort::of(20, 7) }.spend(&|_| {}, |seed, _| {
            seeds.lock().unwrap().push(seed);
            Ok(Sum(1))
        })?;
        let mut seeds = seeds.into_inner()?;
        seeds.sort_unstable();
        assert_eq!(done.0, 20);
        assert_eq!(seeds, (7..27).collect::<Vec<_>>());
        Ok(())
    }

    #[test]
    fn an_effort_ends_in_time_with_what_it_has() -> Outcome<()> {
        let until = Some(Instant::now() + Duration::from_millis(30));
        let endless = Effort { until, ..Effort::of(u64::MAX, 0) };
        let done = endless.spend(&|_| {}, |_, _| {
            std::thread::sleep(Duration::from_millis(5));
            Ok(Sum(1))
        })?;
        assert!((1..100).contains(&done.0), "{}", done.0);
        Ok(())
    }
}
