//! Edits anyone may make, by chance.

use std::collections::BTreeSet;

use fangxian::crdt::Edit;
use fangxian::domain::fact::Body;
use fangxian::domain::hazard::{CloseKind, HazardAct, Source};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{EvidenceHash, FactId};
use fangxian_protocol::scalar::Scalar;
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::harness::Outcome;
use crate::town::{Handset, Paper, VILLAGES};

/// The first words of a new hazard, signed.
///
/// # Errors
/// When they cannot be written.
pub fn first_words(handset: &mut Handset, chance: &mut ChaCha8Rng) -> Outcome<Envelope> {
    let mut paper = handset.paper("hazard", VILLAGES[0])?;
    let opening = opening(handset, chance)?;
    handset.write(&mut paper, &opening)
}

/// The first words of a hazard.
///
/// # Errors
/// When the device's person holds a role of a newer version.
pub fn opening(handset: &mut Handset, chance: &mut ChaCha8Rng) -> Outcome<Edit> {
    let fields = vec![("title".to_owned(), scalar(chance))];
    let fact = handset.fact(Body::Hazard(HazardAct::Report { source: Source::Patrol }))?;
    Ok(Edit { fields, facts: vec![fact], ..Edit::default() })
}

/// Anything an honest writer may do next; never nothing.
///
/// # Errors
/// When the record cannot be read.
pub fn next(handset: &mut Handset, paper: &mut Paper, chance: &mut ChaCha8Rng) -> Outcome<Edit> {
    let known: Vec<FactId> = match paper.document.changes() {
        0 => Vec::new(),
        _ => paper.document.hydrate(&|_| None)?.facts.into_keys().collect(),
    };
    let mut edit = Edit::default();
    for _ in 0..chance.random_range(0..3) {
        let name = ["title", "place", "description", "sector", "newer"][chance.random_range(0..5)];
        edit.fields.push((name.to_owned(), scalar(chance)));
    }
    for _ in 0..chance.random_range(0..2) {
        let hash = EvidenceHash([chance.random_range(0..6); 32]);
        let props = [("mime".to_owned(), Scalar::from("image/jpeg"))];
        edit.evidence.push((hash, props.into()));
    }
    for _ in 0..chance.random_range(1..3) {
        let mut fact = handset.fact(body(chance))?;
        let mut seen = known.clone();
        seen.shuffle(chance);
        seen.truncate(chance.random_range(0..4));
        fact.seen = seen.into_iter().collect::<BTreeSet<_>>();
        edit.facts.push(fact);
    }
    Ok(edit)
}

fn body(chance: &mut ChaCha8Rng) -> Body {
    match chance.random_range(0..5) {
        0 => {
            Body::Hazard(HazardAct::Close { kind: CloseKind::Rectified, basis: None, doc_no: None })
        }
        1 => Body::Hazard(HazardAct::Claim { measures: "已清理".into(), cost_fen: None }),
        2 => Body::Unknown {
            name: format!("newer_{}", chance.random_range(0..4)),
            props: [("x".to_owned(), scalar(chance))].into(),
        },
        _ => Body::Hazard(HazardAct::Observe {
            danger: chance.random(),
            note: Some("消火栓被遮挡".repeat(chance.random_range(0..9))),
            photo: None,
        }),
    }
}

pub(super) fn scalar(chance: &mut ChaCha8Rng) -> Scalar {
    match chance.random_range(0..6) {
        0 => Scalar::Null,
        1 => Scalar::Bool(chance.random()),
        2 => Scalar::Int(chance.random()),
        3 => Scalar::Bytes((0..chance.random_range(0..40)).map(|_| chance.random()).collect()),
        4 => Scalar::Text("隐患".repeat(chance.random_range(0..200))),
        _ => Scalar::Text(format!("值{}", chance.random_range(0..9))),
    }
}
