//! How fast it is. Printed; only gross regressions fail.

use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::many;
use super::support::{Folder, NOON_MS, Phone, record};
use crate::domain::day::Day;
use crate::domain::hazard::State;
use crate::store::{HazardOrder, HazardQuery, Store};

#[test]
fn a_thousand_rows_are_read_at_once() {
    let folder = Folder::new();
    let store = folder.store();
    let mut phone = Phone::new(1);
    let saved = times(100, |number| {
        phone.report(&store, number as u16, "配电房渗水");
    });
    println!("save one hazard: {}", spread(saved));
    let opened = times(100, |number| {
        store.read(|reading| reading.document(&record(number as u16))).unwrap();
    });
    println!("read one document: {}", spread(opened));
    many::fill(&store, 1_000);
    measure(&store);
}

/// `cargo test -p fangxian --lib figures -- --ignored --nocapture`
#[test]
#[ignore = "makes 100,000 rows"]
fn a_hundred_thousand_rows_are_read_at_once() {
    let folder = Folder::new();
    let store = folder.store();
    let started = Instant::now();
    many::fill(&store, 100_000);
    store.checkpoint().unwrap();
    let bytes = std::fs::metadata(folder.file()).unwrap().len();
    println!("100,000 rows made in {:?}, {} MiB", started.elapsed(), bytes >> 20);
    measure(&store);
    let started = Instant::now();
    drop(store);
    let (_, report) = folder.open();
    println!("opened and checked in {:?}: {}", started.elapsed(), report.checked);
}

fn measure(store: &Store) {
    let base = |order| HazardQuery { order, limit: 50, ..HazardQuery::default() };
    let due = || base(HazardOrder::MostOverdue);
    let pages = [
        ("most overdue", due()),
        ("open, most overdue", HazardQuery { open: Some(true), ..due() }),
        ("overdue", HazardQuery { overdue_on: Day::of_ms(NOON_MS), ..due() }),
        ("one state", HazardQuery { states: vec![State::Rectifying], ..due() }),
        ("one village", HazardQuery { scope: "990101101204".parse().ok(), ..due() }),
        (
            "township, open",
            HazardQuery { scope: "990101101".parse().ok(), open: Some(true), ..due() },
        ),
        ("newest", base(HazardOrder::Newest)),
        ("by village", base(HazardOrder::Village)),
        ("pending", HazardQuery { pending_only: true, ..due() }),
        ("rare state", HazardQuery { states: vec![State::Returned], ..base(HazardOrder::Newest) }),
    ];
    for (name, query) in &pages {
        let read = times(50, |_| drop(store.read(|reading| reading.hazards(query)).unwrap()));
        println!("first page, {name}: {}", spread(read));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for initials in [false, true] {
        for chars in 1..=4 {
            let typed: Vec<String> =
                (0..200).map(|_| many::typed(&mut rng, chars, initials)).collect();
            let found = times(200, |at| {
                drop(store.read(|reading| reading.search(&typed[at], 50)).unwrap());
            });
            let listed = times(200, |at| {
                let text = Some(typed[at].clone());
                let query = HazardQuery { text, ..base(HazardOrder::Newest) };
                drop(store.read(|reading| reading.hazards(&query)).unwrap());
            });
            let sort = if initials { "initials" } else { "characters" };
            println!("{chars} {sort}: search {}, list {}", spread(found), spread(listed));
        }
    }
}

fn times(count: usize, mut what: impl FnMut(usize)) -> Vec<Duration> {
    let one = |at| {
        let started = Instant::now();
        what(at);
        started.elapsed()
    };
    (0..count).map(one).collect()
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    format!("p50 {:?}, p99 {:?}", at(50), at(99))
}
