//! The story: a phone starts from a snapshot file, takes photos and sends them over a bad line,
//! the centre takes them in and makes snapshot files, and both are closed and opened.

use std::path::Path;
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::ledger::{Attachment, HazardDraft};
use fangxian_protocol::id::{EvidenceHash, RecordId};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::stock::Stock;
use super::{LEDGER, Moment, Truth, WORKER, attachment};
use crate::crash::Planted;
use crate::disk::{Disk, Event};
use crate::harness::{HandClock, Outcome};
use crate::town::{
    MORNING_MS, Phone, Town, Trouble, VILLAGES, chance, envelopes, look_into, scratch,
};

const STEPS: usize = 14;
const HOUR_MS: i64 = 60 * 60_000;

struct Story {
    town: Town,
    centre_disk: Arc<Disk>,
    phone: Option<Phone>,
    phone_disk: Arc<Disk>,
    clock: Arc<HandClock>,
    chance: ChaCha8Rng,
    seed: u64,
    openings: u64,
    records: Vec<RecordId>,
    attachments: Vec<Attachment>,
    truth: Truth,
}

/// Plays one; what was done to the files of the phone, and to those of the centre.
pub(super) fn record(seed: u64, planted: Planted) -> Outcome<(Vec<Event>, Vec<Event>, Truth)> {
    let folder = scratch("fangxian-scene-")?;
    Stock::get()?.lay_out(&folder.path().join("centre"))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(play(folder.path(), seed, planted))
}

async fn play(
    folder: &Path,
    seed: u64,
    planted: Planted,
) -> Outcome<(Vec<Event>, Vec<Event>, Truth)> {
    let centre_disk = Disk::under(&folder.join("centre"))?;
    let phone_disk = Disk::under(&folder.join("phone"))?;
    for disk in [&centre_disk, &phone_disk] {
        disk.weaken(planted.weakness());
        disk.record();
    }
    let town = Town::at(&folder.join("centre"), MORNING_MS + HOUR_MS)?;
    let mut story = Story {
        town,
        centre_disk,
        phone: None,
        phone_disk,
        clock: Arc::new(HandClock::at(MORNING_MS + HOUR_MS)),
        chance: chance(seed, 5),
        seed,
        openings: 0,
        records: Vec::new(),
        attachments: Vec::new(),
        truth: Truth { moments: Vec::new(), named: Vec::new() },
    };
    story.truth.moments.push(story.moment(0)?);
    story.run().await?;
    let tapes = (story.phone_disk.take_tape(), story.centre_disk.take_tape());
    Ok((tapes.0, tapes.1, story.truth))
}

impl Story {
    async fn run(&mut self) -> Outcome<()> {
        self.open()?;
        self.town.enrol(&self.phone()?.ledger, WORKER).await?;
        self.tell()?;
        // The download of the file is cut, and goes on later.
        let part = self.chance.random_range(0..1_000);
        self.sync(vec![Trouble::None, Trouble::AnswerCut(part)]).await?;
        self.tell()?;
        if self.chance.random() {
            self.attach()?;
            self.tell()?;
        }
        self.sync(Vec::new()).await?;
        self.tell()?;
        for _ in 0..STEPS {
            self.clock.advance_minutes(self.chance.random_range(1..600));
            match self.chance.random_range(0..20) {
                0..8 => self.attach()?,
                8..15 => {
                    let troubles = (0..8).map(|_| any_trouble(&mut self.chance)).collect();
                    self.sync(troubles).await?;
                }
                15..17 => drop(self.town.centre.registry().make_snapshots(true)?),
                17 => {
                    self.town.centre.close();
                    self.town.reopen()?;
                }
                _ => self.open()?,
            }
            self.tell()?;
        }
        self.sync(Vec::new()).await?;
        self.tell()
    }

    fn phone(&self) -> Outcome<&Phone> {
        self.phone.as_ref().ok_or_else(|| "the phone is off".into())
    }

    fn open(&mut self) -> Outcome<()> {
        self.phone = None;
        self.openings += 1;
        let seed = self.seed.wrapping_add(self.openings << 32);
        let folder = self.phone_disk.folder().join(LEDGER);
        self.phone = Some(Phone::open(&folder, self.clock.clone(), seed)?);
        Ok(())
    }

    async fn sync(&self, troubles: Vec<Trouble>) -> Outcome<()> {
        self.phone()?.sync(self.town.line().with(troubles)).await.map(drop)
    }

    /// Reports something with photos, or adds one to what was reported; some are the same again.
    fn attach(&mut self) -> Outcome<()> {
        let again = self.chance.random_range(0..8) == 0 && !self.attachments.is_empty();
        let one = match again {
            true => self.attachments[self.chance.random_range(0..self.attachments.len())].clone(),
            false => attachment(&mut self.chance),
        };
        self.attachments.push(one.clone());
        let ledger = &self.phone()?.ledger;
        let record = match self.records.first() {
            Some(record) if self.chance.clone().random() => {
                ledger.add_evidence(*record, &one)?.record
            }
            _ => {
                let attachments = vec![one];
                let draft = HazardDraft { attachments, ..HazardDraft::default() };
                ledger.report_hazard(&draft)?.record
            }
        };
        let hashes: Vec<EvidenceHash> = ledger.evidence(record)?.into_keys().collect();
        self.records.insert(0, record);
        let count = self.envelope_count()?;
        self.truth.named.extend(hashes.into_iter().map(|hash| (count, hash)));
        Ok(())
    }

    /// What was done so far is said to be done.
    fn tell(&mut self) -> Outcome<()> {
        let number = self.truth.moments.len() as u64;
        self.phone_disk.note(number);
        self.centre_disk.note(number);
        let moment = self.moment(self.envelope_count()?)?;
        self.truth.moments.push(moment);
        Ok(())
    }

    fn moment(&self, envelopes: usize) -> Outcome<Moment> {
        let storage = self.town.centre.registry().storage();
        let mut arrived = Vec::new();
        for (_, hash) in &self.truth.named {
            if storage.attachment(*hash)?.is_some() {
                arrived.push(*hash);
            }
        }
        let snapshots = storage.snapshots(VILLAGES[0].parse()?)?;
        Ok(Moment {
            envelopes,
            arrived,
            snapshot: snapshots.first().map_or(0, |manifest| manifest.through.position),
            now_ms: self.clock.now_ms(),
            phone: Arc::new(self.phone_disk.image()),
            centre: Arc::new(self.centre_disk.image()),
        })
    }

    fn envelope_count(&self) -> Outcome<usize> {
        Ok(envelopes(&look_into(&self.phone_disk.folder().join(LEDGER))?)?.len())
    }
}

fn any_trouble(chance: &mut ChaCha8Rng) -> Trouble {
    match chance.random_range(0..16) {
        0 => Trouble::AnswerLost,
        1 => Trouble::RequestLost,
        2 => Trouble::Twice,
        3 => Trouble::RequestCut(chance.random_range(0..1_000)),
        _ => Trouble::None,
    }
}
