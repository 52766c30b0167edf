//! What must hold on a phone with photos after any crash.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fangxian::ledger::HazardDraft;
use fangxian::store::{Attachments, Store};
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::EvidenceHash;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::centre::{is_whole, wrong_name};
use super::stock::Stock;
use super::{LEDGER, Moment, Truth, attachment};
use crate::crash::Point;
use crate::crash::check::Told;
use crate::disk::write_image;
use crate::harness::{HandClock, Outcome};
use crate::town::{PHONE_FILE, Phone, Town, VILLAGES, look_into};

/// One crash in so many is lived on after: the worker takes another photo and synchronises.
const LIVED_ON_EVERY: u64 = 24;
const MINUTES_MS: i64 = 10 * 60_000;

impl Truth {
    /// Opens what a crash left behind and holds it against what was said.
    pub(super) fn check_phone(&self, folder: &Path, point: &Point) -> Result<(), String> {
        let phone = folder.join("phone");
        fs::create_dir_all(&phone).map_err(|error| error.to_string())?;
        write_image(&phone, &point.image).map_err(|error| error.to_string())?;
        let ledger = phone.join(LEDGER);
        fs::create_dir_all(&ledger).map_err(|error| error.to_string())?;
        let count = envelope_count(&ledger)?;
        let said = self.before(point.told).envelopes;
        if count < said {
            return Err("envelopes that were said to be saved are gone".into());
        }
        let named = self.named_by(count);
        are_here_or_there(&ledger, &named, &self.after(point.told).arrived)?;
        if point.told > 0 && point.dice.is_multiple_of(LIVED_ON_EVERY) {
            let lived = live_on(folder, self.after(point.told), &named, point.dice);
            lived.map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// What is named is here, whole, or the centre has it; and nothing here has a wrong name.
pub(super) fn are_here_or_there(
    ledger: &Path,
    named: &[EvidenceHash],
    arrived: &[EvidenceHash],
) -> Result<(), String> {
    let here = Attachments::of(ledger);
    let lost = |hash: &EvidenceHash| {
        let whole = here.file(hash).is_some_and(|file| is_whole(&file, *hash));
        !whole && !arrived.contains(hash)
    };
    if named.iter().any(lost) {
        return Err("an attachment that is named is nowhere".into());
    }
    for folder in [ledger.join("attachments"), ledger.join("attachments/waiting")] {
        if wrong_name(&folder).is_some() {
            return Err("an attachment is not what its name says".into());
        }
    }
    Ok(())
}

fn envelope_count(ledger: &Path) -> Result<usize, String> {
    let opened = Store::open(&ledger.join(PHONE_FILE));
    let (store, report) = opened.map_err(|error| format!("does not open: {error}"))?;
    if report.salvaged.is_some() {
        return Err("a crash was taken for damage".into());
    }
    let count = store.read(|reading| reading.envelope_count());
    Ok(count.map_err(|error| error.to_string())? as usize)
}

/// The worker goes on, and is in step with the centre in one go: what was half written is resumed
/// or fetched anew, and nothing is left over.
fn live_on(folder: &Path, after: &Moment, named: &[EvidenceHash], dice: u64) -> Outcome<()> {
    let (ledger, rack) = (folder.join("phone").join(LEDGER), folder.join("centre"));
    Stock::get()?.lay_out_as(&rack, &after.centre)?;
    let town = Town::at(&rack, after.now_ms + MINUTES_MS)?;
    let clock = Arc::new(HandClock::at(after.now_ms + MINUTES_MS));
    let phone = Phone::open(&ledger, clock.clone(), dice)?;
    nothing_half_made(&ledger)?;
    if phone.ledger.me().is_err() {
        return Ok(());
    }
    let one = attachment(&mut ChaCha8Rng::seed_from_u64(dice));
    let draft = HazardDraft { attachments: vec![one], ..HazardDraft::default() };
    let saved = phone.ledger.report_hazard(&draft)?;
    let mut named = named.to_vec();
    named.extend(phone.ledger.evidence(saved.record)?.into_keys());
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let report = runtime.block_on(phone.sync(town.line()))?;
    if report.outcome != Ended::UpToDate || report.renewed {
        return Err(format!("not in step: {report:?}").into());
    }
    let storage = town.centre.registry().storage();
    for hash in &named {
        if storage.attachment(*hash)?.is_none() {
            return Err("a photo was not sent".into());
        }
        if !is_whole(&rack.join("attachments").join(hash.to_string()), *hash) {
            return Err("the centre has less of a photo than it says".into());
        }
    }
    let waiting = Attachments::of(&ledger).waiting()?;
    if waiting.iter().any(|(hash, _)| named.contains(hash)) {
        return Err("a photo that was sent still waits".into());
    }
    drop(phone);
    let heard = Told::read(&look_into(&ledger)?)?.cursors;
    let village = VILLAGES[0].parse()?;
    let end = crate::town::whole_log(storage.as_ref(), village)?.through.position;
    if heard.get(&village) != Some(&end) {
        return Err(format!("heard {heard:?} of {end}").into());
    }
    drop(Phone::open(&ledger, clock, dice + 1)?);
    nothing_left(&ledger.join("snapshots"))
}

/// No part of an attachment is left over.
pub(super) fn nothing_half_made(ledger: &Path) -> Outcome<()> {
    let Ok(entries) = fs::read_dir(ledger.join("attachments/waiting")) else { return Ok(()) };
    for entry in entries {
        let name = entry?.file_name();
        if name.to_string_lossy().ends_with(".part") {
            return Err("a part of an attachment is left over".into());
        }
    }
    Ok(())
}

fn nothing_left(folder: &Path) -> Outcome<()> {
    let mut entries = fs::read_dir(folder).into_iter().flatten();
    match entries.next() {
        Some(_) => Err("a snapshot file is left over".into()),
        None => Ok(()),
    }
}
