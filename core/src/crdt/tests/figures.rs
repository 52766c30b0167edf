//! What things cost: `cargo test -p fangxian --no-default-features --lib figures -- --ignored
//! --nocapture`.

use std::hint::black_box;
use std::time::Instant;

use super::support::{actor, catch_up, chance, field, history, open, own_header, read, typical};
use crate::crdt::Document;

#[test]
#[ignore = "measures, asserts nothing"]
fn figures() {
    let mut document = open(1);
    let (_, change) = super::support::write(&mut document, &typical());
    let header = own_header(&change);
    let saved = document.save();
    println!(
        "typical hazard: save {} B, {} ops",
        saved.len(),
        change.ops.len()
    );
    println!(
        "envelope change {} B",
        fangxian_protocol::codec::encode(&change).len()
    );
    time("open + first reconcile", || {
        open(1).reconcile(&typical()).unwrap()
    });
    time("open + apply", || open(2).apply(&header, &change).unwrap());
    time("load", || Document::load(&saved, actor(2)).unwrap());
    time("hydrate", || read(&document));
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
        time("hydrate", || read(&whole));
        time("clone of the engine", || whole.engine.0.clone());
        let start = Instant::now();
        let changes = log.iter().map(|(header, change)| (header, change));
        let (rebuilt, _) = Document::rebuild(super::support::RECORD, changes, actor(9));
        println!(
            "{:>28}: {:?}/change",
            "rebuild",
            start.elapsed() / log.len() as u32
        );
        assert_eq!(rebuilt.unwrap().digest(), whole.digest());
    }
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
