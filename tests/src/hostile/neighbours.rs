//! Neighbours who wish ill, beside honest phones, at a real centre over real sockets.
//!
//! One device, one address or one record costs everyone else at most a small share, and the
//! centre's memory has a ceiling that no input passes: each neighbour plays for some seconds while
//! honest phones report and synchronise, and both are looked at.

mod caller;
mod device;
mod memory;
mod network;
mod record;
mod street;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::Outcome;
use street::{Stage, Street};

/// What one synchronisation of an honest phone may take beside a neighbour, 99 times of 100.
const P99_MS_MAX: f64 = 2_000.0;
/// What it may take a phone that hears a neighbour's long records and so has to read them.
const READING_MS_MAX: f64 = 60_000.0;
/// How long honest phones are looked at beside each neighbour.
const WINDOW: Duration = Duration::from_secs(3);
/// What a neighbour has to settle before honest phones are looked at.
const SETTLE: Duration = Duration::from_millis(700);

/// What a neighbour does until it is stopped.
type Deed = fn(Stage) -> Pin<Box<dyn Future<Output = Outcome<()>> + Send>>;

/// Someone who wishes ill, by name, and whether they write long records, which whoever hears them
/// has to read. To add one: a function that says when it has begun, and plays until it is stopped.
const NEIGHBOURS: [(&str, bool, Deed); 10] = [
    ("nobody", false, |stage| Box::pin(nobody(stage))),
    ("bodies begun and not sent", false, |stage| Box::pin(network::bodies_begun(stage))),
    ("the same over HTTP/2", false, |stage| Box::pin(network::bodies_begun_over_two(stage))),
    ("large bodies of strangers", false, |stage| Box::pin(network::large_bodies(stage))),
    ("connections that say nothing", false, |stage| Box::pin(network::silent(stage))),
    ("answers nobody reads", false, |stage| Box::pin(device::answers_unread(stage))),
    ("a record as heavy as may be", true, |stage| Box::pin(record::heavy(stage))),
    ("nine names, each with such a record", true, |stage| Box::pin(record::nine_names(stage))),
    ("photos named in such records", true, |stage| Box::pin(record::photos(stage))),
    ("records as wide as may be", true, |stage| Box::pin(record::wide(stage))),
];

/// What honest phones met beside one neighbour.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Who it was.
    pub neighbour: &'static str,
    /// Synchronisations of honest phones.
    pub syncs: usize,
    /// Those that did not end well.
    pub failed: usize,
    /// Half of them took at most so long. Here and below: of phones that need not read what the
    /// neighbour writes.
    pub p50_ms: f64,
    /// Ninety-nine of a hundred took at most so long.
    pub p99_ms: f64,
    /// The longest of a phone that has to read it.
    pub reading_ms: Option<f64>,
    /// The most memory the centre had by then.
    pub peak_bytes: u64,
}

/// Plays every neighbour in turn. Where a machine has one address of its own only, nobody.
///
/// # Errors
/// When the stage cannot be set.
pub fn neighbours(seed: u64) -> Outcome<Vec<Beside>> {
    if cfg!(not(target_os = "linux")) {
        eprintln!("skipped: neighbours are played on Linux");
        return Ok(Vec::new());
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let mut street = Street::set(seed).await?;
        let mut told = Vec::new();
        for neighbour in NEIGHBOURS {
            told.push(beside(&mut street, neighbour).await?);
        }
        Ok(told)
    })
}

async fn nobody(stage: Stage) -> Outcome<()> {
    stage.begin();
    std::future::pending().await
}

async fn beside(
    street: &mut Street,
    (neighbour, is_heard, deed): (&'static str, bool, Deed),
) -> Outcome<Beside> {
    let stage = street.stage();
    let mut playing = tokio::spawn(deed(stage.clone()));
    tokio::select! {
        () = stage.begun() => tokio::time::sleep(SETTLE).await,
        ended = &mut playing => return Err(format!("{neighbour}: ended: {:?}", ended?).into()),
    }
    let looked = street.looked_at(WINDOW).await?;
    if playing.is_finished() {
        return Err(format!("{neighbour}: ended by itself: {:?}", playing.await?).into());
    }
    playing.abort();
    let (read, others): (Vec<_>, Vec<_>) =
        looked.took.iter().partition(|(_, hears)| *hears && is_heard);
    let mut took_ms: Vec<f64> = others.into_iter().map(|(took_ms, _)| took_ms).collect();
    took_ms.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (took_ms.len() as f64 * share) as usize;
        took_ms.get(place).or(took_ms.last()).copied().unwrap_or(f64::INFINITY)
    };
    let reading_ms = read.into_iter().map(|(took_ms, _)| took_ms).max_by(f64::total_cmp);
    let (syncs, failed) = (looked.took.len(), looked.failed);
    let peak_bytes = street.peak_bytes()?;
    let (p50_ms, p99_ms) = (at(0.5), at(0.99));
    Ok(Beside { neighbour, syncs, failed, p50_ms, p99_ms, reading_ms, peak_bytes })
}

impl Beside {
    /// Whether honest phones were served in time and the centre stayed below its ceiling.
    pub fn is_sound(&self) -> bool {
        let in_memory = self.peak_bytes <= fangxian_server::MEMORY_BYTES_MAX;
        let read = self.reading_ms.is_none_or(|took_ms| took_ms <= READING_MS_MAX);
        self.failed == 0 && self.p99_ms <= P99_MS_MAX && read && in_memory
    }

    /// For machines.
    pub fn to_json(&self) -> Value {
        json!({"neighbour": self.neighbour, "syncs": self.syncs, "failed": self.failed,
               "p50_ms": self.p50_ms, "p99_ms": self.p99_ms, "reading_ms": self.reading_ms,
               "peak_bytes": self.peak_bytes,
               "sound": self.is_sound()})
    }
}

impl std::fmt::Display for Beside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { neighbour, syncs, failed, p50_ms, p99_ms, reading_ms, peak_bytes } = self;
        let (mark, mib) = (if self.is_sound() { "✓" } else { "✘" }, peak_bytes / 1_048_576);
        write!(
            f,
            "{mark} beside {neighbour}: {syncs} syncs, {failed} failed, p50 {p50_ms:.0} ms, \
             p99 {p99_ms:.0} ms; the centre had {mib} MiB at most"
        )?;
        let Some(took_ms) = reading_ms else { return Ok(()) };
        write!(f, "; who hears it read for {took_ms:.0} ms at most")
    }
}
