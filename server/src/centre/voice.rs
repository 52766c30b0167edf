//! The centre's own words: facts in its own role, written, signed and logged like anyone's.

use std::sync::Arc;

use fangxian::crdt::{BadEdit, Document, Edit, edit_of};
use fangxian::domain::centre::{CENTRE, CentreAct, Reason};
use fangxian::domain::fact::{Body, Fact};
use fangxian::domain::is_ahead;
use fangxian::domain::person::Role;
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{DeviceId, EnvelopeHash, FactId, Kind, RecordId};
use fangxian_protocol::key::Signer;
use fangxian_protocol::message::RefusalCode;

use super::documents::Open;
use super::standing::Fault;
use crate::storage::{AcceptedEnvelope, Storage, StorageError};

/// What the centre speaks with.
pub(super) struct Voice {
    signer: Arc<dyn Signer>,
    device: DeviceId,
    /// Counter and name of its last envelope, once looked up.
    last: Option<(u64, EnvelopeHash)>,
}

impl Voice {
    pub(super) fn new(signer: Arc<dyn Signer>) -> Self {
        let device = signer.public_key().device();
        Self { signer, device, last: None }
    }

    /// Its device.
    pub(super) fn device(&self) -> DeviceId {
        self.device
    }

    /// What was said was not committed: looks up again where it stands.
    pub(super) fn forget(&mut self) {
        self.last = None;
    }

    /// Says of an open record what is to be doubted of what `envelope` states: whether it is
    /// unverified, and which of it was here before its time.
    ///
    /// Fields an unverified one describes anew are said once more as they stand, so that neither
    /// value replaces the other unseen.
    ///
    /// Refused when the record has no room for it.
    ///
    /// # Errors
    /// [`StorageError`]; then nothing more may be committed.
    pub(super) fn doubt(
        &mut self,
        storage: &dyn Storage,
        (open, envelope): (&mut Open, &Envelope),
        reason: Option<Reason>,
        now_ms: i64,
    ) -> Result<Result<Option<AcceptedEnvelope>, Fault>, StorageError> {
        let header = &envelope.header;
        let said = edit_of(&header.kind, &envelope.change).map_err(failed)?;
        let early = said.facts.iter().filter(|fact| is_ahead(fact.at_ms, now_ms));
        let early: Vec<FactId> = early.map(|fact| fact.id).collect();
        let mut acts = Vec::new();
        let mut fields = Vec::new();
        if let Some(reason) = reason {
            let facts: Vec<FactId> = said.facts.iter().map(|fact| fact.id).collect();
            acts.extend((!facts.is_empty()).then_some(CentreAct::Unverified { facts, reason }));
            fields = standing(&mut open.document, &said).map_err(failed)?;
        }
        acts.extend((!early.is_empty()).then_some(CentreAct::ClockAhead { facts: early }));
        let facts = acts.into_iter().map(|act| fact(act, now_ms)).collect::<Result<_, _>>()?;
        let edit = Edit { fields, facts, ..Edit::default() };
        self.say(storage, (open, header.record, &header.kind), &edit, now_ms)
    }

    /// Writes an edit of a record as the centre's own.
    fn say(
        &mut self,
        storage: &dyn Storage,
        (open, record, kind): (&mut Open, RecordId, &Kind),
        edit: &Edit,
        now_ms: i64,
    ) -> Result<Result<Option<AcceptedEnvelope>, Fault>, StorageError> {
        let written = match open.document.restate_later(edit) {
            Ok(Some(written)) => written,
            Ok(None) => return Ok(Ok(None)),
            Err(BadEdit::Refused(why)) => return Ok(Err((why.code, why.detail))),
            Err(BadEdit::TooLarge) => return Ok(Err((RefusalCode::RecordFull, "fields"))),
            Err(error) => return Err(failed(error)),
        };
        let (last, previous) = match self.last {
            Some(last) => last,
            None => storage.last_envelope(self.device)?.unwrap_or((0, EnvelopeHash([0; 16]))),
        };
        // A database that was put back to an earlier day has forgotten numbers that phones know:
        // the clock keeps them from being used twice.
        let counter = now_ms.max(0).unsigned_abs().max(last + 1);
        let header = Header {
            suite: self.signer.public_key().suite,
            device: self.device,
            counter,
            previous,
            wall_ms: now_ms,
            kind: kind.clone(),
            home: open.home,
            record,
            change: written.hash,
        };
        let actor = written.change.actor;
        let envelope = Envelope::sign(header, written.change, self.signer.as_ref());
        let bytes = envelope.map_err(failed)?.to_bytes();
        let hash = Envelope::hash(&bytes);
        self.last = Some((counter, hash));
        let new_writer = open.writers.insert(actor, self.device).is_none().then_some(actor);
        open.unsaved += 1;
        Ok(Ok(Some(AcceptedEnvelope {
            record,
            device: self.device,
            counter,
            new_writer,
            hash,
            bytes,
            doubt: None,
            evidence: Vec::new(),
            villages: open.villages(),
            at_ms: now_ms,
        })))
    }
}

/// The values that stand at the fields an edit would change.
fn standing(
    document: &mut Document,
    said: &Edit,
) -> Result<Vec<(String, fangxian_protocol::scalar::Scalar)>, fangxian::crdt::Unreadable> {
    if said.fields.is_empty() || document.changes() == 0 {
        return Ok(Vec::new());
    }
    let record = document.hydrate(&|_| None)?;
    let stands = said.fields.iter().filter_map(|(name, value)| {
        let shown = fangxian::domain::shown_value(&record, name)?;
        (shown != value).then(|| (name.clone(), shown.clone()))
    });
    Ok(stands.collect())
}

fn fact(act: CentreAct, at_ms: i64) -> Result<Fact, StorageError> {
    let mut id = [0; FactId::LEN_BYTES];
    getrandom::fill(&mut id).map_err(failed)?;
    Ok(Fact {
        id: FactId(id),
        by: CENTRE.parse().map_err(failed)?,
        role: Role::Centre,
        post: None,
        asked: None,
        more: Default::default(),
        at_ms,
        seen: Default::default(),
        body: Body::Centre(act),
    })
}

fn failed(error: impl std::fmt::Display) -> StorageError {
    StorageError { reason: format!("the centre cannot speak: {error}") }
}
