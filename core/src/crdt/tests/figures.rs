//! What things cost: `cargo test -p fangxian --no-default-features --lib figures -- --ignored
//! --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use fangxian_protocol::scalar::Scalar;

use super::support::{actor, catch_up, chance, field, history, open, own_header, read, typical};
use crate::crdt::{Document, Edit};

#[test]
#[ignore = "measures, asserts nothing"]
fn figures() {
    let mut document = open(1);
    let (_, change) = super::support::write(&mut document, &typical());
    let header = own_header(&change);
    let saved = document.save();
    println!("typical hazard: save {} B, {} ops", saved.len(), change.ops.len());
    println!("envelope change {} B", fangxian_protocol::codec::encode(&change).len());
    time("open + first reconcile", || open(1).reconcile(&typical()).unwrap());
    time("open + apply", || open(2).apply(&header, &change).unwrap());
    time("load", || Document::load(&saved, actor(2)).unwrap());
    time("hydrate", || read(&mut document));
    time("digest", || document.digest());
    let mut n = 0;
    time("load + one field", || {
        n += 1;
        let mut document = Document::load(&saved, actor(2)).unwrap();
        document.reconcile(&field("title", n)).unwrap()
    });
    let mut twin = Document::load(&saved, actor(3)).unwrap();
    let (next, change) = super::support::write(&mut twin, &field("title", "x"));
    time("load + apply one field", || {
        let mut document = Document::load(&saved, actor(2)).unwrap();
        document.apply(&next, &change).unwrap()
    });
    time("clone of the engine", || document.engine.0.clone());
    time("save", || document.save());
    let mut rng = chance();
    for changes in [30, 300, 1_500] {
        let (mut replicas, log) = history(&mut rng, changes);
        let mut whole = replicas.remove(0);
        catch_up(&mut rng, &mut whole, &log);
        let saved = whole.save();
        println!("-- record of {} changes: save {} B", log.len(), saved.len());
        time("load", || Document::load(&saved, actor(9)).unwrap());
        time("load + verify (index)", || {
            Document::load(&saved, actor(9)).unwrap().verify().unwrap();
        });
        time("hydrate", || read(&mut whole));
        time("clone of the engine", || whole.engine.0.clone());
        let start = Instant::now();
        let changes = log.iter().map(|(header, change)| (header, change));
        let (rebuilt, _) = Document::rebuild(super::support::RECORD, changes, actor(9));
        println!("{:>28}: {:?}/change", "rebuild", start.elapsed() / log.len() as u32);
        assert_eq!(rebuilt.unwrap().digest(), whole.digest());
    }
}

/// The heaviest record the gate lets one device make.
#[test]
#[ignore = "measures, asserts nothing"]
fn heaviest() {
    let edit = |round: i64| {
        let fields = (0..1_990).map(|n| (format!("f{n}"), Scalar::Int(round)));
        Edit { fields: fields.collect(), ..Edit::default() }
    };
    let mut document = open(1);
    let start = Instant::now();
    let log: Vec<_> = (0..25).map(|n| super::support::write(&mut document, &edit(n))).collect();
    println!("written in {:?}, {} KiB resident", start.elapsed(), resident_kib());
    let start = Instant::now();
    let mut other = open(2);
    other.apply_all(log.iter().map(|(header, change)| (header, change)));
    println!("taken in {:?}, {} KiB resident", start.elapsed(), resident_kib());
    let start = Instant::now();
    let saved = other.save();
    println!("saved {} B in {:?}", saved.len(), start.elapsed());
    let start = Instant::now();
    let mut loaded = Document::load(&saved, actor(3)).unwrap();
    println!("loaded in {:?}, {} KiB resident", start.elapsed(), resident_kib());
    let start = Instant::now();
    black_box(read(&mut loaded));
    println!("hydrated in {:?}", start.elapsed());
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

fn time<T>(what: &str, mut work: impl FnMut() -> T) {
    let mut runs: Vec<_> = (0..200)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    runs.sort_unstable();
    println!("{what:>28}: p50 {:?} p99 {:?}", runs[100], runs[197]);
}
