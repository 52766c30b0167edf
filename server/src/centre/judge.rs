//! Whether an envelope is taken, and what that changes. Nothing is written here: the judge hands
//! over the steps of one commit.

use std::collections::{BTreeSet, HashMap, HashSet};

use fangxian::crdt::{Applied, Document, facts_of, fresh_actor};
use fangxian::domain::fact::{Body, Fact};
use fangxian::domain::hazard::HazardAct;
use fangxian::domain::person::Role;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, PersonId, RecordId};
use fangxian_protocol::message::RefusalCode;

use super::documents::{Documents, Open, REPLAY_MAX};
use super::prepare::Prepared;
use crate::registry::{Device, Roster};
use crate::storage::{AcceptedEnvelope, Quarantined, Step, Storage, StorageError};

/// To how many other units a record may be handed.
const ROUTES_MAX: usize = 16;

/// What became of one envelope.
pub(super) enum Judged {
    /// Taken.
    Accepted,
    /// It was taken before.
    Known,
    /// Not taken, why, and which part.
    Refused(RefusalCode, &'static str),
}

/// Judges the envelopes of one commit.
pub(super) struct Judge<'a> {
    storage: &'a dyn Storage,
    documents: &'a mut Documents,
    now_ms: i64,
    steps: Vec<Step>,
    /// Which envelopes there are, of those looked up and taken in this commit.
    held: HashMap<(DeviceId, u64), EnvelopeHash>,
    /// Records there are, of those looked up.
    existing: HashSet<RecordId>,
    locked: HashSet<DeviceId>,
    guests: HashSet<(Division, PersonId)>,
    /// Records whose history grew in this commit.
    grown: BTreeSet<RecordId>,
}

type Fault = (RefusalCode, &'static str);

impl<'a> Judge<'a> {
    pub(super) fn new(storage: &'a dyn Storage, documents: &'a mut Documents, now_ms: i64) -> Self {
        Self {
            storage,
            documents,
            now_ms,
            steps: Vec::new(),
            held: HashMap::new(),
            existing: HashSet::new(),
            locked: HashSet::new(),
            guests: HashSet::new(),
            grown: BTreeSet::new(),
        }
    }

    /// Looks up at once what judging these envelopes needs to know.
    pub(super) fn look_up(&mut self, prepared: &[Prepared]) -> Result<(), StorageError> {
        let headers = || prepared.iter().filter_map(|p| p.envelope.as_ref()).map(|e| &e.header);
        let numbers: Vec<_> = headers().map(|header| (header.device, header.counter)).collect();
        let records: BTreeSet<RecordId> = headers().map(|header| header.record).collect();
        let records: Vec<RecordId> = records.into_iter().collect();
        for (number, hash) in self.storage.envelope_hashes(&numbers)? {
            self.held.entry(number).or_insert(hash);
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
        if held == Some(true) {
            return Ok(Judged::Known);
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
        let outcome = match held {
            Some(_) => Err((RefusalCode::Equivocation, "header.counter")),
            None => self.take(roster, device, envelope, hash, &bytes)?,
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
                && open.unsaved >= REPLAY_MAX
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
        held.map(|held| *held == hash)
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
        let Envelope { header, change, .. } = envelope;
        if self.locked.contains(&header.device) {
            return Ok(Err((RefusalCode::DeviceNotValid, "locked")));
        }
        let record = header.record;
        let mut fresh = None;
        let existing = self.existing.contains(&record);
        let open = match self.documents.get(record, existing)? {
            Some(open) => open,
            None => {
                let actor = fresh_actor();
                let document = Document::open(record, &header.kind, header.home, 0, actor);
                fresh.insert(Open::new(header.home, document))
            }
        };
        if let Err(fault) = within_scope(device, header, open) {
            return Ok(Err(fault));
        }
        let writer = open.writers.get(&change.actor).copied();
        if let Err(fault) = roles_held(device, envelope, open) {
            return Ok(Err(fault));
        }
        let facts = match open.document.apply(header, change) {
            Ok(Applied::New { facts }) => facts,
            // The same change, signed a second time.
            Ok(Applied::Known) => return Ok(Ok(Judged::Known)),
            Err(refused) => {
                let fault = (refused.code, refused.detail);
                return self.blame_dependency(envelope, fault).map(Err);
            }
        };
        if writer.is_none() {
            open.writers.insert(change.actor, header.device);
        }
        open.unsaved += 1;
        let routes = new_routes(open, &facts);
        let mut villages = vec![open.home];
        villages.extend(&open.routes);
        open.routes.extend(&routes);
        let authors = open.writers.values().copied();
        let authors: Vec<DeviceId> = authors.take_while(|_| !routes.is_empty()).collect();
        if let Some(open) = fresh {
            let (kind, home) = (header.kind.clone(), header.home);
            self.documents.put(record, open);
            self.steps.push(Step::Record { record, kind, home });
        }
        let accepted = AcceptedEnvelope {
            record,
            device: header.device,
            counter: header.counter,
            new_writer: writer.is_none().then_some(change.actor),
            hash,
            bytes: bytes.to_vec(),
            villages,
            at_ms: self.now_ms,
        };
        self.append(roster, accepted, (&routes, &authors));
        Ok(Ok(Judged::Accepted))
    }

    /// The steps that take an envelope in, and those that hand its record on to other units,
    /// whose phones then need to know everyone who wrote in it.
    fn append(
        &mut self,
        roster: &Roster,
        accepted: AcceptedEnvelope,
        (routes, authors): (&[Division], &[DeviceId]),
    ) {
        let (record, author) = (accepted.record, accepted.device);
        for village in &accepted.villages {
            self.introduce(roster, author, *village);
        }
        self.held.insert((author, accepted.counter), accepted.hash);
        self.grown.insert(record);
        self.steps.push(Step::Envelope(accepted));
        for village in routes {
            let village = *village;
            self.steps.push(Step::Route { record, village });
            for author in authors {
                self.introduce(roster, *author, village);
            }
        }
    }

    /// Phones of a village learn of everyone heard there.
    fn introduce(&mut self, roster: &Roster, author: DeviceId, village: Division) {
        let Some(device) = roster.device(author) else {
            return;
        };
        let person = device.person();
        if device.covers(village) || roster.is_guest(village, person) {
            return;
        }
        if self.guests.insert((village, person.clone())) {
            self.steps.push(Step::Guest { village, person: person.clone() });
        }
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
        if let (RefusalCode::Equivocation, Some(header)) = (code, header) {
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

/// The home, or a unit the record was handed to, lies within a post of the device.
fn within_scope(device: &Device, header: &Header, open: &Open) -> Result<(), Fault> {
    let routed = open.routes.iter().any(|village| device.covers(*village));
    if device.covers(header.home) || routed {
        return Ok(());
    }
    Err((RefusalCode::OutOfScope, "header.home"))
}

/// Every fact is said by the device's person, in a role they hold where the record is.
fn roles_held(device: &Device, envelope: &Envelope, open: &Open) -> Result<(), Fault> {
    let facts = facts_of(&envelope.header.kind, &envelope.change)
        .map_err(|refused| (refused.code, refused.detail))?;
    let certificate = &device.certificate;
    for fact in &facts {
        if fact.by != certificate.person {
            return Err((RefusalCode::RoleNotHeld, "by"));
        }
        let holds = |place: &Division| certificate.holds(fact.role.code(), *place);
        if !holds(&open.home) && !open.routes.iter().any(holds) {
            return Err((RefusalCode::RoleNotHeld, "role"));
        }
    }
    Ok(())
}

/// The units these facts hand the record to. Only an office hands over; from anyone else it is a
/// proposal.
fn new_routes(open: &Open, facts: &[Fact]) -> Vec<Division> {
    let mut routes = Vec::new();
    for fact in facts {
        let Body::Hazard(HazardAct::OfferTransfer { to, .. }) = &fact.body else {
            continue;
        };
        let office = matches!(fact.role, Role::Township | Role::Department | Role::District);
        let heard = to.scope().covers(open.home) || open.routes.contains(to) || routes.contains(to);
        if office && !heard && open.routes.len() + routes.len() < ROUTES_MAX {
            routes.push(*to);
        }
    }
    routes
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
