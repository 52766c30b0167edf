//! A phone and a centre whose files are of an older version and lose power while a newer one opens
//! them.
//!
//! The older file is made of today's: its tables as they were then, filled with what they share.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fangxian::pages::beside;
use fangxian::store::Store;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::EnvelopeHash;
use fangxian_server::registry::Registry;
use rand::RngExt;
use rusqlite::Connection;

use super::recording::Recording;
use super::scene::named_logs;
use super::{Point, Tally, look_at};
use crate::disk::{Disk, Image, write_image};
use crate::harness::effort::Figures;
use crate::harness::{HandClock, Outcome};
use crate::town::{
    Deed, MORNING_MS, PHONE_FILE, Phone, Town, chance, envelopes, logs, look_into, perform, scratch,
};

const DEEDS: usize = 10;
const PEOPLE: usize = 12;
const CENTRE_FILE: &str = "centre.sqlite";

/// What each version added to a phone's file, the newest left out.
const PHONE: [&str; 10] = [
    include_str!("../../../core/src/store/migrations/0001_init.sql"),
    include_str!("../../../core/src/store/migrations/0002_together.sql"),
    include_str!("../../../core/src/store/migrations/0003_successor.sql"),
    include_str!("../../../core/src/store/migrations/0004_log_mark.sql"),
    include_str!("../../../core/src/store/migrations/0005_seal.sql"),
    include_str!("../../../core/src/store/migrations/0006_waiting.sql"),
    include_str!("../../../core/src/store/migrations/0007_presence.sql"),
    include_str!("../../../core/src/store/migrations/0008_attachment_try.sql"),
    include_str!("../../../core/src/store/migrations/0009_line.sql"),
    include_str!("../../../core/src/store/migrations/0010_row.sql"),
];
/// And to a centre's.
const CENTRE: [&str; 9] = [
    include_str!("../../../server/src/storage/sqlite/0001_init.sql"),
    include_str!("../../../server/src/storage/sqlite/0002_identity.sql"),
    include_str!("../../../server/src/storage/sqlite/0003_succession.sql"),
    include_str!("../../../server/src/storage/sqlite/0004_attachment_doubt.sql"),
    include_str!("../../../server/src/storage/sqlite/0005_log_mark.sql"),
    include_str!("../../../server/src/storage/sqlite/0006_told.sql"),
    include_str!("../../../server/src/storage/sqlite/0007_stored.sql"),
    include_str!("../../../server/src/storage/sqlite/0008_shown.sql"),
    include_str!("../../../server/src/storage/sqlite/0009_joined.sql"),
];

const OLDER_RULES: &str = "UPDATE meta SET value = 0 WHERE name = 'rules'";

/// Upgrades the file of a phone and of a centre and breaks both at every event.
pub(super) fn play(seed: u64, points_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-upgrade-")?;
    let (phone, centre) = (folder.path().join("phone"), folder.path().join("centre"));
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let whole = runtime.block_on(live(&centre, &phone, seed))?;
    let mut chance = chance(seed, 5);

    let versions = chance.random_range(1..=PHONE.len());
    make_older(&phone.join(PHONE_FILE), &PHONE[..versions])?;
    // What lists showed followed older rules, too.
    Connection::open(phone.join(PHONE_FILE))?.execute(OLDER_RULES, [])?;
    let recording = recorded(&phone, PHONE_FILE, || {
        let (store, _) = Store::open(&phone.join(PHONE_FILE))?;
        store.rebuild(|_, _| {})?;
        Ok(store.close()?)
    })?;
    let half = points_max.div_ceil(2);
    let mut tally = look_at("phone upgraded", (seed, &recording), half, &|folder, point| {
        whole.check_phone(folder, point)
    })?;

    let versions = chance.random_range(1..=CENTRE.len());
    make_older(&centre.join(CENTRE_FILE), &CENTRE[..versions])?;
    let recording = recorded(&centre, CENTRE_FILE, || {
        drop(Registry::open(&centre)?);
        Ok(())
    })?;
    let left = points_max.saturating_sub(tally.points());
    tally.add(look_at("centre upgraded", (seed, &recording), left, &|folder, point| {
        whole.check_centre(folder, seed, point)
    })?);
    Ok(tally)
}

/// Everything there was before.
struct Whole {
    phone: Vec<(EnvelopeHash, Vec<u8>, bool)>,
    centre: BTreeSet<EnvelopeHash>,
}

async fn live(centre: &Path, phone: &Path, seed: u64) -> Outcome<Whole> {
    let town = Town::found(centre, PEOPLE, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let worker = Phone::open(phone, clock, seed)?;
    town.enrol(&worker.ledger, 4).await?;
    let mut chance = chance(seed, 6);
    for _ in 0..DEEDS {
        // No older file of a centre says that photos arrived.
        perform(&worker.ledger, Deed::of_words(&mut chance), &mut chance)?;
    }
    worker.sync(town.line()).await?;
    perform(&worker.ledger, Deed::Report, &mut chance)?;
    let logs = named_logs(&town)?;
    town.centre.close();
    drop(worker);
    Ok(Whole {
        phone: envelopes(&look_into(phone)?)?,
        centre: logs.into_values().flatten().collect(),
    })
}

/// Makes of the file at `path` one that only these versions of the program had been at.
fn make_older(path: &Path, versions: &[&str]) -> Outcome<()> {
    let older = path.with_extension("older");
    let file = Connection::open(&older)?;
    file.execute_batch("PRAGMA page_size = 4096; PRAGMA foreign_keys = OFF")?;
    versions.iter().try_for_each(|sql| file.execute_batch(sql))?;
    file.pragma_update(None, "user_version", versions.len() as i64)?;
    file.execute("ATTACH ?1 AS newer", [path.to_str().ok_or("a strange path")?])?;
    for table in names(&file, "SELECT name FROM main.sqlite_schema WHERE type = 'table'")? {
        // What lies behind a search index is filled through it.
        if table.starts_with("sqlite_") || table.contains("search") {
            continue;
        }
        let columns = |schema: &str| {
            names(&file, &format!("SELECT name FROM pragma_table_info('{table}', '{schema}')"))
        };
        let newer = columns("newer")?;
        let shared: Vec<String> =
            columns("main")?.into_iter().filter(|name| newer.contains(name)).collect();
        if shared.is_empty() {
            // A table that is no more: what it held is made anew.
            continue;
        }
        let shared = shared.join(", ");
        file.execute_batch(&format!(
            "DELETE FROM main.{table};
             INSERT INTO main.{table} ({shared}) SELECT {shared} FROM newer.{table}"
        ))?;
    }
    drop(file);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(beside(path, suffix));
    }
    std::fs::rename(older, path)?;
    Ok(())
}

fn names(file: &Connection, query: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = file.prepare(query)?;
    query.query_map([], |row| row.get(0))?.collect()
}

/// Opens a file that is older and records what that does to it.
fn recorded(folder: &Path, file: &str, open: impl FnOnce() -> Outcome<()>) -> Outcome<Recording> {
    let before = Image::from([(file.to_owned(), std::fs::read(folder.join(file))?)]);
    let disk = Disk::under(folder)?;
    disk.record();
    open()?;
    Ok(Recording { before, tape: disk.take_tape(), ..Recording::default() })
}

impl Whole {
    fn check_phone(&self, folder: &Path, point: &Point) -> Result<(), String> {
        write_image(folder, &point.image).map_err(|error| error.to_string())?;
        let opened = Store::open(&folder.join(PHONE_FILE));
        let (store, report) = opened.map_err(|error| format!("does not open: {error}"))?;
        if report.salvaged.is_some() {
            return Err("half an upgrade was taken for damage".into());
        }
        if report.stale {
            store.rebuild(|_, _| {}).map_err(|error| format!("rebuild: {error}"))?;
        }
        let differences = store.compare().map_err(|error| format!("compare: {error}"))?;
        if let Some(first) = differences.first() {
            return Err(format!("lists differ from envelopes: {first:?}"));
        }
        drop(store);
        let here = look_into(folder).and_then(|file| envelopes(&file));
        let here = here.map_err(|error| error.to_string())?;
        (here == self.phone).then_some(()).ok_or_else(|| "the envelopes are others".to_owned())
    }

    fn check_centre(&self, folder: &Path, seed: u64, point: &Point) -> Result<(), String> {
        write_image(folder, &point.image).map_err(|error| error.to_string())?;
        Town::put_keys(folder, seed).map_err(|error| error.to_string())?;
        let registry = Registry::open(folder).map_err(|error| format!("does not open: {error}"))?;
        let storage = registry.storage().as_ref();
        storage.check_sound().map_err(|error| format!("not sound: {error}"))?;
        let logs = logs(&registry).map_err(|error| error.to_string())?;
        let here = logs.values().flatten().map(|bytes| Envelope::hash(bytes)).collect();
        (self.centre == here).then_some(()).ok_or_else(|| "the logs are others".to_owned())
    }
}
