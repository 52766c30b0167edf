//! How a judged envelope enters its record and the logs, in the order phones must hear it.

use fangxian::domain::centre::{CentreAct, Reason};
use fangxian::domain::fact::{Body, Fact};
use fangxian::domain::reach::newly;
use fangxian_protocol::change::{Change, Op, Written};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, EvidenceHash};

use super::{Judge, Judged};
use crate::centre::documents::Open;
use crate::registry::{Device, Roster};
use crate::storage::{AcceptedEnvelope, Step, StorageError};

/// To how many other units a record may be handed.
pub(super) const ROUTES_MAX: usize = 16;

/// What an envelope brought to its record.
pub(super) struct Entering {
    /// The facts that are new.
    pub(super) facts: Vec<Fact>,
    /// The attachments it names.
    pub(super) evidence: Vec<EvidenceHash>,
    /// Why it is unverified; `None` when its author is taken at their word.
    pub(super) doubt: Option<Reason>,
    /// When it came.
    pub(super) at_ms: i64,
}

impl Entering {
    /// Notes in its record that an envelope is in: the envelope as it is kept, the units the record
    /// is handed to by it, and who wrote in the record when there are any.
    pub(super) fn let_in(
        self,
        (roster, open): (&Roster, &mut Open),
        Envelope { header, change, .. }: &Envelope,
        (hash, bytes): (EnvelopeHash, &[u8]),
    ) -> (AcceptedEnvelope, Vec<Division>, Vec<DeviceId>) {
        let is_new_writer = open.writers.insert(change.actor, header.device).is_none();
        open.unsaved += 1;
        let mut routes = Vec::new();
        if self.doubt.is_none() {
            routes = new_routes((roster, open), &self.facts);
        }
        let villages = open.villages();
        open.routes.extend(&routes);
        let authors = open.writers.values().copied();
        let authors: Vec<DeviceId> = authors.take_while(|_| !routes.is_empty()).collect();
        let accepted = AcceptedEnvelope {
            record: header.record,
            device: header.device,
            counter: header.counter,
            new_writer: is_new_writer.then_some(change.actor),
            hash,
            bytes: bytes.to_vec(),
            doubt: self.doubt,
            evidence: self.evidence,
            villages,
            at_ms: self.at_ms,
        };
        (accepted, routes, authors)
    }
}

impl Judge<'_> {
    /// A record begins with the envelope of this header.
    pub(super) fn begin(&mut self, header: &Header, open: Open) {
        let (record, kind, home) = (header.record, header.kind.clone(), header.home);
        self.documents.put(record, open);
        self.steps.push(Step::Record { record, kind, home });
    }

    /// Takes an envelope in with the centre's words about it. Nobody may see an unverified envelope
    /// before the word that doubts it; only the change that opens a record comes first, because
    /// nothing can be said of a record that is not there. Words about a clock follow. The record
    /// also hears of the attachments it names that are here already and that its author may see.
    pub(super) fn enter(
        &mut self,
        roster: &Roster,
        (accepted, words, follow): (AcceptedEnvelope, Vec<AcceptedEnvelope>, bool),
        routed: (&[Division], &[DeviceId]),
    ) -> Result<(), StorageError> {
        let (record, evidence) = (accepted.record, accepted.evidence.clone());
        let author = roster.device(accepted.device).cloned();
        let (before, after) = if follow { (Vec::new(), words) } else { (words, Vec::new()) };
        self.append_all(roster, before);
        self.append(roster, accepted, routed);
        self.append_all(roster, after);
        if evidence.is_empty() {
            return Ok(());
        }
        let mut here = self.storage.here_untold(record, &evidence)?;
        here.retain(|hash| !self.told.contains(&(record, *hash)));
        here.sort_unstable();
        here.dedup();
        here = self.seen_by(author.as_deref(), here)?;
        if !here.is_empty() {
            self.arrived(record, here, self.now_ms);
        }
        Ok(())
    }

    /// Those of these attachments that a device may know are here. Of others it has the bytes
    /// itself, and sends them, or a hash it came by somewhere.
    fn seen_by(
        &self,
        device: Option<&Device>,
        mut here: Vec<EvidenceHash>,
    ) -> Result<Vec<EvidenceHash>, StorageError> {
        let scopes = device.map(Device::scopes).unwrap_or_default();
        let mut failed = Ok(());
        here.retain(|hash| {
            let shown = self.storage.is_shown(*hash, &scopes).and_then(|shown| {
                // Nobody sends what no record names, so a salvage lost who did: who names it first.
                Ok(shown == Some(true) || self.storage.is_found(*hash)?)
            });
            shown.map_err(|error| failed = Err(error)).unwrap_or(false)
        });
        failed.map(|()| here)
    }

    /// What became of an envelope that was taken; unverified ones of a device are counted.
    pub(super) fn counted(
        &mut self,
        (device, hash): (DeviceId, EnvelopeHash),
        reason: Option<Reason>,
    ) -> Judged {
        let Some(reason) = reason else { return Judged::Accepted };
        self.doubts.insert(hash, reason);
        self.steps.push(Step::Unverified(device));
        *self.unverified.entry(device).or_default() += 1;
        Judged::Unverified(reason)
    }

    /// Takes in what the centre itself says.
    pub(super) fn append_all(
        &mut self,
        roster: &Roster,
        words: impl IntoIterator<Item = AcceptedEnvelope>,
    ) {
        for word in words {
            self.append(roster, word, (&[], &[]));
        }
    }

    /// The steps that take an envelope in, and those that hand its record on to other units,
    /// whose phones then need to know everyone who wrote in it.
    pub(super) fn append(
        &mut self,
        roster: &Roster,
        accepted: AcceptedEnvelope,
        (routes, authors): (&[Division], &[DeviceId]),
    ) {
        let (record, author) = (accepted.record, accepted.device);
        for village in &accepted.villages {
            self.introduce(roster, author, *village);
        }
        self.held.entry((author, accepted.counter)).or_default().push(accepted.hash);
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
    pub(super) fn introduce(&mut self, roster: &Roster, author: DeviceId, village: Division) {
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
}

/// How many attachments a change names: how many maps it makes under keys as long as their names.
pub(super) fn names(change: &Change) -> usize {
    let long = EvidenceHash::LEN_BYTES * 2;
    let is_name = |op: &&Op| op.written == Written::Map && op.key.len() == long;
    change.ops.iter().filter(is_name).count()
}

/// The attachments that these facts of the centre say are here.
pub(super) fn told_by(facts: &[Fact]) -> Vec<EvidenceHash> {
    let told = facts.iter().filter_map(|fact| match &fact.body {
        Body::Centre(CentreAct::Arrived { evidence }) => Some(*evidence),
        _ => None,
    });
    told.collect()
}

/// The units these facts hand the record to. A code that is in no table is nobody: the record stays
/// where it is, with the offer.
fn new_routes((roster, open): (&Roster, &Open), facts: &[Fact]) -> Vec<Division> {
    let routes = newly(open.home, &open.routes, facts).into_iter();
    let units = routes.filter(|to| roster.unit(*to, 0).is_some());
    units.take(ROUTES_MAX.saturating_sub(open.routes.len())).collect()
}
