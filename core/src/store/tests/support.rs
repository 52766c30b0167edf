//! A phone that reports hazards into a store, for tests.

use std::path::PathBuf;

use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Division, EnvelopeHash, FactId, Kind, RecordId};
use fangxian_protocol::key::{Signer, SoftwareKey};
use fangxian_protocol::scalar::Scalar;
use tempfile::TempDir;

use crate::crdt::{Document, Edit, fresh_actor_of};
use crate::domain::fact::{Body, Fact};
use crate::domain::hazard::{HazardAct, Source};
use crate::domain::person::Role;
use crate::store::{Appended, OpenReport, Place, Store, StoreError, Writing, projecting};

pub(super) const HOME: &str = "990101101204";
pub(super) const NOON_MS: i64 = 1_790_000_000_000;

/// A folder of its own, and the file in it.
pub(in crate::store) struct Folder(TempDir);

impl Folder {
    pub(in crate::store) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn file(&self) -> PathBuf {
        self.0.path().join("ledger.db")
    }

    pub(super) fn open(&self) -> (Store, OpenReport) {
        Store::open(&self.file()).unwrap()
    }

    pub(in crate::store) fn store(&self) -> Store {
        self.open().0
    }

    /// Names in the folder, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let name = |entry: std::fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
        names.sort();
        names
    }
}

/// Whoever writes: one device and its chain.
pub(super) struct Phone {
    key: SoftwareKey,
    counter: u64,
    previous: EnvelopeHash,
}

impl Phone {
    pub(super) fn new(seed: u8) -> Self {
        let key = SoftwareKey::from_seed(&[seed; 32]);
        Self { key, counter: 0, previous: EnvelopeHash([0; 16]) }
    }

    pub(super) fn certificate(&self) -> Certificate {
        let post = Post { role: "grid".into(), scope: HOME.parse().unwrap() };
        let valid = (0, i64::MAX);
        let person = "p-0001".parse().unwrap();
        Certificate::issue(self.key.public_key(), person, vec![post], valid, &self.key).unwrap()
    }

    /// Says `edit` of a record, signed: the envelope and its bytes.
    pub(super) fn say(
        &mut self,
        document: &mut Document,
        record: RecordId,
        edit: &Edit,
    ) -> (Envelope, Vec<u8>) {
        self.say_as(&kind(), document, record, edit)
    }

    /// The same of a record of any kind.
    pub(super) fn say_as(
        &mut self,
        kind: &Kind,
        document: &mut Document,
        record: RecordId,
        edit: &Edit,
    ) -> (Envelope, Vec<u8>) {
        let written = document.reconcile(edit).unwrap().unwrap();
        self.counter += 1;
        let key = self.key.public_key();
        let header = Header {
            suite: key.suite,
            device: key.device(),
            counter: self.counter,
            previous: self.previous,
            wall_ms: NOON_MS,
            kind: kind.clone(),
            home: home(),
            record,
            change: written.hash,
        };
        let envelope = Envelope::sign(header, written.change, &self.key).unwrap();
        let bytes = envelope.to_bytes();
        self.previous = Envelope::hash(&bytes);
        (envelope, bytes)
    }

    /// Reports a hazard within a transaction.
    pub(super) fn report_in(
        &mut self,
        writing: &Writing<'_>,
        number: u16,
        title: &str,
    ) -> Result<EnvelopeHash, StoreError> {
        let record = record(number);
        let mut document = Document::open(
            record,
            &kind(),
            home(),
            1,
            fresh_actor_of(&self.key.public_key().device()),
        );
        let edit = Edit { facts: vec![report(number)], ..entitled(title) };
        self.keep(writing, &mut document, record, &edit)
    }

    /// Reports a hazard; it is on disk when this returns.
    pub(super) fn report(&mut self, store: &Store, number: u16, title: &str) -> EnvelopeHash {
        store.write(|writing| self.report_in(writing, number, title)).unwrap()
    }

    /// Registers a site.
    pub(super) fn register(&mut self, store: &Store, number: u16, name: &str) {
        self.begin(store, number, ("site", None), name);
    }

    /// Begins a record of any kind.
    pub(super) fn begin(
        &mut self,
        store: &Store,
        number: u16,
        (kind, said): (&str, Option<Body>),
        title: &str,
    ) {
        let (kind, record) = (kind.parse().unwrap(), record(number));
        let actor = fresh_actor_of(&self.key.public_key().device());
        let mut document = Document::open(record, &kind, home(), 1, actor);
        let facts = said.map(|body| Fact { body, ..report(number) }).into_iter().collect();
        let edit = Edit { facts, ..entitled(title) };
        let (envelope, bytes) = self.say_as(&kind, &mut document, record, &edit);
        let saved = store.write::<_, StoreError>(|writing| {
            writing.append(&envelope, &bytes, (Place::OnlyHere, true), NOON_MS)?;
            writing.set_chain(self.counter, &self.previous)?;
            projecting::refresh(writing, &mut document).map(drop)
        });
        saved.unwrap();
    }

    /// Renames a record.
    pub(super) fn rename(&mut self, store: &Store, number: u16, title: &str) -> EnvelopeHash {
        let record = record(number);
        let renamed = store.write(|writing| {
            let document = projecting::open(
                writing,
                &record,
                fresh_actor_of(&self.key.public_key().device()),
            )?;
            self.keep(writing, &mut document.unwrap(), record, &entitled(title))
        });
        renamed.unwrap()
    }

    fn keep(
        &mut self,
        writing: &Writing<'_>,
        document: &mut Document,
        record: RecordId,
        edit: &Edit,
    ) -> Result<EnvelopeHash, StoreError> {
        let (envelope, bytes) = self.say(document, record, edit);
        let fate = (Place::OnlyHere, true);
        let appended = writing.append(&envelope, &bytes, fate, NOON_MS)?;
        assert_eq!(appended, Appended::New);
        writing.set_chain(self.counter, &self.previous)?;
        projecting::refresh(writing, document)?;
        Ok(self.previous)
    }
}

pub(super) fn record(number: u16) -> RecordId {
    let [high, low] = number.to_be_bytes();
    RecordId([high, low, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
}

pub(super) fn kind() -> Kind {
    "hazard".parse().unwrap()
}

pub(super) fn home() -> Division {
    HOME.parse().unwrap()
}

pub(super) fn entitled(title: &str) -> Edit {
    let fields = vec![("title".to_owned(), Scalar::from(title))];
    Edit { fields, ..Edit::default() }
}

fn report(number: u16) -> Fact {
    let [high, low] = number.to_be_bytes();
    Fact {
        id: FactId([high, low, 1, 1, 1, 1, 1, 1]),
        by: "p-0001".parse().unwrap(),
        role: Role::Grid,
        post: None,
        asked: None,
        more: Default::default(),
        at_ms: NOON_MS + i64::from(number),
        seen: Default::default(),
        body: Body::Hazard(HazardAct::Report { source: Source::Patrol }),
    }
}

/// How many hazards a store lists.
pub(super) fn listed(store: &Store) -> u64 {
    store.read(|reading| reading.hazard_count(&Default::default())).unwrap()
}
