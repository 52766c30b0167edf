//! Writers, edits and envelopes for the tests.

use std::collections::BTreeSet;

use fangxian_protocol::change::Change;
use fangxian_protocol::envelope::Header;
use fangxian_protocol::id::{
    Actor, ChangeHash, DeviceId, Division, EnvelopeHash, EvidenceHash, FactId, Kind, RecordId,
};
use fangxian_protocol::key::Suite;
use fangxian_protocol::scalar::Scalar;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::crdt::engine::Built;
use crate::crdt::{Applied, Document, Edit, Written, shape};
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::HazardAct;
use crate::domain::person::Role;
use crate::domain::record::{Props, Record};

pub(super) const RECORD: RecordId = RecordId(*b"record-for-tests");

/// A change with the header that would carry it.
pub(super) type Sent = (Header, Change);

/// A source of chance whose seed is printed, and taken from `FANGXIAN_SEED` when set.
pub(super) fn chance() -> ChaCha8Rng {
    let given = std::env::var("FANGXIAN_SEED").ok();
    let seed = given.and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or_else(rand::random);
    println!("FANGXIAN_SEED={seed}");
    ChaCha8Rng::seed_from_u64(seed)
}

pub(super) fn kind() -> Kind {
    "hazard".parse().unwrap()
}

pub(super) fn home() -> Division {
    "990101101204".parse().unwrap()
}

/// A writer of the device that signs in these tests.
pub(super) fn actor(n: u8) -> Actor {
    let mut actor = Actor([7; 16]);
    actor.0[8..].fill(n);
    actor
}

/// A new, empty document of the test record.
pub(super) fn open(n: u8) -> Document {
    Document::open(RECORD, &kind(), home(), 1, actor(n))
}

/// Another replica's copy.
pub(super) fn copy(document: &mut Document, n: u8) -> Document {
    Document::load(&document.save(), actor(n)).unwrap()
}

pub(super) fn header(change: ChangeHash) -> Header {
    Header {
        suite: Suite::Ed25519,
        device: DeviceId([7; 16]),
        counter: 1,
        previous: EnvelopeHash([0; 16]),
        wall_ms: 0,
        kind: kind(),
        home: home(),
        record: RECORD,
        change,
    }
}

pub(super) fn sent(written: Written) -> Sent {
    (header(written.hash), written.change)
}

/// The header a writer of exactly this change would sign.
pub(super) fn own_header(change: &Change) -> Header {
    let hash = shape::resolve(change).map(|commit| Built::new(&commit).unwrap().hash());
    header(hash.unwrap_or(ChangeHash([0; 32])))
}

pub(super) fn write(document: &mut Document, edit: &Edit) -> Sent {
    sent(document.reconcile(edit).unwrap().unwrap())
}

pub(super) fn take(document: &mut Document, (header, change): &Sent) {
    let applied = document.apply(header, change).unwrap();
    assert!(matches!(applied, Applied::New { .. }), "{applied:?}");
}

pub(super) fn read(document: &mut Document) -> Record {
    document.hydrate(&|_| None).unwrap()
}

pub(super) fn field(name: &str, value: impl Into<Scalar>) -> Edit {
    Edit { fields: vec![(name.to_owned(), value.into())], ..Edit::default() }
}

pub(super) fn said(fact: Fact) -> Edit {
    Edit { facts: vec![fact], ..Edit::default() }
}

pub(super) fn observe(id: u64, note: &str, seen: &[u64]) -> Fact {
    Fact {
        id: FactId(id.to_be_bytes()),
        by: "p-0001".parse().unwrap(),
        role: Role::Grid,
        post: None,
        asked: None,
        more: Default::default(),
        at_ms: 1_790_000_000_000,
        seen: seen.iter().map(|id| FactId(id.to_be_bytes())).collect(),
        body: Body::Hazard(HazardAct::Observe {
            danger: true,
            note: Some(note.to_owned()),
            photo: None,
        }),
    }
}

/// Fifteen fields and three facts: what a hazard looks like when it is first saved.
pub(super) fn typical() -> Edit {
    let fields = (0..15).map(|n| (format!("field_{n:02}"), Scalar::from("向阳村农家乐餐馆")));
    Edit {
        fields: fields.collect(),
        facts: (1..=3).map(|n| observe(n, "疏散通道堆放杂物", &[])).collect(),
        evidence: Vec::new(),
    }
}

/// Anything an honest writer may do next.
pub(super) fn any_edit(rng: &mut ChaCha8Rng, document: &mut Document) -> Edit {
    let known: Vec<FactId> = match document.changes() {
        0 => Vec::new(),
        _ => read(document).facts.into_keys().collect(),
    };
    let mut edit = Edit::default();
    for _ in 0..rng.random_range(0..4) {
        let name = format!("field_{}", rng.random_range(0..8));
        edit.fields.push((name, any_scalar(rng)));
    }
    for _ in 0..rng.random_range(0..3) {
        edit.facts.push(any_fact(rng, &known));
    }
    for _ in 0..rng.random_range(0..2) {
        let hash = EvidenceHash([rng.random_range(0..6); 32]);
        let props: [(String, Scalar); 2] = [
            ("mime".into(), "image/jpeg".into()),
            (format!("p{}", rng.random_range(0..3)), any_scalar(rng)),
        ];
        edit.evidence.push((hash, Props::from(props)));
    }
    edit
}

fn any_fact(rng: &mut ChaCha8Rng, known: &[FactId]) -> Fact {
    let mut seen = known.to_vec();
    seen.shuffle(rng);
    seen.truncate(rng.random_range(0..4));
    let mut fact = observe(rng.random(), "消火栓被遮挡", &[]);
    fact.seen = seen.into_iter().collect::<BTreeSet<_>>();
    if rng.random_bool(0.3) {
        fact.body = Body::Unknown {
            name: "from_the_future".into(),
            props: Props::from([("x".into(), any_scalar(rng))]),
        };
    }
    fact
}

fn any_scalar(rng: &mut ChaCha8Rng) -> Scalar {
    match rng.random_range(0..6) {
        0 => Scalar::Null,
        1 => Scalar::Bool(rng.random()),
        2 => Scalar::Int(rng.random()),
        3 => Scalar::Bytes((0..rng.random_range(0..40)).map(|_| rng.random()).collect()),
        4 => Scalar::Text("隐患".repeat(rng.random_range(0..20))),
        _ => Scalar::Text(format!("值{}", rng.random_range(0..3))),
    }
}

/// Three replicas write and exchange at random; gives everything written, in causal order.
pub(super) fn history(rng: &mut ChaCha8Rng, changes: usize) -> (Vec<Document>, Vec<Sent>) {
    let mut first = open(1);
    let mut log = vec![write(&mut first, &typical())];
    let mut replicas = vec![first];
    for n in 2..4 {
        let copied = copy(&mut replicas[0], n);
        replicas.push(copied);
    }
    while log.len() < changes {
        let who = rng.random_range(0..replicas.len());
        let replica = &mut replicas[who];
        if rng.random_bool(0.6) {
            let edit = any_edit(rng, replica);
            log.extend(replica.reconcile(&edit).unwrap().map(sent));
            continue;
        }
        for (header, change) in &log {
            let ready = change.deps.iter().all(|dep| replica.contains(dep));
            if ready && !replica.contains(&header.change) && rng.random_bool(0.5) {
                take(replica, &(header.clone(), change.clone()));
            }
        }
    }
    (replicas, log)
}

/// Gives a replica everything it lacks, in any order that respects what follows what.
pub(super) fn catch_up(rng: &mut ChaCha8Rng, replica: &mut Document, log: &[Sent]) {
    loop {
        let lacks = |(header, change): &&Sent| {
            !replica.contains(&header.change) && change.deps.iter().all(|d| replica.contains(d))
        };
        let mut ready: Vec<&Sent> = log.iter().filter(lacks).collect();
        ready.shuffle(rng);
        let Some(next) = ready.first() else { return };
        take(replica, next);
    }
}
