//! Saving one hazard, fsynced, beside a raw SQLite commit of the same bytes.

use std::path::Path;
use std::time::Instant;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::figure::{Figure, median, ms_since};
use super::make;
use crate::harness::{Centre, Outcome, Phone};

/// Alternates saves and raw commits, so that both meet the same disk.
pub(super) async fn save_hazard(centre: &Centre, folder: &Path, saves: usize) -> Outcome<Figure> {
    eprintln!("save_hazard: {saves} saves …");
    let phone = Phone::enrolled(centre, folder, "p-0001", super::now_ms()).await?;
    let raw = raw_database(&folder.join("raw.sqlite"))?;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for number in 0..saves {
        let mut draft = make::hazard(&mut rng, number);
        draft.attachments.clear();
        let began = Instant::now();
        let saved = phone.ledger.report_hazard(&draft)?;
        ours.push(ms_since(began));
        let bytes = vec![0xa5; 700];
        let began = Instant::now();
        raw.execute(
            "INSERT INTO record (id, bytes) VALUES (?1, ?2)",
            (saved.record.as_bytes().as_slice(), &bytes),
        )?;
        theirs.push(ms_since(began));
    }
    Ok(Figure::beside("save_hazard", median(ours), "ms", median(theirs)))
}

/// A database with the pragmas of the ledger and one plain table.
pub(super) fn raw_database(path: &Path) -> Outcome<Connection> {
    let raw = Connection::open(path)?;
    raw.pragma_update(None, "journal_mode", "WAL")?;
    raw.pragma_update(None, "synchronous", "FULL")?;
    raw.execute_batch("CREATE TABLE record (id BLOB PRIMARY KEY, bytes BLOB NOT NULL)")?;
    Ok(raw)
}
