//! Opening a full phone and showing its first list, beside the same from raw SQLite.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::figure::{Figure, median, ms_since};
use super::make;
use super::save::raw_database;
use crate::harness::{Centre, Outcome, Phone};

const OPENINGS: usize = 7;

/// Measures the first list and the memory of a phone with so many records.
pub(super) async fn open_list(
    centre: &Centre,
    folder: &Path,
    records: usize,
    name: &str,
) -> Outcome<Vec<Figure>> {
    eprintln!("open_list_{name}: making {records} records …");
    let phone = Phone::enrolled(centre, folder, "p-0001", super::now_ms()).await?;
    let raw = raw_database(&folder.join("raw.sqlite"))?;
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    raw.execute_batch("BEGIN")?;
    let drafts: Vec<_> = (0..records).map(|number| make::hazard(&mut rng, number)).collect();
    for batch in drafts.chunks(500) {
        for saved in phone.ledger.report_hazards(batch)? {
            let bytes = vec![0xa5; 700];
            raw.execute(
                "INSERT INTO record (id, bytes) VALUES (?1, ?2)",
                (saved.as_bytes().as_slice(), &bytes),
            )?;
        }
    }
    raw.execute_batch("COMMIT")?;
    phone.ledger.rest()?;
    drop((phone, raw));
    let mut opened = Vec::new();
    let mut peaks = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..OPENINGS {
        let output = Command::new(std::env::current_exe()?).arg("--child").arg(folder).output()?;
        let said: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        opened.push(said["ms"].as_f64().ok_or("the child said no time")?);
        peaks.push(said["rss_mb"].as_f64().ok_or("the child said no memory")?);
        let began = Instant::now();
        let raw = rusqlite::Connection::open(folder.join("raw.sqlite"))?;
        let mut rows = raw.prepare("SELECT id, bytes FROM record LIMIT 50")?;
        let bytes = rows.query_map((), |row| row.get::<_, Vec<u8>>(1))?;
        assert_eq!(bytes.count(), 50.min(records));
        theirs.push(ms_since(began));
    }
    Ok(vec![
        Figure::beside(format!("open_list_{name}"), median(opened), "ms", median(theirs)),
        Figure::alone(format!("client_rss_{name}"), median(peaks), "MB"),
    ])
}
