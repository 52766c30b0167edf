//! A device that speaks the protocol by hand: a newer app, or someone who wishes us ill.

use std::net::Ipv4Addr;

use fangxian::crdt::{Document, Edit, actor_of, pack};
use fangxian::domain::fact::{Body, Fact};
use fangxian::domain::person::Role;
use fangxian::domain::post_of;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, FactId, Kind, RecordId};
use fangxian_protocol::key::{Signer, SoftwareKey, Suite};
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{
    Chain, Claim, EnrolRequest, EnrolResponse, SYNC_PATH, SignedRequest, SyncRequest, SyncResponse,
};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::version::SPOKEN;
use fangxian_server::{Centre, Refused};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{MORNING_MS, Town};
use crate::harness::Outcome;

/// A device.
pub struct Handset {
    /// Its key.
    pub key: SoftwareKey,
    /// What the centre issued.
    pub certificate: Certificate,
    /// The last envelope it signed.
    pub counter: u64,
    previous: EnvelopeHash,
    number: u64,
    chance: ChaCha8Rng,
}

/// A record as the device has it.
pub struct Paper {
    /// Which.
    pub record: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its village.
    pub home: Division,
    /// Its history.
    pub document: Document,
}

impl Handset {
    /// Enrols a new device for person number `person`.
    ///
    /// # Errors
    /// When the centre refuses.
    pub fn enrolled(town: &Town, person: usize, mut chance: ChaCha8Rng) -> Outcome<Self> {
        let key = SoftwareKey::from_seed(&chance.random());
        let code = town.code(person)?;
        let request = EnrolRequest::new(&code, &key)?;
        let answer =
            town.centre.enrol(&frame(&codec::encode(&request)), Ipv4Addr::LOCALHOST.into());
        let answer = answer.map_err(|refused| format!("enrolment: {}", refused.code.as_str()))?;
        let message = unframe("answer", &answer, MESSAGE_BYTES_MAX)?;
        let answer: EnrolResponse = codec::decode("answer", &message, MESSAGE_BYTES_MAX)?;
        Ok(Self::of(key, answer.certificate, chance))
    }

    /// A device that was just enrolled.
    pub fn of(key: SoftwareKey, certificate: Certificate, chance: ChaCha8Rng) -> Self {
        let previous = EnvelopeHash([0; EnvelopeHash::LEN_BYTES]);
        Self { key, certificate, counter: 0, previous, number: 0, chance }
    }

    /// Its id.
    pub fn device(&self) -> DeviceId {
        self.key.public_key().device()
    }

    /// A record that is not there yet.
    ///
    /// # Errors
    /// Never for names of the vocabulary.
    pub fn paper(&mut self, kind: &str, home: &str) -> Outcome<Paper> {
        let (kind, home): (Kind, Division) = (kind.parse()?, home.parse()?);
        let record = RecordId(self.chance.random());
        let actor = actor_of(&self.device(), self.chance.random());
        let document = Document::open(record, &kind, home, 1, actor);
        Ok(Paper { record, kind, home, document })
    }

    /// A fact of its person in their first role.
    ///
    /// # Errors
    /// When the certificate names a role of a newer version.
    pub fn fact(&mut self, body: Body) -> Outcome<Fact> {
        let post = self.certificate.posts.first().ok_or("no post")?;
        let role = Role::from_code(&post.role).ok_or("no such role")?;
        Ok(Fact {
            id: FactId(self.chance.random()),
            by: self.certificate.person.clone(),
            role,
            post: post_of(role, post.scope),
            asked: None,
            more: Default::default(),
            at_ms: MORNING_MS,
            seen: Default::default(),
            body,
        })
    }

    /// Writes an edit and signs it as the next envelope.
    ///
    /// # Errors
    /// When the edit cannot be written.
    pub fn write(&mut self, paper: &mut Paper, edit: &Edit) -> Outcome<Envelope> {
        let written = paper.document.reconcile(edit)?.ok_or("nothing to write")?;
        let header = self.header(paper, written.hash);
        let envelope = Envelope::sign(header, written.change, &self.key)?;
        self.counter = envelope.header.counter;
        self.previous = Envelope::hash(&envelope.to_bytes());
        Ok(envelope)
    }

    /// The header of its next envelope.
    pub fn header(&self, paper: &Paper, change: fangxian_protocol::id::ChangeHash) -> Header {
        Header {
            suite: Suite::Ed25519,
            device: self.device(),
            counter: self.counter + 1,
            previous: self.previous,
            wall_ms: MORNING_MS,
            kind: paper.kind.clone(),
            home: paper.home,
            record: paper.record,
            change,
        }
    }

    /// Its signed word that it asks for a path.
    ///
    /// # Errors
    /// Never: its key is at hand.
    pub fn claim(&mut self, path: &str) -> Outcome<Claim> {
        self.number += 1;
        Ok(Claim::sign(path, self.number, &self.key)?)
    }

    /// The number of its last envelope.
    pub fn counter(&self) -> u64 {
        self.counter
    }

    /// Where its own chain stands.
    pub fn chain(&self) -> Chain {
        Chain { counter: self.counter, last: self.previous }
    }

    /// The body of a request that pushes envelopes and asks for what is after `cursors`.
    ///
    /// # Errors
    /// Never: its key is at hand.
    pub fn request(&mut self, push: Vec<Vec<u8>>, cursors: Vec<Cursor>) -> Outcome<Vec<u8>> {
        self.number += 1;
        let request = SyncRequest {
            dialects: SPOKEN,
            directory: 0,
            chain: self.chain(),
            acknowledged: Chain::default(),
            cursors,
            push: pack(&push),
            pages: vec![],
        };
        let body = frame(&codec::encode(&request));
        let signed = SignedRequest::sign(SYNC_PATH, self.number, body, &self.key)?;
        Ok(codec::encode(&signed))
    }

    /// Pushes envelopes and pulls what is after `cursors`.
    ///
    /// # Errors
    /// When the centre refuses the request as a whole.
    pub fn push(
        &mut self,
        centre: &Centre,
        push: Vec<Vec<u8>>,
        cursors: Vec<Cursor>,
    ) -> Outcome<SyncResponse> {
        let mut answer = centre.sync(&self.request(push.clone(), cursors.clone())?);
        if let Err(Refused { code: ProblemCode::Replayed, detail: Some(seen) }) = &answer {
            // A centre that was killed lets numbers leap, and says to where.
            self.number = seen.parse()?;
            answer = centre.sync(&self.request(push, cursors)?);
        }
        let answer = answer.map_err(|refused| format!("sync: {}", refused.code.as_str()))?;
        let message = unframe("answer", &answer, MESSAGE_BYTES_MAX)?;
        Ok(codec::decode("answer", &message, MESSAGE_BYTES_MAX)?)
    }
}

/// The person number of whoever speaks by hand: a grid worker of the first village.
pub const BY_HAND: usize = 12;
