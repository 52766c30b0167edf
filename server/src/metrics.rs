//! What the centre counts, as Prometheus reads it. Counts only: nothing about anyone.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use fangxian_protocol::message::{Refusal, RefusalCode};

use crate::storage::Totals;

const BUCKETS_MS: [u64; 9] = [5, 10, 25, 50, 100, 250, 1_000, 5_000, 30_000];
const REFUSALS: usize = RefusalCode::ALL.len();

/// Counters since the process began.
#[derive(Debug, Default)]
pub struct Metrics {
    accepted: AtomicU64,
    known: AtomicU64,
    refused: [AtomicU64; REFUSALS],
    quarantined: AtomicU64,
    pulled: AtomicU64,
    lost: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    syncs: AtomicU64,
    sync_us: AtomicU64,
    buckets: [AtomicU64; BUCKETS_MS.len()],
}

impl Metrics {
    /// A push was committed.
    pub fn judged(&self, accepted: u64, known: u64, refused: &[Refusal]) {
        self.accepted.fetch_add(accepted, Relaxed);
        self.known.fetch_add(known, Relaxed);
        for refusal in refused {
            let place = RefusalCode::ALL.iter().position(|code| *code == refusal.code);
            if let Some(counter) = place.and_then(|place| self.refused.get(place)) {
                counter.fetch_add(1, Relaxed);
            }
            if !refusal.code.is_retryable() {
                self.quarantined.fetch_add(1, Relaxed);
            }
        }
    }

    /// Entries of logs were answered.
    pub fn pulled(&self, entries: usize) {
        self.pulled.fetch_add(entries as u64, Relaxed);
    }

    /// A phone heard more than is here.
    pub fn found_lost(&self) {
        self.lost.fetch_add(1, Relaxed);
    }

    /// A sync was answered.
    pub fn synced(&self, bytes_in: usize, bytes_out: usize, took: Duration) {
        self.bytes_in.fetch_add(bytes_in as u64, Relaxed);
        self.bytes_out.fetch_add(bytes_out as u64, Relaxed);
        self.syncs.fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.sync_us.fetch_add(micros, Relaxed);
        for (bucket, limit_ms) in self.buckets.iter().zip(BUCKETS_MS) {
            if micros <= limit_ms * 1_000 {
                bucket.fetch_add(1, Relaxed);
            }
        }
    }

    /// Everything as Prometheus text.
    pub fn render(&self, totals: &Totals) -> String {
        let mut text = String::new();
        for (name, kind, value) in [
            ("accepted_total", "counter", self.accepted.load(Relaxed)),
            ("known_total", "counter", self.known.load(Relaxed)),
            ("quarantined_total", "counter", self.quarantined.load(Relaxed)),
            ("pulled_total", "counter", self.pulled.load(Relaxed)),
            ("log_differs_total", "counter", self.lost.load(Relaxed)),
            ("sync_bytes_in_total", "counter", self.bytes_in.load(Relaxed)),
            ("sync_bytes_out_total", "counter", self.bytes_out.load(Relaxed)),
            ("records", "gauge", totals.records),
            ("envelopes", "gauge", totals.envelopes),
            ("log_entries", "gauge", totals.log_entries),
            ("villages", "gauge", totals.villages),
            ("devices", "gauge", totals.devices),
            ("devices_not_valid", "gauge", totals.devices_not_valid),
            ("quarantine_rows", "gauge", totals.quarantined),
            ("snapshots", "gauge", totals.snapshots),
        ] {
            line(&mut text, &format!("# TYPE fangxian_{name} {kind}\nfangxian_{name} {value}"));
        }
        line(&mut text, "# TYPE fangxian_refused_total counter");
        for (code, counter) in RefusalCode::ALL.iter().zip(&self.refused) {
            let (code, count) = (code.as_str(), counter.load(Relaxed));
            line(&mut text, &format!("fangxian_refused_total{{code=\"{code}\"}} {count}"));
        }
        self.render_seconds(&mut text);
        text
    }

    fn render_seconds(&self, text: &mut String) {
        line(text, "# TYPE fangxian_sync_seconds histogram");
        for (bucket, limit_ms) in self.buckets.iter().zip(BUCKETS_MS) {
            let (limit, count) = (limit_ms as f64 / 1_000.0, bucket.load(Relaxed));
            line(text, &format!("fangxian_sync_seconds_bucket{{le=\"{limit}\"}} {count}"));
        }
        let (syncs, seconds) = (self.syncs.load(Relaxed), self.sync_us.load(Relaxed) as f64 / 1e6);
        line(text, &format!("fangxian_sync_seconds_bucket{{le=\"+Inf\"}} {syncs}"));
        line(text, &format!("fangxian_sync_seconds_sum {seconds}"));
        line(text, &format!("fangxian_sync_seconds_count {syncs}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    writeln!(text, "{line}").ok();
}
