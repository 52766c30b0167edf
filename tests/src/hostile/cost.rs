//! What the dearest inputs cost, and how fast honest ones pass.

use std::time::Instant;

use fangxian::crdt::{Applied, Document, Edit, actor_of, fresh_actor};
use fangxian::domain::derive;
use fangxian::domain::fact::Body;
use fangxian::domain::hazard::HazardAct;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::EvidenceHash;
use fangxian_protocol::key::Signer;
use fangxian_protocol::scalar::Scalar;
use rand::RngExt;
use rustix::time::{ClockId, clock_gettime};

use super::allocation::peak_bytes;
use super::edit;
use crate::harness::Outcome;
use crate::town::{BY_HAND, Handset, Paper, Town, VILLAGES, chance, scratch};

/// What one input cost: to read, check, let in and see.
#[derive(Debug, Clone)]
pub struct Cost {
    /// What it was.
    pub name: String,
    /// Bytes of the envelope.
    pub bytes: usize,
    /// Milliseconds of one core until it was let in or refused.
    pub gate_ms: f64,
    /// Milliseconds of one core to save the document and derive what people see.
    pub after_ms: f64,
    /// Most bytes held at once at the gate.
    pub peak_bytes: usize,
    /// Whether it was let in.
    pub taken: bool,
}

/// Honest changes a second on one core.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Whole gate, signatures included.
    pub gate: f64,
    /// Signatures alone.
    pub signatures: f64,
}

/// The records an input is thrown at: how many changes they have already.
const BEFORE: [usize; 3] = [1, 200, 1_900];

/// Measures the dearest inputs there are, against small and nearly full records.
///
/// # Errors
/// When the stage cannot be set.
pub fn costs(seed: u64) -> Outcome<Vec<Cost>> {
    let folder = scratch("fangxian-cost-")?;
    let mut dice = chance(seed, 40);
    let town = Town::found(folder.path(), BY_HAND + 1, seed)?;
    let mut handset = Handset::enrolled(&town, BY_HAND, chance(seed, 41))?;
    let mut costs = Vec::new();
    for before in BEFORE {
        let mut paper = handset.paper("hazard", VILLAGES[0])?;
        let opening = edit::opening(&mut handset, &mut dice)?;
        handset.write(&mut paper, &opening)?;
        while paper.document.changes() < before {
            let next = Edit { facts: vec![observed(&mut handset)?], ..Edit::default() };
            handset.write(&mut paper, &next)?;
        }
        let saved = paper.document.save();
        for (name, edit) in dear(&mut handset)? {
            let actor = actor_of(&handset.device(), dice.random());
            let document = Document::load(&saved, actor)?;
            let mut copy = Paper { document, kind: paper.kind.clone(), ..paper };
            let Ok(envelope) = handset.write(&mut copy, &edit) else { continue };
            let name = format!("{name}, after {before} changes");
            costs.push(cost(name, &saved, &envelope, &handset)?);
        }
    }
    Ok(costs)
}

/// Edits as large as one change may be.
fn dear(handset: &mut Handset) -> Outcome<Vec<(&'static str, Edit)>> {
    let fields = |count: usize, text: &str| -> Vec<(String, Scalar)> {
        (0..count).map(|number| (format!("f{number:04}"), text.into())).collect()
    };
    let many_fields = Edit { fields: fields(1_990, "x"), ..Edit::default() };
    let long_texts = Edit { fields: fields(7, &"长".repeat(2_700)), ..Edit::default() };
    let facts = (0..240).map(|_| observed(handset)).collect::<Outcome<Vec<_>>>()?;
    let mut seen = facts.iter().map(|fact| fact.id).collect::<std::collections::BTreeSet<_>>();
    let many_facts = Edit { facts, ..Edit::default() };
    let mut all_seen = many_facts.clone();
    while seen.len() > 200 {
        seen.pop_last();
    }
    if let Some(last) = all_seen.facts.last_mut() {
        last.seen = seen;
    }
    let hash = |number: usize| {
        let mut hash = [0; 32];
        hash[..8].copy_from_slice(&number.to_be_bytes());
        EvidenceHash(hash)
    };
    let props = |_| [("mime".to_owned(), Scalar::from("image/jpeg"))].into();
    let evidence = (0..450).map(|number| (hash(number), props(number))).collect();
    let much_evidence = Edit { evidence, ..Edit::default() };
    Ok(vec![
        ("many fields", many_fields),
        ("long texts", long_texts),
        ("many facts", many_facts),
        ("many facts and all seen", all_seen),
        ("much evidence", much_evidence),
        ("one word", Edit { fields: fields(1, "x"), ..Edit::default() }),
    ])
}

fn observed(handset: &mut Handset) -> Outcome<fangxian::domain::fact::Fact> {
    handset.fact(Body::Hazard(HazardAct::Observe { danger: true, note: None, photo: None }))
}

fn cost(name: String, saved: &[u8], envelope: &Envelope, handset: &Handset) -> Outcome<Cost> {
    let bytes = envelope.to_bytes();
    let mut document = Document::load(saved, fresh_actor())?;
    document.verify()?;
    let key = handset.key.public_key();
    let before = worked_ms();
    let (taken, peak_bytes) = peak_bytes(|| {
        let envelope = Envelope::from_bytes(&bytes).ok()?;
        envelope.verify(&key).ok()?;
        document.apply(&envelope.header, &envelope.change).ok()
    });
    let gate_ms = worked_ms() - before;
    let before = worked_ms();
    let kept = document.save();
    let view = derive(&document.hydrate(&|_| None)?);
    let after_ms = worked_ms() - before;
    drop((kept, view));
    let taken = matches!(taken, Some(Applied::New { .. }));
    Ok(Cost { name, bytes: bytes.len(), gate_ms, after_ms, peak_bytes, taken })
}

/// How long this thread has worked, whatever else the machine is busy with.
pub fn worked_ms() -> f64 {
    let worked = clock_gettime(ClockId::ThreadCPUTime);
    worked.tv_sec as f64 * 1_000.0 + worked.tv_nsec as f64 / 1_000_000.0
}

/// Measures how fast honest changes pass, beside their signatures alone.
///
/// # Errors
/// When the stage cannot be set.
pub fn rates(seed: u64) -> Outcome<Rates> {
    let folder = scratch("fangxian-rate-")?;
    let mut dice = chance(seed, 50);
    let town = Town::found(folder.path(), BY_HAND + 1, seed)?;
    let mut handset = Handset::enrolled(&town, BY_HAND, chance(seed, 51))?;
    let mut histories = Vec::new();
    for _ in 0..100 {
        let mut paper = handset.paper("hazard", VILLAGES[0])?;
        let opening = edit::opening(&mut handset, &mut dice)?;
        let mut log = vec![handset.write(&mut paper, &opening)?.to_bytes()];
        while log.len() < 8 {
            let next = edit::next(&mut handset, &mut paper, &mut dice)?;
            log.push(handset.write(&mut paper, &next)?.to_bytes());
        }
        histories.push((paper, log));
    }
    let key = handset.key.public_key();
    let count = histories.iter().map(|(_, log)| log.len()).sum::<usize>() as f64;
    let started = Instant::now();
    for bytes in histories.iter().flat_map(|(_, log)| log) {
        Envelope::from_bytes(bytes)?.verify(&key)?;
    }
    let signatures = count / started.elapsed().as_secs_f64();
    let started = Instant::now();
    for (paper, log) in &histories {
        let envelopes: Vec<Envelope> =
            log.iter().map(|bytes| Envelope::from_bytes(bytes)).collect::<Result<_, _>>()?;
        envelopes.iter().try_for_each(|envelope| envelope.verify(&key))?;
        let mut document = Document::empty(paper.record, &paper.kind, paper.home, fresh_actor());
        let changes = envelopes.iter().map(|one| (&one.header, &one.change));
        if document.apply_all(changes).iter().any(Result::is_err) {
            return Err("an honest change was refused".into());
        }
    }
    Ok(Rates { gate: count / started.elapsed().as_secs_f64(), signatures })
}
