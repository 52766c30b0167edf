//! A phone's life, recorded: enrolment, saving, editing, synchronising, resting, rebuilding.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::check::{Told, Truth};
use super::recording::Recording;
use super::{Planted, Tally, look_at};
use crate::disk::Disk;
use crate::harness::{HandClock, Outcome};
use crate::town::{
    Deed, MORNING_MS, Phone, Town, chance, envelopes, logs, look_into, perform, scratch,
};

/// Steps of a scene.
const STEPS: usize = 16;
/// The worker whose phone is watched, and a neighbour in the same village.
const WORKER: usize = 4;
const NEIGHBOUR: usize = 8;

/// Records a scene and breaks it at every event.
pub(super) fn play(seed: u64, planted: Planted, points_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-scene-")?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let (recording, truth) = runtime.block_on(record(folder.path(), seed, planted))?;
    look_at("phone", (seed, &recording), points_max, &|folder, point| truth.check(folder, point))
}

struct Scene {
    town: Town,
    disk: Arc<Disk>,
    phone: Option<Phone>,
    neighbour: Phone,
    clock: Arc<HandClock>,
    chance: ChaCha8Rng,
    seed: u64,
    openings: u64,
    planted: Planted,
    told: Vec<Told>,
}

async fn record(folder: &Path, seed: u64, planted: Planted) -> Outcome<(Recording, Truth)> {
    let town = Town::found(&folder.join("centre"), NEIGHBOUR + 1, seed)?;
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let neighbour = Phone::open(&folder.join("neighbour"), clock.clone(), seed ^ 1)?;
    town.enrol(&neighbour.ledger, NEIGHBOUR).await?;
    let disk = Disk::under(&folder.join("phone"))?;
    disk.weaken(planted.weakness());
    disk.record();
    let told = vec![Told::default()];
    let mut scene = Scene {
        town,
        disk,
        phone: None,
        neighbour,
        clock,
        chance: chance(seed, 0),
        seed,
        openings: 0,
        planted,
        told,
    };
    scene.run().await?;
    let tape = scene.disk.take_tape();
    let truth = scene.truth()?;
    Ok((Recording { tape, planted: planted != Planted::None, ..Recording::default() }, truth))
}

impl Scene {
    async fn run(&mut self) -> Outcome<()> {
        self.open()?;
        let before = self.disk.tape_len();
        self.town.enrol(&self.phone()?.ledger, WORKER).await?;
        self.tell(before)?;
        for _ in 0..STEPS {
            self.clock.advance_minutes(self.chance.random_range(1..600));
            let before = self.disk.tape_len();
            match self.chance.random_range(0..20) {
                0..11 => {
                    let deed = Deed::any(&mut self.chance);
                    perform(&self.phone()?.ledger, deed, &mut self.chance.clone())?;
                }
                11..13 => {
                    for _ in 0..self.chance.random_range(1..4) {
                        let deed = Deed::any(&mut self.chance);
                        perform(&self.neighbour.ledger, deed, &mut self.chance)?;
                    }
                    self.neighbour.sync(self.town.line()).await?;
                }
                13..17 => drop(self.phone()?.sync(self.town.line()).await?),
                17 => self.phone()?.ledger.rest()?,
                18 => drop(self.phone()?.ledger.rebuild(&mut |_, _| {})?),
                _ => self.open()?,
            }
            self.tell(before)?;
        }
        Ok(())
    }

    fn phone(&self) -> Outcome<&Phone> {
        self.phone.as_ref().ok_or_else(|| "the phone is off".into())
    }

    fn open(&mut self) -> Outcome<()> {
        self.phone = None;
        self.openings += 1;
        let seed = self.seed.wrapping_add(self.openings << 32);
        self.phone = Some(Phone::open(self.disk.folder(), self.clock.clone(), seed)?);
        Ok(())
    }

    /// What was done since `before` is said to be saved: now, or before it was when that is the
    /// planted bug.
    fn tell(&mut self, before: usize) -> Outcome<()> {
        let number = self.told.len() as u64;
        match self.planted {
            Planted::Early => self.disk.note_at(before, number),
            _ => self.disk.note(number),
        }
        self.told.push(Told::read(&look_into(self.disk.folder())?)?);
        Ok(())
    }

    fn truth(self) -> Outcome<Truth> {
        let logs = logs(self.town.centre.registry())?;
        let envelopes = envelopes(&look_into(self.disk.folder())?)?;
        Ok(Truth { envelopes, told: self.told, logs })
    }
}

/// The centre's log of each village, by the names of its entries.
pub(super) fn named_logs(town: &Town) -> Outcome<BTreeMap<Division, Vec<EnvelopeHash>>> {
    let named = |log: Vec<Vec<u8>>| log.iter().map(|bytes| Envelope::hash(bytes)).collect();
    Ok(logs(town.centre.registry())?
        .into_iter()
        .map(|(village, log)| (village, named(log)))
        .collect())
}

/// Envelopes by device and number.
pub(super) type Accepted = BTreeMap<(DeviceId, u64), EnvelopeHash>;

/// What a phone was told to be accepted.
pub(super) fn accepted(folder: &Path) -> Outcome<Accepted> {
    let file = look_into(folder)?;
    let mut query = file.prepare("SELECT bytes FROM envelope WHERE own = 1 AND place = 2")?;
    let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|bytes| {
        let bytes = bytes?;
        let header = Envelope::from_bytes(&bytes)?.header;
        Ok(((header.device, header.counter), Envelope::hash(&bytes)))
    })
    .collect()
}
