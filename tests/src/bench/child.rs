//! A fresh process that opens a ledger and shows its first list: cold time and memory.

use std::path::Path;
use std::time::Instant;

use fangxian::ledger::{Ledger, Options};
use fangxian::store::{HazardOrder, HazardQuery};
use serde_json::json;

use super::figure::ms_since;
use crate::harness::Outcome;

/// Opens the ledger in `folder`, reads a first page, and prints what it took as JSON.
///
/// # Errors
/// When it cannot be opened.
pub fn open_and_list(folder: &Path) -> Outcome<()> {
    let began = Instant::now();
    let (ledger, _) = Ledger::open(folder, Options::default())?;
    let query =
        HazardQuery { order: HazardOrder::MostOverdue, limit: 50, ..HazardQuery::default() };
    let page = ledger.hazards(&query)?;
    let ms = ms_since(began);
    println!("{}", json!({"ms": ms, "rows": page.rows.len(), "rss_mb": peak_rss_mb()?}));
    Ok(())
}

/// The most memory this process has had, as Linux counts it.
fn peak_rss_mb() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM")).ok_or("no VmHWM")?;
    let kb: f64 = line.split_whitespace().nth(1).ok_or("no figure")?.parse()?;
    Ok(kb / 1024.0)
}
