//! Taking in what is unverified: the envelope, and the centre's word that doubts it.

use std::collections::HashMap;

use fangxian::crdt::{Applied, Document, facts_of};
use fangxian::domain::centre::{Reason, Unverified};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::DeviceId;

use super::documents::Open;
use super::standing::Fault;
use super::voice::Voice;
use crate::storage::{AcceptedEnvelope, Storage, StorageError};

/// How many unverified envelopes of one device are taken. A lost phone must not be able to fill
/// the logs for ever; an honest one wrote far fewer before it heard.
const UNVERIFIED_MAX: u64 = 1_000;

/// Lets an envelope into its document, after the centre's word that doubts it if it is unverified.
/// Of a record that is not there yet, that word can only follow. What the centre said is in
/// `words`, whatever became of the envelope.
pub(super) fn apply(
    (storage, voice, words): (&dyn Storage, &mut Voice, &mut Vec<AcceptedEnvelope>),
    open: &mut Open,
    envelope: &Envelope,
    reason: Option<Reason>,
    now_ms: i64,
) -> Result<Result<Applied, Fault>, StorageError> {
    let (header, change) = (&envelope.header, &envelope.change);
    let refused = |refused: fangxian::crdt::Refused| (refused.code, refused.detail);
    let opens = open.document.changes() == 0;
    if let (Some(reason), false) = (reason, opens) {
        match open.document.would_take(header, change) {
            Ok(true) => {}
            Ok(false) => return Ok(Ok(Applied::Known)),
            Err(why) => return Ok(Err(refused(why))),
        }
        match voice.doubt(storage, (open, envelope), reason, now_ms)? {
            Ok(word) => words.extend(word),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    let applied = open.document.apply(header, change).map_err(refused);
    if let (Some(reason), true, Ok(_)) = (reason, opens, &applied) {
        match voice.doubt(storage, (open, envelope), reason, now_ms)? {
            Ok(word) => words.extend(word),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    Ok(applied)
}

/// Whether one more unverified envelope of a device is taken.
pub(super) fn may_say_more(
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

/// Why the centre doubts what an envelope of a document says; `None` when it does not.
pub(super) fn found(document: &Document, envelope: &Envelope) -> Option<Reason> {
    let record = document.hydrate(&|_| None).ok()?;
    let doubts = Unverified::of(&record);
    let facts = facts_of(&envelope.header.kind, &envelope.change).unwrap_or_default();
    facts.iter().find_map(|fact| doubts.reason(fact.id))
}
