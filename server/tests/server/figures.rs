//! What the centre counts, and how fast it is.

use std::sync::Arc;
use std::time::Instant;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::message::{SYNC_PATH, SyncRequest};
use fangxian_server::storage::{AcceptedEnvelope, Step};

use super::support::{LIYUE, Town, WUSONG, nothing, packed};

#[tokio::test]
async fn metrics_count_what_happened_and_name_nobody() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let (_, near) = phone.report(LIYUE);
    let (_, far) = phone.report(WUSONG);
    town.push(&mut phone, vec![near.clone(), far]).await;
    town.push(&mut phone, vec![near]).await;
    let mut reader = town.phone("p-town").await;
    town.pull(&mut reader).await;
    let text = town.counts().await;
    for line in [
        "fangxian_accepted_total 1",
        "fangxian_known_total 1",
        "fangxian_quarantined_total 1",
        "fangxian_refused_total{code=\"out_of_scope\"} 1",
        "fangxian_pulled_total 2",
        "fangxian_log_entries 1",
        "fangxian_devices 2",
        "fangxian_sync_seconds_count 3",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(!text.contains("p-grid") && !text.contains(LIYUE));
    assert_eq!(town.get("/healthz").await, (axum::http::StatusCode::OK, b"alive\n".to_vec()));
    assert_eq!(town.get("/readyz").await.0, 200);
}

/// Run with `--ignored --nocapture` to see the figures.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "measures; run on a quiet machine"]
async fn throughput() {
    for (what, batch, batches) in [
        ("new records, 500 a push", 500, 4),
        ("new records, 20 a push", 20, 50),
        ("single", 1, 300),
    ] {
        measure(what, batch, batches, 1).await;
    }
    measure("8 changes a record, 480 a push", 480, 4, 8).await;
    measure("40 changes a record, 480 a push", 480, 4, 40).await;
}

async fn measure(what: &str, batch: usize, batches: usize, changes: usize) {
    let town = Arc::new(Town::new());
    let mut phones = Vec::new();
    for person in ["p-grid-1", "p-grid-2", "p-town", "p-district"] {
        let mut phone = town.phone(person).await;
        let mut pushes = Vec::new();
        for _ in 0..batches {
            let mut push = Vec::new();
            while push.len() < batch {
                let (mut paper, opening) = phone.report(LIYUE);
                push.push(opening);
                push.extend((1..changes).map(|_| phone.observe(&mut paper)));
            }
            pushes.push(push);
        }
        phones.push((phone, pushes));
    }
    let pushed = phones.iter().flat_map(|(_, pushes)| pushes.iter().flatten());
    let bytes: usize = pushed.map(Vec::len).sum();
    let (begun, cpu) = (Instant::now(), cpu_seconds());
    let mut tasks = Vec::new();
    for (mut phone, pushes) in phones {
        let town = town.clone();
        tasks.push(tokio::spawn(async move {
            for push in pushes {
                // It has heard everything, so that pushes alone are measured.
                let cursors = vec![town.end(LIYUE)];
                let ask =
                    SyncRequest { push: packed(push), directory: 1_000, cursors, ..nothing() };
                assert_eq!(town.post(SYNC_PATH, phone.request(&ask)).await.0, 200);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let (took, count) = (begun.elapsed().as_secs_f64(), town.totals().envelopes);
    let rate = count as f64 / took;
    let each = bytes as f64 / count as f64;
    let cpu_us = (cpu_seconds() - cpu) / count as f64 * 1e6;
    println!(
        "{what}: {count} in {took:.2} s = {rate:.0}/s, {each:.0} B and {cpu_us:.0} us CPU each"
    );
}

/// How long a centre reads its database at its start. Run with `--ignored --nocapture`.
#[tokio::test]
#[ignore = "measures; run on a quiet machine"]
async fn reading_everything_at_the_start() {
    let town = Town::new();
    let mut phone = town.phone("p-grid-1").await;
    let storage = town.centre.registry().storage().clone();
    for round in 1..=5 {
        for _ in 0..8 {
            let push: Vec<_> = (0..5_000).map(|_| phone.report(LIYUE).1).collect();
            let steps = push.into_iter().flat_map(|bytes| accepted(&bytes)).collect::<Vec<_>>();
            storage.commit(&steps).unwrap();
        }
        let begun = Instant::now();
        storage.check_sound().unwrap();
        let took = begun.elapsed().as_secs_f64();
        println!("{} envelopes are read in {took:.2} s", round * 40_000);
    }
}

/// The steps that keep an envelope which opens a record.
fn accepted(bytes: &[u8]) -> [Step; 2] {
    let header = Envelope::from_bytes(bytes).unwrap().header;
    let (record, kind, home) = (header.record, header.kind.clone(), header.home);
    let envelope = AcceptedEnvelope {
        record,
        device: header.device,
        counter: header.counter,
        new_writer: None,
        hash: Envelope::hash(bytes),
        bytes: bytes.to_vec(),
        doubt: None,
        evidence: Vec::new(),
        villages: vec![home],
        at_ms: header.wall_ms,
    };
    [Step::Record { record, kind, home }, Step::Envelope(envelope)]
}

/// What this process used of all processors, which other processes do not disturb.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}
