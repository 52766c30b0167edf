//! What an open record holds in memory, and what it says it holds.

use fangxian::crdt::{Document, Edit};
use fangxian::domain::fact::Body;
use fangxian::domain::hazard::HazardAct;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::scalar::Scalar;

use super::allocation::held_bytes;
use crate::harness::Outcome;
use crate::town::{BY_HAND, Handset, Paper, Town, VILLAGES, chance, scratch};

/// One sort of record.
#[derive(Debug)]
pub struct Weight {
    /// What it holds much of.
    pub of: &'static str,
    /// What it holds in memory.
    pub held: usize,
    /// What it says it holds.
    pub told: usize,
}

/// Weighs records that hold much of one thing each, as a centre that takes their changes has them;
/// nothing is told in a program that does not count what it allocates.
///
/// # Errors
/// When the stage cannot be set.
pub fn weights(seed: u64) -> Outcome<Vec<Weight>> {
    let folder = scratch("fangxian-weights-")?;
    let town = Town::found(folder.path(), BY_HAND + 1, seed)?;
    let mut handset = Handset::enrolled(&town, BY_HAND, chance(seed, 1))?;
    let mut all = Vec::new();
    for (of, changes, next) in SORTS {
        let mut paper = handset.paper("hazard", VILLAGES[0])?;
        let envelopes: Outcome<Vec<Envelope>> = (0..changes)
            .map(|change| {
                let edit = next(&mut handset, change)?;
                handset.write(&mut paper, &edit)
            })
            .collect();
        all.push(weigh(of, &paper, &envelopes?)?);
    }
    Ok(all)
}

type Next = fn(&mut Handset, usize) -> Outcome<Edit>;

const SORTS: [(&str, usize, Next); 4] = [
    ("fields", 12, |_, change| {
        let field = |n| (format!("f{change}-{n}"), Scalar::Int(1));
        Ok(Edit { fields: (0..1_900).map(field).collect(), ..Edit::default() })
    }),
    ("the same fields again", 12, |_, change| {
        let field = |n| (format!("f{n}"), Scalar::Int(change as i64));
        Ok(Edit { fields: (0..1_900).map(field).collect(), ..Edit::default() })
    }),
    ("facts", 20, |handset, _| {
        let looked = |handset: &mut Handset| {
            let act = HazardAct::Observe { danger: true, note: None, photo: None };
            handset.fact(Body::Hazard(act))
        };
        let facts = (0..100).map(|_| looked(handset)).collect::<Outcome<_>>()?;
        Ok(Edit { facts, ..Edit::default() })
    }),
    ("small changes", 500, |_, change| {
        let fields = vec![("title".to_owned(), Scalar::Int(change as i64))];
        Ok(Edit { fields, ..Edit::default() })
    }),
];

fn weigh(of: &'static str, paper: &Paper, envelopes: &[Envelope]) -> Outcome<Weight> {
    let actor = fangxian::crdt::fresh_actor();
    let (document, taken) = held_bytes(|| {
        let mut document = Document::open(paper.record, &paper.kind, paper.home, 0, actor);
        let all = envelopes.iter().all(|one| document.take(&one.header, &one.change).is_ok());
        all.then_some(document)
    });
    let mut document = document.ok_or("a change was not taken")?;
    let before = document.weight();
    let (worked, settled) = held_bytes(|| document.settle().is_ok());
    if !worked {
        return Err("what was taken cannot be worked in".into());
    }
    // Before and after what was taken is worked in; whichever is told worse.
    let after = document.weight();
    let pairs = [(taken, before), (taken + settled, after)];
    let worst = pairs.into_iter().max_by_key(|(held, told)| held * 1_000 / (*told as isize).max(1));
    let (held, told) = worst.ok_or("nothing was weighed")?;
    Ok(Weight { of, held: usize::try_from(held).unwrap_or(0), told })
}
