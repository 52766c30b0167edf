//! Photos under attack: someone of the same village, someone of another and nobody at all ask for
//! what the honest worker is sending, and send into it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::ledger::{Attachment, HazardDraft};
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::id::{DeviceId, EvidenceHash};
use fangxian_protocol::limits::ATTACHMENT_BYTES_MAX;
use fangxian_protocol::message::{ATTACHMENT_PATH, Claim};
use fangxian_server::centre::{Held, Piece, Refused};
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

use super::Tally;
use crate::harness::{HandClock, Outcome};
use crate::town::{BY_HAND, Handset, MORNING_MS, Phone, Town, Trouble, chance, scratch};

/// Inputs before the honest worker goes on.
const BATCH: u64 = 60;
/// Batches of one round.
const BATCHES: u64 = 8;
const WORKER: usize = 4;
/// Of another village: must never learn that a photo is there.
const STRANGER: usize = 5;
const PHOTOS: usize = 3;
const PHOTO_BYTES_MAX: usize = 400_000;
const PIECE_BYTES_MAX: usize = 70_000;
/// Requests of one honest synchronisation before its line is cut.
const ANSWERED_MAX: usize = 5;

const WHOLE: &str = "attachments";
const PARTS: &str = "attachment-parts";

/// Attacks the photos of one town.
pub(super) fn round(seed: u64, execs_max: u64) -> Outcome<Tally> {
    let folder = scratch("fangxian-uploads-")?;
    let mut chance = chance(seed, 22);
    let mut target = Target::set(folder.path(), seed, &mut chance)?;
    let mut tally = Tally::default();
    for batch in 0..BATCHES {
        if tally.execs >= execs_max {
            break;
        }
        let done = target.attacked(&mut tally, &mut chance);
        if let Err(error) = done.and_then(|()| target.goes_on(&mut chance)) {
            tally.fail(format!("uploads, seed {seed} batch {batch}: {error}"));
            return Ok(tally);
        }
    }
    if let Err(error) = target.arrives() {
        tally.fail(format!("uploads, seed {seed}: {error}"));
    }
    Ok(tally)
}

struct Target {
    town: Town,
    centre: PathBuf,
    worker: Phone,
    photos: BTreeMap<EvidenceHash, Vec<u8>>,
    neighbour: Handset,
    stranger: Handset,
    /// What was asked last, to ask it again.
    before: Option<(String, Claim)>,
    runtime: tokio::runtime::Runtime,
}

/// What is asked of the centre.
struct Asked {
    path: String,
    claim: Claim,
    /// `None` asks how far the upload is.
    piece: Option<(u64, u64, Vec<u8>)>,
    by_stranger: bool,
}

impl Target {
    fn set(folder: &Path, seed: u64, chance: &mut ChaCha8Rng) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let centre = folder.join("centre");
        let town = Town::found(&centre, BY_HAND + 1, seed)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let worker = Phone::open(&folder.join("worker"), clock, seed)?;
        runtime.block_on(town.enrol(&worker.ledger, WORKER))?;
        let mut photos = BTreeMap::new();
        for _ in 0..PHOTOS {
            let mut bytes = vec![0; chance.random_range(1..PHOTO_BYTES_MAX)];
            chance.fill_bytes(&mut bytes);
            let one = Attachment {
                bytes: bytes.clone(),
                mime: "image/jpeg".into(),
                role: "before".into(),
            };
            let draft = HazardDraft { attachments: vec![one], ..HazardDraft::default() };
            worker.ledger.report_hazard(&draft)?;
            photos.insert(EvidenceHash(Sha256::digest(&bytes).into()), bytes);
        }
        // The records arrive, and not one photo.
        let cut = vec![Trouble::None, Trouble::RequestLost, Trouble::RequestLost];
        runtime.block_on(worker.sync(town.line().with(cut)))?;
        let neighbour = Handset::enrolled(&town, BY_HAND, chance.clone())?;
        let stranger = Handset::enrolled(&town, STRANGER, crate::town::chance(seed, 23))?;
        let before = None;
        Ok(Self { town, centre, worker, photos, neighbour, stranger, before, runtime })
    }

    fn attacked(&mut self, tally: &mut Tally, chance: &mut ChaCha8Rng) -> Outcome<()> {
        let device = self.worker.ledger.me()?.device;
        let (parts, others) = (self.parts_of(device)?, self.everything_else()?);
        for _ in 0..BATCH {
            let asked = self.asks(chance)?;
            tally.execs += 1;
            match self.answer(&asked) {
                Ok(held) if asked.by_stranger => {
                    return Err(format!("a stranger was answered {held:?}").into());
                }
                Ok(_) => tally.taken += 1,
                Err(refused) => *tally.refused.entry(refused.code.as_str()).or_default() += 1,
            }
        }
        if self.parts_of(device)? != parts {
            return Err("a part of the worker's was changed".into());
        }
        if self.everything_else()? != others {
            return Err("a file was made or removed elsewhere".into());
        }
        for (name, bytes) in files(&self.centre.join(WHOLE))? {
            if EvidenceHash(Sha256::digest(&bytes).into()).to_string() != name {
                return Err("a photo is not what its name says".into());
            }
        }
        Ok(())
    }

    fn answer(&self, asked: &Asked) -> Result<Held, Refused> {
        match &asked.piece {
            None => self.town.centre.attachment_held(&asked.path, asked.claim),
            Some((offset, total, bytes)) => {
                let piece = Piece { offset: *offset, total: *total, bytes };
                self.town.centre.attachment_append(&asked.path, asked.claim, piece)
            }
        }
    }

    fn asks(&mut self, chance: &mut ChaCha8Rng) -> Outcome<Asked> {
        let photos: Vec<_> = self.photos.iter().collect();
        let (hash, photo) = *photos.choose(chance).ok_or("no photo")?;
        let by_stranger = chance.random_range(0..6) == 0;
        let mut path = path(*hash, chance);
        let here = self.neighbour_has(*hash)?;
        let piece = (chance.random_range(0..5) > 0).then(|| piece(photo, here, chance));
        let who = if by_stranger { &mut self.stranger } else { &mut self.neighbour };
        let mut claim = who.claim(&path)?;
        match chance.random_range(0..20) {
            0 => (path, claim) = self.before.clone().unwrap_or((path, claim)),
            1 => claim.signature.0[chance.random_range(0..64)] ^= 1 << chance.random_range(0..8),
            2 => claim.device = self.worker.ledger.me()?.device,
            3 => claim = who.claim("/v1/attachments/elsewhere")?,
            _ => {}
        }
        self.before = Some((path.clone(), claim));
        Ok(Asked { path, claim, piece, by_stranger })
    }

    fn neighbour_has(&self, hash: EvidenceHash) -> Outcome<u64> {
        let parts = self.parts_of(self.neighbour.device())?;
        Ok(parts.get(&hash.to_string()).map_or(0, |bytes| bytes.len() as u64))
    }

    fn parts_of(&self, device: DeviceId) -> Outcome<BTreeMap<String, Vec<u8>>> {
        files(&self.centre.join(PARTS).join(device.to_string()))
    }

    /// The names of all that lies beside photos, parts and the database.
    fn everything_else(&self) -> Outcome<Vec<String>> {
        let above = self.centre.parent().ok_or("a centre without a folder")?;
        let mut names = Vec::new();
        for folder in [above, &self.centre] {
            for entry in fs::read_dir(folder)? {
                names.push(entry?.file_name().to_string_lossy().into_owned());
            }
        }
        names.retain(|name| !name.starts_with("centre.sqlite") && name != WHOLE && name != PARTS);
        names.sort();
        Ok(names)
    }

    /// The worker sends on, as far as the line goes.
    fn goes_on(&self, chance: &mut ChaCha8Rng) -> Outcome<()> {
        let mut troubles = vec![Trouble::None; chance.random_range(1..=ANSWERED_MAX)];
        troubles.extend([Trouble::RequestLost; 3]);
        let report = self.runtime.block_on(self.worker.sync(self.town.line().with(troubles)))?;
        match report.refused.is_empty() && report.set_aside == 0 {
            true => Ok(()),
            false => Err(format!("the honest worker's sync: {report:?}").into()),
        }
    }

    /// In one go on a good line every photo is there, whole.
    fn arrives(&self) -> Outcome<()> {
        let report = self.runtime.block_on(self.worker.sync(self.town.line()))?;
        if report.outcome != Ended::UpToDate || report.attachments_waiting > 0 {
            return Err(format!("the honest worker's last sync: {report:?}").into());
        }
        let whole = files(&self.centre.join(WHOLE))?;
        for (hash, bytes) in &self.photos {
            if whole.get(&hash.to_string()) != Some(bytes) {
                return Err("a photo is not at the centre".into());
            }
        }
        Ok(())
    }
}

/// Where a photo is asked for: mostly where it is.
fn path(hash: EvidenceHash, chance: &mut ChaCha8Rng) -> String {
    let (hash, other) = (hash.to_string(), EvidenceHash(chance.random()).to_string());
    let end = match chance.random_range(0..20) {
        0 => other,
        1 => format!("../{hash}"),
        2 => format!("{hash}/../../centre.key"),
        3 => hash.to_uppercase(),
        4 => format!("{hash}\0"),
        5 => format!("{hash}.whole"),
        6 => String::new(),
        _ => hash,
    };
    format!("{ATTACHMENT_PATH}{end}")
}

/// A piece of a photo: mostly where the part ends, and mostly not what it should be.
fn piece(photo: &[u8], here: u64, chance: &mut ChaCha8Rng) -> (u64, u64, Vec<u8>) {
    let length = photo.len() as u64;
    let offset = match chance.random_range(0..8) {
        0 => chance.random_range(0..=length),
        1 => *[0, u64::MAX, u64::MAX - 9, length].choose(chance).unwrap_or(&0),
        _ => here,
    };
    let total = match chance.random_range(0..8) {
        0 => chance.random_range(0..=2 * length),
        1 => {
            let most = ATTACHMENT_BYTES_MAX as u64;
            *[0, u64::MAX, most, most + 1].choose(chance).unwrap_or(&0)
        }
        _ => length,
    };
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(photo.len());
    let to = (from + chance.random_range(0..PIECE_BYTES_MAX)).min(photo.len());
    let mut bytes = photo[from..to].to_vec();
    match chance.random_range(0..6) {
        0 => bytes.extend([7; 9]),
        1 => {
            if let Some(byte) = bytes.first_mut() {
                *byte ^= 1;
            }
        }
        2 => chance.fill_bytes(&mut bytes),
        _ => {}
    }
    (offset, total, bytes)
}

/// The files of a folder with what is in them; none when there is no folder.
fn files(folder: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, fs::read(path)?);
    }
    Ok(files)
}
