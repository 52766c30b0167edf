//! The centre's life, recorded: enrolments, pushes, transfers of what it knows; and what must hold
//! after any crash of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Division, EnvelopeHash};
use fangxian_server::registry::Registry;
use fangxian_server::storage::Storage;
use rand::RngExt;

use super::recording::Recording;
use super::scene::{Accepted, accepted, named_logs};
use super::{Point, Tally, look_at};
use crate::disk::{Disk, write_image};
use crate::harness::{HandClock, Outcome};
use crate::town::{Deed, MORNING_MS, Phone, Town, VILLAGES, chance, perform, scratch, whole_log};

const PHONES: usize = 3;
const STEPS: usize = 12;

/// Everything that was ever true at a centre.
#[derive(Default)]
struct Truth {
    /// The log of each village at the end.
    logs: BTreeMap<Division, Vec<EnvelopeHash>>,
    /// What phones had been told to be accepted, by the number of the note.
    told: Vec<Accepted>,
    /// Devices that had been told that they are enrolled.
    enrolled: Vec<usize>,
}

/// Records a scene and breaks it at every event.
pub(super) fn play(seed: u64, points_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-scene-")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (recording, truth) = runtime.block_on(record(folder.path(), seed))?;
    look_at("centre", (seed, &recording), points_max, &|folder, point| {
        truth.check(folder, seed, point)
    })
}

async fn record(folder: &Path, seed: u64) -> Outcome<(Recording, Truth)> {
    let disk = Disk::under(&folder.join("centre"))?;
    disk.record();
    let mut town = Town::found(&folder.join("centre"), 12, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let mut truth = Truth { told: vec![BTreeMap::new()], enrolled: vec![0], ..Truth::default() };
    let mut phones = Vec::new();
    for number in 0..PHONES {
        let place = folder.join(format!("phone-{number}"));
        let phone = Phone::open(&place, clock.clone(), seed ^ (number as u64 + 1))?;
        town.enrol(&phone.ledger, number * 4).await?;
        phones.push((phone, place));
        truth.tell(&disk, &phones)?;
    }
    let mut chance = chance(seed, 2);
    for _ in 0..STEPS {
        clock.advance_minutes(chance.random_range(1..600));
        let (phone, _) = &phones[chance.random_range(0..PHONES)];
        for _ in 0..chance.random_range(1..4) {
            perform(&phone.ledger, Deed::any(&mut chance), &mut chance)?;
        }
        phone.sync(town.line()).await?;
        truth.tell(&disk, &phones)?;
        match chance.random_range(0..8) {
            0 => drop(town.centre.registry().make_snapshots(true)?),
            1 => {
                town.centre.close();
                town.reopen()?;
            }
            _ => {}
        }
    }
    let tape = disk.take_tape();
    truth.logs = named_logs(&town)?;
    Ok((Recording { tape, ..Recording::default() }, truth))
}

impl Truth {
    fn tell(&mut self, disk: &Disk, phones: &[(Phone, std::path::PathBuf)]) -> Outcome<()> {
        disk.note(self.told.len() as u64);
        let mut told = Accepted::new();
        for (_, place) in phones {
            told.extend(accepted(place)?);
        }
        self.told.push(told);
        self.enrolled.push(phones.len());
        Ok(())
    }

    /// Opens what a crash left behind and holds it against what phones were told.
    fn check(&self, folder: &Path, seed: u64, point: &Point) -> Result<(), String> {
        write_image(folder, &point.image).map_err(|error| error.to_string())?;
        Town::put_keys(folder, seed).map_err(|error| error.to_string())?;
        let registry = Registry::open(folder).map_err(|error| format!("does not open: {error}"))?;
        let storage = registry.storage().as_ref();
        let failed = |error: fangxian_server::storage::StorageError| error.to_string();
        let totals = storage.totals().map_err(failed)?;
        let enrolled = self.enrolled.get(point.told).copied().unwrap_or_default();
        if (totals.devices as usize) < enrolled {
            return Err("an enrolled device is unknown".into());
        }
        let told = self.told.get(point.told).cloned().unwrap_or_default();
        let numbers: Vec<_> = told.keys().copied().collect();
        let held = storage.envelope_hashes(&numbers).map_err(failed)?;
        let is_lost =
            |(number, hash): &(&_, &_)| held.get(*number).is_none_or(|h| !h.contains(hash));
        let lost = told.iter().filter(is_lost).count();
        if lost > 0 {
            return Err(format!("{lost} of {} accepted envelopes are gone", told.len()));
        }
        for village in VILLAGES {
            self.log_holds(storage, village.parse().map_err(|_| "no such village")?)?;
        }
        Ok(())
    }

    /// A log is the beginning of the one there was in the end: same order, no gap, nothing twice.
    fn log_holds(&self, storage: &dyn Storage, village: Division) -> Result<(), String> {
        let page = whole_log(storage, village);
        let page = page.map_err(|error| error.to_string())?;
        let here: Vec<_> = page.entries.iter().map(|bytes| Envelope::hash(bytes)).collect();
        let whole = self.logs.get(&village).map_or(&[][..], Vec::as_slice);
        if page.through.position != here.len() as u64 || !whole.starts_with(&here) {
            return Err(format!("{village}: the log is not what was"));
        }
        let ends = storage.log_ends(&[village.scope()]).map_err(|error| error.to_string())?;
        let end = ends.first().map_or(0, |end| end.position);
        (end == here.len() as u64).then_some(()).ok_or(format!("{village}: its end is wrong"))
    }
}
