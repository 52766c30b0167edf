//! A restored or copied phone, and one whose key is gone, goes on under a new name.
//!
//! What the centre has from the old name stays, or comes back like anyone's words. What it does not
//! have is said again under the new one: the same facts with the same ids, authors, times and
//! `seen`, in the same order, before anything new is taken in, so that nothing is replaced that its
//! author had not seen. Only a record that another copy opened meanwhile is heard first.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::change::{Change, Object, Written};
use fangxian_protocol::envelope::{Envelope, Header};
use fangxian_protocol::id::{Actor, EnvelopeHash, FactId, RecordId};
use fangxian_protocol::key::Signer;
use fangxian_protocol::limits::PUSH_ENVELOPES_MAX;
use fangxian_protocol::message::Chain;
use fangxian_protocol::scalar::Scalar;
use sha2::{Digest, Sha256};

use super::heard::Ingested;
use crate::crdt::{Document, Edit, actor_of, edit_of};
use crate::domain::view::Version;
use crate::keys::Keys;
use crate::store::{KeyHolder, Place, Reading, StoreError, StoredEnvelope, Writing, projecting};

/// The vocabulary version of a record whose opening does not say.
const SCHEMA: i64 = 1;
const SCHEMA_KEY: &str = "schema";

/// The name a phone goes on under.
pub(crate) struct NewName<'a> {
    /// Its key, as it is kept.
    pub(crate) key: KeyHolder,
    /// What signs with that key.
    pub(crate) signer: &'a dyn Signer,
    /// Random bytes of which its writer is made.
    pub(crate) chance: [u8; 8],
    /// What the centre vouches for.
    pub(crate) certificate: &'a Certificate,
}

/// What is being said again.
struct Retelling<'a> {
    signer: &'a dyn Signer,
    writer: Actor,
    counter: u64,
    previous: EnvelopeHash,
    documents: BTreeMap<RecordId, Document>,
    /// How a void names the description it saw: by the change that wrote it, which has another
    /// hash now.
    marks: BTreeMap<FactId, FactId>,
}

/// The own envelopes the centre has not answered for, as a renewal names them.
///
/// # Errors
/// Those of the store.
pub(super) fn waiting(reading: &Reading<'_>) -> Result<Vec<Chain>, StoreError> {
    let unanswered = reading.unanswered()?;
    let opened = unanswered.iter().filter_map(|row| Some((row.hash, row.open()?)));
    let named = opened.map(|(last, envelope)| Chain { counter: envelope.header.counter, last });
    Ok(named.take(PUSH_ENVELOPES_MAX).collect())
}

/// Takes the new name: everything in one transaction, so that a phone that dies here has either
/// the old name or the new one, and every word. The centre has the first `held` of those that wait.
///
/// # Errors
/// [`StoreError`]; then nothing was changed.
pub(crate) fn take_new_name(
    writing: &mut Writing<'_>,
    name: NewName<'_>,
    held: u64,
    now_ms: i64,
) -> Result<Ingested, StoreError> {
    let Some(mut identity) = writing.identity()? else { return Ok(Ingested::default()) };
    let mut unheeded = writing.unheeded()?;
    unheeded.retain(|row| row.open().is_some());
    let mut left = held;
    let (there, unsaid): (Vec<_>, Vec<_>) = unheeded.into_iter().partition(|row| {
        let is_there = left > 0 && row.place < Place::Accepted;
        left -= u64::from(is_there);
        is_there
    });
    for row in &there {
        writing.set_place(&row.hash, Place::Accepted, None)?;
    }
    for row in &unsaid {
        writing.withdraw(row, now_ms)?;
    }
    let none = (0, EnvelopeHash([0; EnvelopeHash::LEN_BYTES]));
    let (records, chain) = retell(writing, (name.signer, name.chance), none, &unsaid)?;
    identity.key = name.key;
    identity.certificate = Some(name.certificate.clone());
    (identity.counter, identity.previous) = chain;
    writing.put_identity(&identity)?;
    writing.put_certificate(name.certificate)?;
    writing.forget_successor()?;
    Ok(Ingested { records, ..Ingested::default() })
}

/// Sets a record's envelopes aside, to be said again on what others made of it: a copy of this
/// phone opened the record first, under another name. `None` when they are not all this phone's own
/// and unknown to the centre or lost there, or cannot be signed from here.
///
/// # Errors
/// Those of the store.
pub(super) fn withdraw_beginning(
    writing: &Writing<'_>,
    record: &RecordId,
    (keys, now_ms): (&Keys, i64),
) -> Result<Option<Vec<StoredEnvelope>>, StoreError> {
    let rows = writing.envelopes_of(record)?;
    let signer = writing.identity()?.and_then(|identity| keys.signer(&identity));
    if signer.is_none() || rows.is_empty() {
        return Ok(None);
    }
    for row in &rows {
        let is_unknown = row.place != Place::Accepted || writing.may_be_lost(&row.hash)?;
        if !row.own || !is_unknown {
            return Ok(None);
        }
    }
    for row in &rows {
        writing.withdraw(row, now_ms)?;
    }
    Ok(Some(rows))
}

/// Says withdrawn words again, on the record as it is now.
///
/// # Errors
/// Those of the store.
pub(super) fn say_again_here(
    writing: &Writing<'_>,
    rows: &[StoredEnvelope],
    keys: &Keys,
) -> Result<(), StoreError> {
    let Some(identity) = writing.identity()? else { return Ok(()) };
    let Some(signer) = keys.signer(&identity) else { return Ok(()) };
    let chain = (identity.counter, identity.previous);
    // The same words have the same writer, and other words another: a copy of this phone may be
    // doing the same.
    let mut hasher = Sha256::new();
    rows.iter().for_each(|row| hasher.update(row.hash.0));
    let mut chance = [0; 8];
    chance.copy_from_slice(&hasher.finalize()[..8]);
    let (_, (counter, last)) = retell(writing, (signer.as_ref(), chance), chain, rows)?;
    writing.set_chain(counter, &last)
}

/// The records that changed, and how the chain goes on.
type Retold = (Vec<RecordId>, (u64, EnvelopeHash));

fn retell(
    writing: &Writing<'_>,
    (signer, chance): (&dyn Signer, [u8; 8]),
    (counter, previous): (u64, EnvelopeHash),
    rows: &[StoredEnvelope],
) -> Result<Retold, StoreError> {
    let writer = actor_of(&signer.public_key().device(), chance);
    let (documents, marks) = (BTreeMap::new(), BTreeMap::new());
    let mut retelling = Retelling { signer, writer, counter, previous, documents, marks };
    for row in rows {
        retelling.say_again(writing, row)?;
    }
    let mut records = Vec::new();
    for (record, document) in &mut retelling.documents {
        if document.changes() > 0 {
            projecting::refresh(writing, document)?;
            records.push(*record);
        }
    }
    Ok((records, (retelling.counter, retelling.previous)))
}

impl Retelling<'_> {
    fn say_again(&mut self, writing: &Writing<'_>, row: &StoredEnvelope) -> Result<(), StoreError> {
        let Some(envelope) = row.open() else { return Ok(()) };
        let Header { kind, record, .. } = &envelope.header;
        let Ok(mut edit) = edit_of(kind, &envelope.change) else { return Ok(()) };
        self.remark(&mut edit);
        let document = match self.documents.entry(*record) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(open(writing, &envelope, self.writer)?),
        };
        let written = match document.reconcile(&edit) {
            Ok(Some(written)) => written,
            // The centre has it already, by another way.
            Ok(None) => return Ok(()),
            // It stays where it was set aside, for a person to look at.
            Err(_) => return writing.unsettle(&row.hash),
        };
        let mark = Version::mark_of_change;
        self.marks.insert(mark(&envelope.header.change), mark(&written.hash));
        let header = Header {
            suite: self.signer.public_key().suite,
            device: self.signer.public_key().device(),
            counter: self.counter + 1,
            previous: self.previous,
            change: written.hash,
            ..envelope.header
        };
        let said = Envelope::sign(header, written.change, self.signer);
        let said = said.map_err(|_| StoreError::KeyLocked)?;
        let bytes = said.to_bytes();
        (self.counter, self.previous) = (said.header.counter, Envelope::hash(&bytes));
        writing.append(&said, &bytes, (Place::OnlyHere, true), row.stored_ms).map(drop)
    }

    fn remark(&self, edit: &mut Edit) {
        for fact in &mut edit.facts {
            let seen = fact.seen.iter().map(|id| *self.marks.get(id).unwrap_or(id));
            fact.seen = seen.collect();
        }
    }
}

/// The document without what is said again; a new one when its record begins with that.
fn open(writing: &Writing<'_>, first: &Envelope, actor: Actor) -> Result<Document, StoreError> {
    let header = &first.header;
    let kept = projecting::open_anew(writing, &header.record, actor)?;
    Ok(kept.unwrap_or_else(|| {
        Document::open(header.record, &header.kind, header.home, schema(&first.change), actor)
    }))
}

/// The vocabulary version a record was opened with.
fn schema(change: &Change) -> i64 {
    let said = change.ops.iter().find_map(|op| match (&op.object, &op.written) {
        (Object::Root, Written::Value(Scalar::Int(schema))) if op.key == SCHEMA_KEY => {
            Some(*schema)
        }
        _ => None,
    });
    said.unwrap_or(SCHEMA)
}
