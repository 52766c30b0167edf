//! Changes at the gate of a record that has a history: whatever is let in leaves it whole.

use std::sync::OnceLock;

use fangxian::crdt::{Applied, Document, actor_of, hash_of, is_actor_of};
use fangxian_protocol::change::Change;
use fangxian_protocol::codec;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Actor, DeviceId};
use fangxian_protocol::limits::CHANGE_BYTES_MAX;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::disk::install;
use crate::harness::Outcome;
use crate::hostile::{next_words, opening_words};
use crate::town::{BY_HAND, Handset, Paper, Town, VILLAGES, chance, scratch};

/// Whoever opens the record again.
const READER: Actor = Actor([9; Actor::LEN_BYTES]);
/// Changes of the record, and sound ones that may follow.
const CHANGES: usize = 8;

/// A record with a history, always the same, and what its writers may say next.
struct Stage {
    saved: Vec<u8>,
    header: Header,
    writers: Vec<DeviceId>,
    sound: Vec<Vec<u8>>,
}

/// The bytes as the next change of the record, from the device they say wrote it.
pub(super) fn gate(bytes: &[u8]) {
    static STAGE: OnceLock<Option<Stage>> = OnceLock::new();
    let stage = STAGE.get_or_init(|| Stage::set().ok());
    assert!(stage.is_some(), "there is no record to go on in");
    let change = codec::decode::<Change>("fuzz", bytes, CHANGE_BYTES_MAX);
    if let (Some(stage), Ok(change)) = (stage, change) {
        stage.meets(&change);
    }
}

/// Sound changes that may follow, as they are carried.
pub(super) fn sound() -> Outcome<Vec<Vec<u8>>> {
    Stage::set().map(|stage| stage.sound)
}

/// Whether the record saves, loads, agrees and can be read.
fn goes_on(document: &mut Document) -> Result<(), &'static str> {
    let mut loaded = Document::load(&document.save(), READER).map_err(|_| "it does not load")?;
    loaded.verify().map_err(|_| "what was let in would not be let in again")?;
    loaded.hydrate(&|_| None).map_err(|_| "it cannot be read")?;
    let same = loaded.heads() == document.heads() && loaded.digest() == document.digest();
    let readable = loaded.digest() != [0; 32];
    (same && readable).then_some(()).ok_or("it is another once loaded")
}

impl Stage {
    /// The change as one of the writers would sign it, and whether it was let in.
    fn meets(&self, change: &Change) -> bool {
        let Ok(hash) = hash_of(change) else { return false };
        let writer = self.writers.iter().find(|device| is_actor_of(&change.actor, device));
        let device = writer.copied().unwrap_or(self.header.device);
        let header = Header { device, change: hash, ..self.header.clone() };
        let document = Document::load(&self.saved, READER);
        assert!(document.is_ok(), "the record cannot be read");
        let Ok(mut document) = document else { return false };
        let met = document.apply(&header, change);
        match &met {
            Ok(Applied::New { .. }) => assert_eq!(goes_on(&mut document), Ok(()), "{change:?}"),
            Ok(Applied::Known) => {}
            Err(why) => assert_ne!(why.detail, "engine", "{change:?}"),
        }
        matches!(met, Ok(Applied::New { .. }))
    }

    /// Two devices write by turns, now and then without having heard the other.
    fn set() -> Outcome<Self> {
        install();
        let folder = scratch("fangxian-gate-")?;
        let town = Town::found(folder.path(), BY_HAND + 1, 1)?;
        let mut dice = chance(1, 70);
        let mut handsets = [
            Handset::enrolled(&town, BY_HAND, chance(1, 71))?,
            Handset::enrolled(&town, BY_HAND, chance(1, 72))?,
        ];
        let mut first = handsets[0].paper("hazard", VILLAGES[0])?;
        let opening = opening_words(&mut handsets[0], &mut dice)?;
        let opening = handsets[0].write(&mut first, &opening)?;
        let second = copy(&mut first, &handsets[1], &mut dice)?;
        let (mut papers, header) = ([first, second], opening.header);
        for number in 1..CHANGES {
            let who = number % 2;
            let said = say(&mut handsets[who], &mut papers[who], &mut dice)?;
            let other = &mut papers[1 - who].document;
            if number % 3 > 0 && said.change.deps.iter().all(|dep| other.contains(dep)) {
                other.apply(&said.header, &said.change)?;
            }
        }
        let mut sound = Vec::new();
        for number in 0..CHANGES {
            let handset = &mut handsets[number % 2];
            let mut paper = copy(&mut papers[0], handset, &mut dice)?;
            sound.push(codec::encode(&say(handset, &mut paper, &mut dice)?.change));
        }
        let writers = handsets.iter().map(Handset::device).collect();
        Ok(Self { saved: papers[0].document.save(), header, writers, sound })
    }
}

fn say(handset: &mut Handset, paper: &mut Paper, dice: &mut ChaCha8Rng) -> Outcome<Envelope> {
    let next = next_words(handset, paper, dice)?;
    handset.write(paper, &next)
}

/// The record as another device has it, under a writer's name of its own.
fn copy(paper: &mut Paper, handset: &Handset, dice: &mut ChaCha8Rng) -> Outcome<Paper> {
    let actor = actor_of(&handset.device(), dice.random());
    let document = Document::load(&paper.document.save(), actor)?;
    Ok(Paper { document, kind: paper.kind.clone(), ..*paper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_changes_are_let_in_by_a_record_that_is_the_same_every_time() {
        let (stage, again) = (Stage::set().unwrap(), Stage::set().unwrap());
        assert_eq!((&stage.saved, &stage.sound), (&again.saved, &again.sound));
        for bytes in &stage.sound {
            assert!(stage.meets(&codec::decode("change", bytes, CHANGE_BYTES_MAX).unwrap()));
        }
    }
}
