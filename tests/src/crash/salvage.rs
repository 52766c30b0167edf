//! A phone that finds its file damaged and loses power while it salvages it.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian::store::Store;
use fangxian_protocol::id::EnvelopeHash;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::recording::Recording;
use super::{Point, Tally, break_at_every_event};
use crate::disk::{Disk, Image, Loss, write_image};
use crate::harness::{HandClock, Outcome};
use crate::town::{
    Deed, MORNING_MS, PHONE_FILE, Phone, Town, chance, envelopes, look_into, perform, scratch,
};

const DEEDS: usize = 12;
const PAGE_BYTES: usize = 4096;
/// A salvage looks at every page, which makes its points dear; and wherever it stops before its
/// renamings, it begins anew.
const DATABASE_EVENT_EVERY: usize = 4;

/// Damages a phone's file, records its salvage, and breaks it at one in four of its events, and
/// between its renamings.
pub(super) fn play(seed: u64, points_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-salvage-")?;
    let (phone, mut chance) = (folder.path().join("phone"), chance(seed, 3));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(live(folder.path(), &phone, seed))?;
    let damaged = damage(&phone, &mut chance)?;
    let disk = Disk::under(&phone)?;
    disk.record();
    let (store, report) = Store::open(&phone.join(PHONE_FILE))?;
    drop(store);
    let tape = disk.take_tape();
    let mut tally = Tally::default();
    if report.salvaged.is_none() {
        return Ok(tally);
    }
    let kept = Kept { damaged, hashes: kept(&phone)? };
    let scratch = scratch("fangxian-crash-")?;
    // What the salvage does to the files themselves comes after everything SQLite did.
    let built: Vec<_> = tape.into_iter().filter(|event| !is_about(event, PHONE_FILE)).collect();
    let last = built.len();
    break_at_every_event(
        seed,
        &Recording {
            tape: built,
            database_event_every: DATABASE_EVENT_EVERY,
            ..Recording::default()
        },
        points_max,
        &mut |point| {
            let check = || match point.event + 1 == last && point.loss == Loss::All {
                true => {
                    kept.check(scratch.path(), point).and(kept.check_renamed(scratch.path(), point))
                }
                false => kept.check(scratch.path(), point),
            };
            tally.look("salvage", point, &check);
        },
    );
    Ok(tally)
}

/// Whether an event is about the file of this name itself, which the salvage ends by renaming and
/// by flushing the folder.
fn is_about(event: &crate::disk::Event, file: &str) -> bool {
    event
        .name()
        .is_some_and(|name| name.is_empty() || name == file || name == format!("{file}-wal"))
}

async fn live(folder: &Path, phone: &Path, seed: u64) -> Outcome<()> {
    let town = Town::found(&folder.join("centre"), 12, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let worker = Phone::open(phone, clock, seed)?;
    town.enrol(&worker.ledger, 4).await?;
    let mut chance = chance(seed, 4);
    for _ in 0..DEEDS {
        perform(&worker.ledger, Deed::any(&mut chance), &mut chance)?;
    }
    worker.sync(town.line()).await?;
    perform(&worker.ledger, Deed::Report, &mut chance)?;
    Ok(())
}

/// Breaks a page or two that hold what a check finds; the damaged files.
fn damage(phone: &Path, chance: &mut ChaCha8Rng) -> Outcome<Image> {
    {
        // Everything into the file, so that damage there is damage.
        let file = rusqlite::Connection::open(phone.join(PHONE_FILE))?;
        file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    }
    let path = phone.join(PHONE_FILE);
    let mut bytes = fs::read(&path)?;
    let pages = bytes.len() / PAGE_BYTES;
    for _ in 0..chance.random_range(1..3) {
        let at = chance.random_range(1..pages) * PAGE_BYTES;
        bytes[at..at + PAGE_BYTES].fill(0xA5);
    }
    fs::write(&path, &bytes)?;
    let _ = fs::remove_file(phone.join(format!("{PHONE_FILE}-wal")));
    let _ = fs::remove_file(phone.join(format!("{PHONE_FILE}-shm")));
    Ok(Image::from([(PHONE_FILE.to_owned(), bytes)]))
}

fn kept(phone: &Path) -> Outcome<Vec<EnvelopeHash>> {
    let rows = envelopes(&look_into(phone)?)?;
    Ok(rows.into_iter().map(|(hash, ..)| hash).collect())
}

/// What an undisturbed salvage keeps.
struct Kept {
    damaged: Image,
    hashes: Vec<EnvelopeHash>,
}

impl Kept {
    /// The damaged file is as it was and the new one half made: another start must keep the same.
    fn check(&self, folder: &Path, point: &Point) -> Result<(), String> {
        let fail = |error: std::io::Error| error.to_string();
        clear(folder).map_err(fail)?;
        let mut image = self.damaged.clone();
        image.extend(point.image.clone());
        write_image(folder, &image).map_err(fail)?;
        self.opens_and_keeps(folder)
    }

    /// The damaged file has its new name and the new file not yet.
    fn check_renamed(&self, folder: &Path, point: &Point) -> Result<(), String> {
        let fail = |error: std::io::Error| error.to_string();
        clear(folder).map_err(fail)?;
        let mut image = point.image.clone();
        let damaged = self.damaged.get(PHONE_FILE).cloned().unwrap_or_default();
        image.insert(format!("{PHONE_FILE}.damaged-1"), damaged);
        write_image(folder, &image).map_err(fail)?;
        self.opens_and_keeps(folder)
    }

    fn opens_and_keeps(&self, folder: &Path) -> Result<(), String> {
        let opened = Store::open(&folder.join(PHONE_FILE));
        let (store, _) = opened.map_err(|error| format!("does not open: {error}"))?;
        let differences = store.compare().map_err(|error| error.to_string())?;
        if !differences.is_empty() {
            return Err("lists differ from envelopes after a salvage".into());
        }
        drop(store);
        let here = kept(folder).map_err(|error| error.to_string())?;
        if here != self.hashes {
            return Err(format!("kept {} of {} envelopes", here.len(), self.hashes.len()));
        }
        let aside = fs::read_dir(folder).map_err(|error| error.to_string())?;
        let aside = aside.flatten().map(|entry| entry.path()).find(|path| is_aside(path));
        let aside = aside.ok_or("the damaged file is gone")?;
        let bytes = fs::read(aside).map_err(|error| error.to_string())?;
        match self.damaged.get(PHONE_FILE) == Some(&bytes) {
            true => Ok(()),
            false => Err("the damaged file was changed".into()),
        }
    }
}

fn is_aside(path: &Path) -> bool {
    path.display().to_string().ends_with(".damaged-1")
}

fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
