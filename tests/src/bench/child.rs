//! A fresh process that opens a ledger, shows its first lists and searches: times and memory.

use std::path::Path;
use std::time::Instant;

use fangxian::domain::accident::Accident;
use fangxian::ledger::{Ledger, Options};
use fangxian::store::{HazardOrder, HazardQuery, Query};
use serde::{Deserialize, Serialize};

use super::figure::{ms_since, part};
use crate::harness::Outcome;

/// Rows of a page.
const PAGE: usize = 50;
/// What people type to find something: one to four characters, an initial, a number.
const WORDS: [&str; 12] = [
    "电",
    "消防",
    "灭火器",
    "加油站",
    "山塘坝体",
    "承重墙",
    "堆物",
    "xhql",
    "鲤跃",
    "急弯",
    "配电箱",
    "裂",
];
const SEARCHES_EACH: usize = 10;

/// What it took.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Opened {
    /// Opening and the first page of hazards, the most overdue first, milliseconds.
    pub(super) open_ms: f64,
    /// A first page of accidents, then.
    pub(super) accidents_ms: f64,
    /// 99 of 100 searches took no longer.
    pub(super) search_p99_ms: f64,
    /// The most memory this process had until the lists were there, megabytes.
    pub(super) rss_mb: f64,
}

/// Opens the ledger in `folder`, reads first pages, searches, and prints what it took as JSON.
///
/// # Errors
/// When it cannot be opened.
pub fn open_and_list(folder: &Path) -> Outcome<()> {
    let began = Instant::now();
    let (ledger, _) = Ledger::open(folder, Options::default())?;
    let query =
        HazardQuery { order: HazardOrder::MostOverdue, limit: PAGE, ..HazardQuery::default() };
    ledger.hazards(&query)?;
    let open_ms = ms_since(began);
    let began = Instant::now();
    ledger.accidents(&Query::<Accident> { limit: PAGE, ..Query::default() })?;
    let accidents_ms = ms_since(began);
    let rss_mb = peak_rss_mb()?;
    let mut searches = Vec::new();
    for word in WORDS.iter().cycle().take(WORDS.len() * SEARCHES_EACH) {
        let query = HazardQuery { text: Some((*word).to_owned()), ..query.clone() };
        let began = Instant::now();
        ledger.hazards(&query)?;
        searches.push(ms_since(began));
    }
    let search_p99_ms = part(searches, 99);
    let opened = Opened { open_ms, accidents_ms, search_p99_ms, rss_mb };
    println!("{}", serde_json::to_string(&opened)?);
    Ok(())
}

/// The most memory this process has had, as Linux counts it.
fn peak_rss_mb() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).ok_or("no VmHWM")?;
    let kb: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kb / 1024.0)
}
