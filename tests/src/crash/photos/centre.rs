//! What must hold at a centre with photos and snapshot files after any crash.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::{Division, EvidenceHash};
use fangxian_server::registry::Registry;
use sha2::{Digest, Sha256};

use super::stock::Stock;
use super::{LEDGER, Moment, NEWCOMER, Truth};
use crate::crash::Point;
use crate::disk::write_image;
use crate::harness::{HandClock, Outcome};
use crate::town::{Phone, Town, VILLAGES};

/// One crash in so many is lived on after: the phone sends what waits, and another phone starts
/// from a snapshot file.
const LIVED_ON_EVERY: u64 = 24;
const MINUTES: i64 = 10;
/// So many tries may the phone need: what is found to be torn is sent anew the next time.
const TRIES: usize = 2;

impl Truth {
    /// Opens what a crash left behind and holds it against what was said.
    pub(super) fn check_centre(&self, folder: &Path, point: &Point) -> Result<(), String> {
        let rack = folder.join("centre");
        let before = self.before(point.told);
        let laid_out = Stock::get().and_then(|stock| stock.lay_out_as(&rack, &point.image));
        laid_out.map_err(|error| error.to_string())?;
        let registry = Registry::open(&rack).map_err(|error| format!("does not open: {error}"))?;
        let named = self.named_by(usize::MAX);
        let held = has_what_it_says(&registry, &named, &before.arrived);
        held.and(lists(&registry, before.snapshot)).map_err(|error| error.to_string())?;
        drop(registry);
        if point.told > 0 && point.dice.is_multiple_of(LIVED_ON_EVERY) {
            let named = self.named_by(before.envelopes);
            let lived = live_on(folder, before, &named, point.dice);
            lived.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// Which of these attachments a centre says that it has.
pub(super) fn arrived(registry: &Registry, named: &[EvidenceHash]) -> Outcome<Vec<EvidenceHash>> {
    let mut arrived = Vec::new();
    for hash in named {
        if registry.storage().attachment(*hash)?.is_some() {
            arrived.push(*hash);
        }
    }
    Ok(arrived)
}

/// What a centre told phones that it has it has, and everything that it says now that it has.
pub(super) fn has_what_it_says(
    registry: &Registry,
    named: &[EvidenceHash],
    told: &[EvidenceHash],
) -> Outcome<()> {
    let arrived = arrived(registry, named)?;
    if told.iter().any(|hash| !arrived.contains(hash)) {
        return Err("an attachment that had arrived is not known".into());
    }
    let file = |hash: &EvidenceHash| registry.dir().join("attachments").join(hash.to_string());
    if !arrived.iter().all(|hash| is_whole(&file(hash), *hash)) {
        return Err("an attachment that had arrived is not whole".into());
    }
    for manifest in registry.storage().snapshots(village()?)? {
        let file = fs::read(registry.snapshot_path(&manifest)).unwrap_or_default();
        if <[u8; 32]>::from(Sha256::digest(&file)) != manifest.sha256 {
            return Err("a snapshot that is listed is not whole".into());
        }
    }
    Ok(())
}

/// A snapshot file that was listed is listed, or a newer one.
fn lists(registry: &Registry, position: u64) -> Outcome<()> {
    let newest = registry.storage().snapshots(village()?)?.into_iter().next();
    match newest.map_or(0, |newest| newest.through.position) >= position {
        true => Ok(()),
        false => Err("the newest snapshot is not listed".into()),
    }
}

/// The phone goes on from before the crash, a new phone starts, and the centre makes another
/// snapshot file; nothing half made is left over.
fn live_on(folder: &Path, before: &Moment, named: &[EvidenceHash], dice: u64) -> Outcome<()> {
    let (place, rack) = (folder.join("phone"), folder.join("centre"));
    fs::create_dir_all(&place)?;
    write_image(&place, &before.phone)?;
    let town = Town::at(&rack, before.now_ms)?;
    let clock = Arc::new(HandClock::at(before.now_ms));
    let phone = Phone::open(&place.join(LEDGER), clock.clone(), dice)?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let storage = town.centre.registry().storage();
    for attempt in 1..=TRIES {
        clock.advance_minutes(MINUTES);
        town.clock.set(clock.now_ms());
        let report = runtime.block_on(phone.sync(town.line()))?;
        if report.outcome != Ended::UpToDate || report.renewed {
            return Err(format!("not in step: {report:?}").into());
        }
        let mut missing = 0;
        for hash in named {
            let file = rack.join("attachments").join(hash.to_string());
            missing += usize::from(storage.attachment(*hash)?.is_none() || !is_whole(&file, *hash));
        }
        match missing {
            0 => break,
            _ if attempt < TRIES => {}
            _ => return Err(format!("{missing} photos were not sent").into()),
        }
    }
    town.centre.remove_abandoned_uploads().map_err(|refused| refused.code.as_str())?;
    for device in fs::read_dir(rack.join("attachment-parts")).into_iter().flatten().flatten() {
        if fs::read_dir(device.path())?.next().is_some() {
            return Err("a part of an attachment is left over".into());
        }
    }
    if dice.is_multiple_of(2 * LIVED_ON_EVERY) {
        runtime.block_on(start_anew(&town, &folder.join("newcomer"), dice))?;
    }
    town.centre.registry().make_snapshots(true)?;
    only_what_is_listed(town.centre.registry())
}

/// Someone gets a new phone, which starts from the newest snapshot file.
async fn start_anew(town: &Town, place: &Path, dice: u64) -> Outcome<()> {
    let _ = fs::remove_dir_all(place);
    let clock = Arc::new(HandClock::at(town.clock.now_ms()));
    let phone = Phone::open(place, clock, dice)?;
    town.enrol(&phone.ledger, NEWCOMER).await?;
    let report = phone.sync(town.line()).await?;
    match report.outcome {
        Ended::UpToDate => Ok(()),
        _ => Err(format!("a new phone does not start: {report:?}").into()),
    }
}

/// Snapshot files that nobody is offered are gone.
fn only_what_is_listed(registry: &Registry) -> Outcome<()> {
    let listed = registry.storage().snapshots(village()?)?;
    let listed: BTreeSet<_> = listed.iter().map(|manifest| manifest.file_name()).collect();
    for entry in fs::read_dir(registry.dir().join("snapshots"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !listed.contains(&name) {
            return Err("a snapshot file that is not listed is left over".into());
        }
    }
    Ok(())
}

fn village() -> Outcome<Division> {
    Ok(VILLAGES[0].parse()?)
}

/// Whether a file is there and is what its hash says.
pub(super) fn is_whole(file: &Path, hash: EvidenceHash) -> bool {
    fs::read(file).is_ok_and(|bytes| <[u8; 32]>::from(Sha256::digest(&bytes)) == hash.0)
}

/// The first file in a folder that is not what its name, a hash, says.
pub(super) fn wrong_name(folder: &Path) -> Option<String> {
    let names = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    names.into_iter().find(|name| {
        name.parse().is_ok_and(|hash: EvidenceHash| !is_whole(&folder.join(name), hash))
    })
}
