//! Whether an envelope is taken, and what that changes. Nothing is written here: the judge hands
//! over the steps of one commit.

mod entering;
mod readmit;
mod sharing;

use std::collections::{BTreeSet, HashMap, HashSet};

use fangxian::crdt::{Applied, Document, Said, fresh_actor_of};
use fangxian::domain::centre::Reason;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, EvidenceHash, PersonId, RecordId};
use fangxian_protocol::limits::EVIDENCE_PER_CHANGE_MAX;
use fangxian_protocol::message::RefusalCode;

use super::documents::{Documents, Open};
use super::prepare::Prepared;
use super::standing::{Doubt, Fault, standing};
use super::voice::Voice;
use crate::registry::{Device, Roster};
use crate::storage::{AcceptedEnvelope, Numbered, Quarantined, Step, Storage, StorageError};
use entering::{Entering, names, told_by};
use sharing::Links;

/// How many unverified envelopes of one device are taken. A lost phone must not be able to fill
/// the logs for ever; an honest one wrote far fewer before it heard.
const UNVERIFIED_MAX: u64 = 1_000;

/// What became of one envelope.
pub(super) enum Judged {
    /// Taken.
    Accepted,
    /// Taken as a proposal: its author is no longer taken at their word.
    Unverified(Reason),
    /// It was taken before.
    Known,
    /// Not taken, why, and which part.
    Refused(RefusalCode, &'static str),
}

/// Judges the envelopes of one commit.
pub(super) struct Judge<'a> {
    storage: &'a dyn Storage,
    documents: &'a mut Documents,
    voice: &'a mut Voice,
    now_ms: i64,
    steps: Vec<Step>,
    /// Which envelopes there are, of those looked up and taken in this commit.
    held: Numbered,
    /// Those of them taken as unverified in this commit.
    doubts: HashMap<EnvelopeHash, Reason>,
    /// Records there are, of those looked up.
    existing: HashSet<RecordId>,
    locked: HashSet<DeviceId>,
    guests: HashSet<(Division, PersonId)>,
    /// How many unverified envelopes of a device there are, these included.
    unverified: HashMap<DeviceId, u64>,
    /// Records whose history grew in this commit.
    grown: BTreeSet<RecordId>,
    /// What was said in it to be the same as which record.
    joins: HashMap<RecordId, Links>,
    /// Which of them were told in it that which attachment is here.
    told: HashSet<(RecordId, EvidenceHash)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        storage: &'a dyn Storage,
        (documents, voice): (&'a mut Documents, &'a mut Voice),
        now_ms: i64,
    ) -> Self {
        Self {
            storage,
            documents,
            voice,
            now_ms,
            steps: Vec::new(),
            held: HashMap::new(),
            doubts: HashMap::new(),
            existing: HashSet::new(),
            locked: HashSet::new(),
            guests: HashSet::new(),
            unverified: HashMap::new(),
            grown: BTreeSet::new(),
            joins: HashMap::new(),
            told: HashSet::new(),
        }
    }

    /// Looks up at once what judging these envelopes needs to know.
    pub(super) fn look_up(&mut self, prepared: &[Prepared]) -> Result<(), StorageError> {
        let headers = || prepared.iter().filter_map(|p| p.envelope.as_ref()).map(|e| &e.header);
        let numbers: Vec<_> = headers().map(|header| (header.device, header.counter)).collect();
        let records: BTreeSet<RecordId> = headers().map(|header| header.record).collect();
        let records: Vec<RecordId> = records.into_iter().collect();
        for (number, hashes) in self.storage.envelope_hashes(&numbers)? {
            self.held.entry(number).or_insert(hashes);
        }
        self.existing.extend(self.storage.existing(&records)?);
        Ok(())
    }

    /// Judges one envelope that was looked up. One refused blocks no other.
    pub(super) fn judge(
        &mut self,
        carrier: DeviceId,
        roster: &Roster,
        prepared: Prepared,
    ) -> Result<Judged, StorageError> {
        let Prepared { hash, bytes, envelope, device } = prepared;
        let held = envelope.as_ref().and_then(|envelope| self.known(&envelope.header, hash));
        if let (Some(true), Some(envelope)) = (held, &envelope) {
            return self.known_as(&envelope.header, hash);
        }
        let (envelope, device) = match (&envelope, &device) {
            (Some(envelope), Ok(device)) => (envelope, device),
            (_, Err(fault)) => {
                let fault = *fault;
                return Ok(self.refuse(carrier, hash, envelope.as_ref(), bytes, fault));
            }
            (None, Ok(_)) => {
                let fault = (RefusalCode::Malformed, "envelope");
                return Ok(self.refuse(carrier, hash, None, bytes, fault));
            }
        };
        let header = &envelope.header;
        let outcome = match held {
            // What others bring back to a centre that lost it may bear a number used again since.
            Some(_) if header.device == carrier => {
                Err((RefusalCode::Equivocation, "header.counter"))
            }
            _ => self.take(roster, device, envelope, hash, &bytes)?,
        };
        match outcome {
            Ok(judged) => Ok(judged),
            Err(fault) => Ok(self.refuse(carrier, hash, Some(envelope), bytes, fault)),
        }
    }

    /// The steps of the commit, in order.
    pub(super) fn finish(mut self) -> Vec<Step> {
        for record in std::mem::take(&mut self.grown) {
            if let Ok(Some(open)) = self.documents.get(record, true)
                && open.is_to_be_kept()
            {
                let bytes = open.document.save();
                if !bytes.is_empty() {
                    open.unsaved = 0;
                    self.steps.push(Step::Document { record, bytes });
                }
            }
        }
        self.steps
    }

    /// Whether the device's envelope of this number is here: this one (true) or another.
    fn known(&self, header: &Header, hash: EnvelopeHash) -> Option<bool> {
        let held = self.held.get(&(header.device, header.counter));
        held.map(|held| held.contains(&hash))
    }

    /// Takes an envelope whose shape, device and signature are right.
    fn take(
        &mut self,
        roster: &Roster,
        device: &Device,
        envelope: &Envelope,
        hash: EnvelopeHash,
        bytes: &[u8],
    ) -> Result<Result<Judged, Fault>, StorageError> {
        let header = &envelope.header;
        if self.locked.contains(&header.device) {
            return Ok(Err((RefusalCode::DeviceNotValid, "locked")));
        }
        let record = header.record;
        if names(&envelope.change) > EVIDENCE_PER_CHANGE_MAX {
            return Ok(Err((RefusalCode::OutsideSchema, "evidence")));
        }
        let mut fresh = None;
        let existing = self.existing.contains(&record);
        let open = match self.documents.get(record, existing)? {
            Some(open) => open,
            None => fresh.insert(begun(header, self.voice.device())),
        };
        let said = match Said::read(&header.kind, &envelope.change) {
            Ok(said) => said,
            Err(refused) => return Ok(Err((refused.code, refused.detail))),
        };
        let doubt = match standing(roster, device, (said.facts(), self.now_ms), open) {
            Ok(doubt) => doubt,
            Err(fault) => return Ok(Err(fault)),
        };
        let reason = doubt.reason;
        if reason.is_some() && !may_say_more(self.storage, &mut self.unverified, header.device)? {
            return Ok(Err((RefusalCode::DeviceNotValid, "unverified")));
        }
        let mut words = Vec::new();
        let memory = (self.storage, &mut *self.voice, &mut words);
        let (facts, evidence) = match apply(memory, open, (envelope, &said), doubt, self.now_ms)? {
            Ok(Applied::New { facts, evidence }) => (facts, evidence),
            // The same change, signed a second time.
            Ok(Applied::Known) => return Ok(Ok(Judged::Known)),
            Err(fault) => {
                self.append_all(roster, words);
                return self.blame_dependency(envelope, fault).map(Err);
            }
        };
        let told = told_by(&facts);
        let links = if reason.is_none() { sharing::links(&facts) } else { Vec::new() };
        let entering = Entering { facts, evidence, doubt: reason, at_ms: self.now_ms };
        let (accepted, routes, authors) = entering.let_in((roster, open), envelope, (hash, bytes));
        let begins = fresh.is_some();
        let follows = begins || reason.is_none();
        if let Some(open) = fresh {
            self.begin(header, open);
        }
        self.enter(roster, (accepted, words, follows), (&routes, &authors))?;
        self.tell(record, told.into_iter());
        self.share(roster, record, (links, begins, !routes.is_empty()))?;
        Ok(Ok(self.counted((header.device, hash), reason)))
    }

    /// Whether so many records are open that the commit should end here.
    pub(super) fn is_full(&mut self) -> bool {
        self.documents.is_full()
    }

    /// Says in the logs of a record that attachments it names are here.
    pub(super) fn arrived(&mut self, record: RecordId, evidence: Vec<EvidenceHash>, at_ms: i64) {
        self.told.extend(evidence.iter().map(|hash| (record, *hash)));
        let device = self.voice.device();
        self.steps.push(Step::Arrived { device, record, evidence, at_ms });
    }

    /// Notes that a record was told of attachments, by facts in it.
    fn tell(&mut self, record: RecordId, hashes: impl Iterator<Item = EvidenceHash>) {
        for hash in hashes {
            if self.told.insert((record, hash)) {
                self.steps.push(Step::Told { record, hash });
            }
        }
    }

    /// What became of an envelope that is here already, when it was taken.
    fn known_as(&self, header: &Header, hash: EnvelopeHash) -> Result<Judged, StorageError> {
        let doubt = match self.doubts.get(&hash) {
            Some(reason) => Some(*reason),
            None => self.storage.doubt((header.device, header.counter, hash))?,
        };
        Ok(doubt.map_or(Judged::Known, Judged::Unverified))
    }

    /// What follows an envelope of the same device that was refused can never be taken: it shares
    /// that refusal, instead of being sent again for ever.
    fn blame_dependency(&self, envelope: &Envelope, fault: Fault) -> Result<Fault, StorageError> {
        if fault.0 != RefusalCode::MissingDependency {
            return Ok(fault);
        }
        for dep in &envelope.change.deps {
            let device = envelope.header.device;
            if let Some(code) = self.storage.quarantined_change(device, *dep)? {
                return Ok((code, "deps"));
            }
            let now = self.steps.iter().find_map(|step| match step {
                Step::Quarantine(refused) if signed_and_names(refused, device, *dep) => {
                    Some(refused.code)
                }
                _ => None,
            });
            if let Some(code) = now {
                return Ok((code, "deps"));
            }
        }
        Ok(fault)
    }

    fn refuse(
        &mut self,
        carrier: DeviceId,
        hash: EnvelopeHash,
        envelope: Option<&Envelope>,
        bytes: Vec<u8>,
        (code, detail): Fault,
    ) -> Judged {
        if code.is_retryable() {
            self.steps.push(Step::Waiting(carrier, 1));
            return Judged::Refused(code, detail);
        }
        let header = envelope.map(|envelope| &envelope.header);
        // Two envelopes under one number are a copied phone, which takes a new name by itself.
        // Two changes under one number of one writer are not: no phone does that by accident.
        if let ((RefusalCode::Equivocation, "seq"), Some(header)) = ((code, detail), header) {
            self.locked.insert(header.device);
            self.steps.push(Step::Lock(header.device));
        }
        self.steps.push(Step::Quarantine(Quarantined {
            carrier,
            hash,
            code,
            detail: detail.to_owned(),
            names: header.map(|header| (header.record, header.change, header.device)),
            bytes,
            at_ms: self.now_ms,
        }));
        Judged::Refused(code, detail)
    }
}

/// Lets an envelope into its document, after the centre's word that doubts it if it is unverified.
/// Of a record that is not there yet, that word can only follow, and so does one about a clock:
/// it must not take the room that the envelope needs. What the centre said is in `words`, whatever
/// became of the envelope.
fn apply(
    (storage, voice, words): (&dyn Storage, &mut Voice, &mut Vec<AcceptedEnvelope>),
    open: &mut Open,
    (envelope, said): (&Envelope, &Said),
    doubt: Doubt,
    now_ms: i64,
) -> Result<Result<Applied, Fault>, StorageError> {
    let header = &envelope.header;
    let refused = |refused: fangxian::crdt::Refused| (refused.code, refused.detail);
    let Doubt { reason, early } = doubt;
    let follows = open.document.changes() == 0 || reason.is_none();
    if !follows {
        match open.document.would_take(header, said) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Applied::Known)),
            Err(why) => return Ok(Err(refused(why))),
        }
        match voice.doubt(storage, (open, envelope), reason, now_ms)? {
            Ok(word) => words.extend(word),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    let applied = open.document.take_said(header, said).map_err(refused);
    let is_new = matches!(applied, Ok(Applied::New { .. }));
    if follows && is_new && (early || reason.is_some()) {
        match voice.doubt(storage, (open, envelope), reason, now_ms)? {
            Ok(word) => words.extend(word),
            Err(fault) if reason.is_some() => return Ok(Err(fault)),
            Err((code, _)) => {
                let record = header.record;
                tracing::warn!(%record, ?code, "a record cannot hear that a clock is ahead");
            }
        }
    }
    Ok(applied)
}

/// Whether one more unverified envelope of a device is taken.
fn may_say_more(
    storage: &dyn Storage,
    counts: &mut HashMap<DeviceId, u64>,
    device: DeviceId,
) -> Result<bool, StorageError> {
    let count = match counts.get(&device) {
        Some(count) => *count,
        None => storage.unverified(device)?,
    };
    counts.insert(device, count);
    Ok(count < UNVERIFIED_MAX)
}

/// The record a first envelope opens, where the centre speaks as `voice`.
fn begun(header: &Header, voice: DeviceId) -> Open {
    let actor = fresh_actor_of(&voice);
    let document = Document::open(header.record, &header.kind, header.home, 0, actor);
    Open::new(header.home, document)
}

fn signed_and_names(
    refused: &Quarantined,
    device: DeviceId,
    change: fangxian_protocol::id::ChangeHash,
) -> bool {
    let unsigned = [RefusalCode::Malformed, RefusalCode::BadSignature];
    let names = refused.names.is_some_and(|(_, named, by)| named == change && by == device);
    names && !unsigned.contains(&refused.code)
}
