//! Saving one hazard, fsynced, beside a raw SQLite commit of the same bytes and the same files
//! written and flushed.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use fangxian::ledger::HazardDraft;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::figure::{Figure, median, ms_since};
use super::make;
use crate::harness::{Centre, Outcome, Phone};

/// What a phone's camera makes of a photo, about.
const PHOTO_BYTES: usize = 300_000;
/// Photos of a hazard that has some.
const PHOTOS: usize = 2;

/// Saves hazards, and a fifth as many with two photos each.
pub(super) async fn save(centre: &Centre, folder: &Path, saves: usize) -> Outcome<Vec<Figure>> {
    eprintln!("save: {saves} hazards without photos, {} with …", saves / 5);
    let phone = Phone::enrolled(centre, folder, "p-0001", super::now_ms()).await?;
    let raw = raw_database(&folder.join("raw.sqlite"))?;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let plain: Vec<_> = (0..saves).map(|number| make::hazard(&mut rng, number, 0)).collect();
    let (ours, theirs) = in_turn(&phone, &raw, &plain)?;
    let bare = Figure::beside("save_hazard", ours, "ms", theirs);
    let with_photos = |number| {
        let photos = (0..PHOTOS).map(|_| make::photo(&mut rng, PHOTO_BYTES)).collect();
        HazardDraft { attachments: photos, ..make::hazard(&mut rng, number, 0) }
    };
    let drafts: Vec<_> = (0..saves.div_ceil(5)).map(with_photos).collect();
    let (ours, theirs) = in_turn(&phone, &raw, &drafts)?;
    Ok(vec![bare, Figure::beside("save_with_2_photos", ours, "ms", theirs)])
}

/// Saves by turns with raw commits, so that both meet the same disk; the middle time of each.
fn in_turn(phone: &Phone, raw: &Connection, drafts: &[HazardDraft]) -> Outcome<(f64, f64)> {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for draft in drafts {
        let began = Instant::now();
        let saved = phone.ledger.report_hazard(draft)?;
        ours.push(ms_since(began));
        let name = saved.record.to_string();
        let bytes = vec![0xa5; 700];
        let began = Instant::now();
        for (number, photo) in draft.attachments.iter().enumerate() {
            let mut file = File::create_new(phone.folder().join(format!("{name}-{number}.raw")))?;
            file.write_all(&photo.bytes)?;
            file.sync_all()?;
        }
        raw.execute("INSERT INTO record (id, bytes) VALUES (?1, ?2)", (name, &bytes))?;
        theirs.push(ms_since(began));
    }
    Ok((median(ours), median(theirs)))
}

/// A database with the pragmas of the ledger and one plain table.
pub(super) fn raw_database(path: &Path) -> Outcome<Connection> {
    let raw = Connection::open(path)?;
    raw.pragma_update(None, "journal_mode", "WAL")?;
    raw.pragma_update(None, "synchronous", "FULL")?;
    raw.execute_batch("CREATE TABLE record (id BLOB PRIMARY KEY, bytes BLOB NOT NULL)")?;
    Ok(raw)
}
