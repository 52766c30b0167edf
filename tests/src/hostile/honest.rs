//! Honest work is never refused, however it is interleaved.

use std::time::Instant;

use fangxian::crdt::{Applied, Document, actor_of};
use fangxian_protocol::envelope::Envelope;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::edit;
use crate::harness::Outcome;
use crate::harness::effort::{Effort, Figures};
use crate::town::{BY_HAND, Handset, Paper, Town, VILLAGES, chance, scratch};

const WRITERS: usize = 3;
const CHANGES: usize = 40;
const HISTORIES: u64 = 25;

/// What came of honest histories.
#[derive(Debug, Default, Clone, Copy)]
pub struct Honest {
    /// Changes, each given to the centre and to two other writers.
    pub changes: u64,
    /// Those that anyone refused.
    pub refused: u64,
    /// Histories after which the writers differed.
    pub differing: u64,
    /// Seconds it took.
    pub seconds: f64,
}

/// Writes histories until there are so many changes.
///
/// # Errors
/// When the stage cannot be set.
pub fn honest_histories(effort: &Effort) -> Outcome<Honest> {
    let started = Instant::now();
    let mut honest: Honest = effort.spend(&|_| {}, |seed, _| round(seed))?;
    honest.seconds = started.elapsed().as_secs_f64();
    Ok(honest)
}

fn round(seed: u64) -> Outcome<Honest> {
    let mut honest = Honest::default();
    let folder = scratch("fangxian-honest-")?;
    let mut dice = chance(seed, 30);
    let town = Town::found(folder.path(), BY_HAND + 1, seed)?;
    let mut handsets: Vec<Handset> = (0..WRITERS)
        .map(|_| Handset::enrolled(&town, BY_HAND, ChaCha8Rng::from_rng(&mut dice)))
        .collect::<Outcome<_>>()?;
    for _ in 0..HISTORIES {
        history(&town, &mut handsets, &mut dice, &mut honest)?;
    }
    Ok(honest)
}

impl Figures for Honest {
    fn add(&mut self, other: Self) {
        self.changes += other.changes;
        self.refused += other.refused;
        self.differing += other.differing;
    }

    fn done(&self) -> u64 {
        self.changes
    }
}

fn history(
    town: &Town,
    handsets: &mut [Handset],
    chance: &mut ChaCha8Rng,
    honest: &mut Honest,
) -> Outcome<()> {
    let mut first = handsets[0].paper("hazard", VILLAGES[0])?;
    let opening = edit::opening(&mut handsets[0], chance)?;
    let mut log = vec![handsets[0].write(&mut first, &opening)?];
    let mut papers = vec![first];
    for handset in &handsets[1..] {
        let actor = actor_of(&handset.device(), chance.random());
        let first = &mut papers[0];
        let document = Document::load(&first.document.save(), actor)?;
        let (record, kind, home) = (first.record, first.kind.clone(), first.home);
        papers.push(Paper { record, kind, home, document });
    }
    while log.len() < CHANGES {
        let who = chance.random_range(0..papers.len());
        if chance.random_bool(0.6) {
            let next = edit::next(&mut handsets[who], &mut papers[who], chance)?;
            log.push(handsets[who].write(&mut papers[who], &next)?);
        } else {
            hear(&mut papers[who], &log, 0.5, chance, honest);
        }
    }
    papers.iter_mut().for_each(|paper| hear(paper, &log, 1.0, chance, honest));
    let digests: Vec<_> = papers.iter_mut().map(|paper| paper.document.digest()).collect();
    honest.differing += u64::from(digests.iter().any(|digest| *digest != digests[0]));
    honest.changes += log.len() as u64;
    let push = log.iter().map(Envelope::to_bytes).collect();
    let carrier = chance.random_range(0..handsets.len());
    let answer = handsets[carrier].push(&town.centre, push, Vec::new())?;
    honest.refused += answer.refused.len() as u64;
    Ok(())
}

/// Takes some of what a writer lacks, in an order that respects what follows what.
fn hear(
    paper: &mut Paper,
    log: &[Envelope],
    part: f64,
    chance: &mut ChaCha8Rng,
    honest: &mut Honest,
) {
    for envelope in log {
        let lacks = !paper.document.contains(&envelope.header.change);
        let ready = envelope.change.deps.iter().all(|dep| paper.document.contains(dep));
        if lacks && ready && chance.random_bool(part) {
            let applied = paper.document.apply(&envelope.header, &envelope.change);
            honest.refused += u64::from(!matches!(applied, Ok(Applied::New { .. })));
        }
    }
}
