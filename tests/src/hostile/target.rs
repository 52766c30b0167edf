//! A centre, an honest phone, and someone among them who attacks.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use fangxian::crdt::{Document, actor_of};
use fangxian::keys::Keys;
use fangxian::ledger::Observation;
use fangxian::store::{Identity, KeyHolder, Store, StoreError};
use fangxian::sync::{Outcome as Ended, Taking, Vouched, ingest};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Actor, DeviceId, RecordId};
use fangxian_protocol::limits::ENVELOPE_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::attack::{Attack, Knowledge, bend};
use super::{Tally, edit};
use crate::harness::{HandClock, Outcome};
use crate::town::{
    BY_HAND, Deed, Handset, MORNING_MS, Paper, Phone, Town, VILLAGES, chance, perform, scratch,
};

/// Inputs of one push, about.
const BATCH: usize = 400;
/// Most inputs bent from one honest envelope.
const BENT_MAX: usize = 48;
/// Pushes of one round, each by a fresh device: the one before may have been locked.
const BATCHES: u64 = 12;
/// After so many pushes all lists and documents are compared with the envelopes.
const COMPARED_EVERY: u64 = 4;
/// Honest deeds before the attack.
const DEEDS: usize = 8;
/// The honest worker, of the village the attacker works in.
const WORKER: usize = 4;

struct Target {
    town: Town,
    worker: Phone,
    /// A phone's store that hears everything from the attacker: the gate for bundles and pulls.
    store: Store,
    runtime: tokio::runtime::Runtime,
}

/// Attacks one town.
pub(super) fn round(seed: u64, execs_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-hostile-")?;
    let mut chance = chance(seed, 20);
    let target = Target::set(folder.path(), seed)?;
    let mut tally = Tally::default();
    for batch in 0..BATCHES {
        if tally.execs >= execs_max {
            break;
        }
        let done = target.attacked(&mut tally, &mut chance);
        if let Err(error) = done.and_then(|()| target.unharmed(batch, &mut chance)) {
            tally.fail(format!("seed {seed} batch {batch}: {error}"));
            break;
        }
    }
    Ok(tally)
}

impl Target {
    fn set(folder: &Path, seed: u64) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let town = Town::found(&folder.join("centre"), BY_HAND + 1, seed)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let worker = Phone::open(&folder.join("worker"), clock, seed)?;
        runtime.block_on(town.enrol(&worker.ledger, WORKER))?;
        let mut dice = chance(seed, 21);
        for _ in 0..DEEDS {
            perform(&worker.ledger, Deed::any(&mut dice), &mut dice)?;
        }
        runtime.block_on(worker.sync(town.line()))?;
        std::fs::create_dir_all(folder.join("hears"))?;
        let (store, _) = Store::open(&folder.join("hears/ledger.sqlite"))?;
        store.write(|writing| writing.put_identity(&Identity::new(KeyHolder::Seed([1; 32]))))?;
        Ok(Self { town, worker, store, runtime })
    }

    /// One push of a fresh device, heard by the centre and by a phone.
    fn attacked(&self, tally: &mut Tally, chance: &mut ChaCha8Rng) -> Outcome<()> {
        let seed = ChaCha8Rng::from_rng(chance);
        let mut handset = Handset::enrolled(&self.town, BY_HAND, seed)?;
        self.store.write(|writing| writing.put_certificate(&handset.certificate))?;
        let heard = self.heard(&mut handset)?;
        let mut attacks = self.attacks(&mut handset, &heard, chance)?;
        attacks.sort_by_key(|attack| attack.provokes);
        let mut inputs: Vec<Vec<u8>> = attacks.into_iter().map(|attack| attack.bytes).collect();
        // A longer one has the whole push refused, which blocks nobody but its sender.
        inputs.iter_mut().for_each(|bytes| bytes.truncate(ENVELOPE_BYTES_MAX));
        let count = inputs.len() as u64;
        tally.execs += count;
        let started = Instant::now();
        let answer = handset.push(&self.town.centre, inputs.clone(), Vec::new())?;
        let keys = Keys::default();
        let taking = Taking { vouched: Vouched::ByDevice, keys: &keys, now_ms: MORNING_MS };
        self.store.write(|writing| ingest(writing, &inputs, taking))?;
        let each_us = started.elapsed().as_micros() as u64 / count.max(1);
        tally.dearest_us = tally.dearest_us.max(each_us);
        tally.taken += answer.judged - answer.refused.len() as u64;
        if answer.judged != count {
            return Err("the centre left some unjudged".into());
        }
        for refusal in answer.refused {
            *tally.refused.entry(refusal.code.as_str()).or_default() += 1;
            if refusal.code == RefusalCode::OutsideSchema && refusal.detail == "engine" {
                return Err("an input reached the engine and failed there".into());
            }
        }
        Ok(())
    }

    /// What the attacker hears as everyone in the village does.
    fn heard(&self, handset: &mut Handset) -> Outcome<Vec<Vec<u8>>> {
        let village = VILLAGES[0].parse()?;
        let storage = self.town.centre.registry().storage();
        let page = storage.log_after(
            Cursor::start(village),
            i64::MAX as u64,
            Some(handset.device()),
            (2_000, 1 << 22),
        )?;
        Ok(page.entries)
    }

    fn attacks(
        &self,
        handset: &mut Handset,
        heard: &[Vec<u8>],
        chance: &mut ChaCha8Rng,
    ) -> Outcome<Vec<Attack>> {
        let words = heard.iter().filter(|entry| !Arrival::is_in(entry));
        let envelopes: Vec<Envelope> =
            words.map(|bytes| Envelope::from_bytes(bytes)).collect::<Result<_, _>>()?;
        let others: Vec<(Actor, DeviceId)> =
            envelopes.iter().map(|one| (one.change.actor, one.header.device)).collect();
        let records: Vec<RecordId> = envelopes.iter().map(|one| one.header.record).collect();
        let mut attacks = Vec::new();
        let mut opened = handset.paper("hazard", VILLAGES[0])?;
        let first = edit::opening(handset, chance)?;
        let first = handset.write(&mut opened, &first)?;
        attacks.push(Attack { bytes: first.to_bytes(), provokes: false });
        while attacks.len() < BATCH {
            let envelope = match chance.random_range(0..4) {
                0 => {
                    let next = edit::next(handset, &mut opened, chance)?;
                    let honest = handset.write(&mut opened, &next)?;
                    attacks.push(Attack { bytes: honest.to_bytes(), provokes: false });
                    honest
                }
                _ if records.is_empty() => first.clone(),
                _ => {
                    let record = records[chance.random_range(0..records.len())];
                    let mut paper = copy(&envelopes, record, handset, chance)?;
                    let next = edit::next(handset, &mut paper, chance)?;
                    handset.write(&mut paper, &next)?
                }
            };
            let known = Knowledge { key: &handset.key, others: &others, heard };
            for _ in 0..chance.random_range(1..BENT_MAX) {
                attacks.push(bend(&envelope, &known, chance));
            }
        }
        Ok(attacks)
    }

    /// The honest worker hears what was let in and goes on in the very records; the phone that
    /// heard everything too.
    fn unharmed(&self, batch: u64, chance: &mut ChaCha8Rng) -> Outcome<()> {
        let report = self.runtime.block_on(self.worker.sync(self.town.line()))?;
        if report.outcome != Ended::UpToDate || report.set_aside > 0 || !report.refused.is_empty() {
            return Err(format!("the honest worker's sync: {report:?}").into());
        }
        if (batch + 1).is_multiple_of(COMPARED_EVERY) {
            self.equal_a_rebuild()?;
        }
        let query = fangxian::store::HazardQuery { limit: 200, ..Default::default() };
        let rows = self.worker.ledger.hazards(&query)?.rows;
        for _ in 0..3 {
            let record = rows[chance.random_range(0..rows.len())].record;
            self.worker
                .ledger
                .observe(record, &Observation { danger: true, ..Observation::default() })?;
        }
        let count = self.store.read(|reading| reading.record_count())?;
        (count > 0).then_some(()).ok_or(StoreError::Damaged { what: "nothing was let in" })?;
        Ok(())
    }

    fn equal_a_rebuild(&self) -> Outcome<()> {
        if let Some(first) = self.store.compare()?.first() {
            return Err(format!("a phone that heard it: {first:?}").into());
        }
        match self.worker.ledger.compare()?.first() {
            Some(first) => Err(format!("the honest worker's lists: {first:?}").into()),
            None => Ok(()),
        }
    }
}

/// A record as the attacker has it, under a writer's name of their own.
fn copy(
    envelopes: &[Envelope],
    record: RecordId,
    handset: &Handset,
    chance: &mut ChaCha8Rng,
) -> Outcome<Paper> {
    let of: Vec<&Envelope> = envelopes.iter().filter(|one| one.header.record == record).collect();
    let changes = of.iter().map(|one| (&one.header, &one.change));
    let actor = actor_of(&handset.device(), chance.random());
    let (document, _) = Document::rebuild(record, changes, actor);
    let first = &of.first().ok_or("no such record")?.header;
    let document = document.ok_or("a record without changes")?;
    Ok(Paper { record, kind: first.kind.clone(), home: first.home, document })
}
