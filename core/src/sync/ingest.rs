//! Takes what the centre said into the store, each record alone.
//!
//! What cannot be used is set aside with its reason; it blocks nothing and nothing is deleted.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::change::{Op, Written};
use fangxian_protocol::codec::Malformed;
use fangxian_protocol::directory::Directory;
use fangxian_protocol::entry::{Arrival, Entry};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{EnvelopeHash, RecordId};
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{RefusalCode, SyncResponse, VillageLog};
use fangxian_protocol::scalar::Scalar;

use super::heard::Ingested;
use super::rename::{say_again_here, withdraw_beginning};
use crate::crdt::{Applied, Document, Refused, facts_of, fresh_actor, unpack};
use crate::domain::person::Role;
use crate::keys::Keys;
use crate::store::{Place, StoreError, Writing, projecting};

/// Who vouches for the envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// Each by its own signature, checked against the device's certificate.
    ByDevice,
    /// The centre, which signed the file they came in.
    ByCentre,
}

/// How envelopes are taken.
#[derive(Clone, Copy)]
pub struct Taking<'a> {
    /// Who vouches for them.
    pub vouched: Vouched,
    /// This device's, for words of its own that must be said again.
    pub keys: &'a Keys,
    /// This device's clock.
    pub now_ms: i64,
}

/// A village's log as far as it was heard, and what was new in it.
pub(super) type Log = (Cursor, Vec<Vec<u8>>);

/// What is new in each village of an answer.
///
/// # Errors
/// [`Malformed`] when the answer is none a centre gives.
pub(super) fn logs_of(response: &SyncResponse) -> Result<Vec<Log>, Malformed> {
    let mut left = MESSAGE_BYTES_MAX;
    let log = |village: &VillageLog| {
        let entries = unpack(&village.entries, left)?;
        left = left.saturating_sub(entries.iter().map(Vec::len).sum());
        Ok((village.through, entries))
    };
    response.villages.iter().map(log).collect()
}

/// Takes a whole answer: what became of the push, the directory, the logs, the cursors.
///
/// # Errors
/// [`StoreError`]; then nothing of the answer was taken.
pub(super) fn take_answer(
    writing: &mut Writing<'_>,
    (response, logs): (&SyncResponse, &[Log]),
    pushed: &[EnvelopeHash],
    (keys, now_ms): (&Keys, i64),
) -> Result<Ingested, StoreError> {
    settle_push(writing, response, pushed)?;
    writing.set_server_time(response.server_time_ms)?;
    if let Some(directory) = &response.directory {
        take_directory(writing, directory)?;
    }
    let mut all = Ingested::default();
    let taking = Taking { vouched: Vouched::ByDevice, keys, now_ms };
    for (through, entries) in logs {
        all.add(ingest(writing, entries, taking)?);
        writing.advance_cursor(*through)?;
    }
    if !response.more && response.snapshots.is_empty() {
        all.records.extend(writing.heard_all()?);
    }
    Ok(all)
}

/// Takes encoded entries of a log, oldest first.
///
/// # Errors
/// [`StoreError`]; then nothing was taken.
pub fn ingest(
    writing: &mut Writing<'_>,
    entries: &[Vec<u8>],
    taking: Taking<'_>,
) -> Result<Ingested, StoreError> {
    let mut ingested = Ingested::default();
    let mut by_record: BTreeMap<RecordId, Vec<(Envelope, &[u8])>> = BTreeMap::new();
    let mut arrived = BTreeSet::new();
    for bytes in entries {
        match admit(writing, bytes, taking.vouched)? {
            Admitted::Arrived(arrival) => {
                if writing.note_arrival(&arrival)? {
                    arrived.insert(arrival.record);
                }
            }
            Admitted::New(envelope) => {
                by_record.entry(envelope.header.record).or_default().push((*envelope, bytes));
            }
            Admitted::Known => {}
            Admitted::Refused(code, detail) => {
                set_aside(writing, bytes, Refused { code, detail }, taking.now_ms)?;
                ingested.set_aside += 1;
            }
        }
    }
    for (record, envelopes) in by_record {
        take_record(writing, record, &envelopes, taking, &mut ingested)?;
    }
    let shown: BTreeSet<RecordId> = ingested.records.iter().copied().collect();
    for record in arrived.difference(&shown).copied() {
        if writing.show_arrived(&record)? {
            ingested.records.push(record);
        }
    }
    Ok(ingested)
}

enum Admitted {
    New(Box<Envelope>),
    Arrived(Arrival),
    Known,
    Refused(RefusalCode, &'static str),
}

fn admit(
    writing: &mut Writing<'_>,
    bytes: &[u8],
    vouched: Vouched,
) -> Result<Admitted, StoreError> {
    let envelope = match Entry::from_bytes(bytes) {
        Ok(Entry::Word(envelope)) => envelope,
        Ok(Entry::Arrival(arrival)) => return Ok(Admitted::Arrived(arrival)),
        Err(malformed) => return Ok(Admitted::Refused(RefusalCode::Malformed, malformed.field)),
    };
    if writing.has_change(&envelope.header.change)? {
        let hash = Envelope::hash(bytes);
        writing.is_there(&hash)?;
        // What was accepted before may also have been taken as unverified, and stays so.
        if writing.envelope(&hash)?.is_some_and(|row| row.place != Place::Accepted) {
            writing.set_place(&hash, Place::Accepted, None)?;
        }
        return Ok(Admitted::Known);
    }
    if vouched == Vouched::ByDevice {
        let Some(certificate) = writing.certificate_of(&envelope.header.device)? else {
            return Ok(Admitted::Refused(RefusalCode::DeviceNotValid, "device"));
        };
        if envelope.verify(&certificate.key).is_err() {
            return Ok(Admitted::Refused(RefusalCode::BadSignature, "signature"));
        }
        if speaks_as_centre(&envelope) && !is_centre(&certificate) {
            return Ok(Admitted::Refused(RefusalCode::RoleNotHeld, "role"));
        }
    }
    Ok(Admitted::New(envelope))
}

/// Whether a fact is said in the role only the centre has.
fn speaks_as_centre(envelope: &Envelope) -> bool {
    let code = Role::Centre.code();
    let mut ops = envelope.change.ops.iter();
    // Nearly nothing is: facts are read only where the word occurs at all.
    let named = |op: &Op| matches!(&op.written, Written::Value(Scalar::Text(text)) if text == code);
    ops.any(named)
        && facts_of(&envelope.header.kind, &envelope.change)
            .is_ok_and(|facts| facts.iter().any(|fact| fact.role == Role::Centre))
}

fn is_centre(certificate: &Certificate) -> bool {
    certificate.posts.iter().any(|post| post.role == Role::Centre.code())
}

fn take_record(
    writing: &mut Writing<'_>,
    record: RecordId,
    envelopes: &[(Envelope, &[u8])],
    Taking { keys, now_ms, .. }: Taking<'_>,
    ingested: &mut Ingested,
) -> Result<(), StoreError> {
    let Some((first, _)) = envelopes.first() else { return Ok(()) };
    let empty = || Document::empty(record, &first.header.kind, first.header.home, fresh_actor());
    let opened = projecting::open(writing, &record, fresh_actor())?;
    let mut document = opened.unwrap_or_else(empty);
    let mut left: Vec<&Sent<'_>> = envelopes.iter().collect();
    let mut applied = apply_all(&mut document, &left);
    let mut withdrawn = None;
    if applied.iter().any(is_another_beginning) {
        let mut theirs = empty();
        let taken = apply_all(&mut theirs, &left);
        if taken.iter().any(|one| matches!(one, Ok(Applied::New { .. }))) {
            withdrawn = withdraw_beginning(writing, &record, (keys, now_ms))?;
        }
        if withdrawn.is_some() {
            (document, applied) = (theirs, taken);
        }
    }
    let mut changed = false;
    loop {
        let taken_before = ingested.taken;
        let refused = keep(writing, left.into_iter().zip(applied), now_ms, ingested)?;
        let took = ingested.taken > taken_before;
        changed |= took;
        if !took || writing.envelope_count_of(&record)? <= document.changes() {
            for ((_, bytes), why) in refused {
                set_aside(writing, bytes, why, now_ms)?;
                ingested.set_aside += 1;
            }
            break;
        }
        // What follows these was here before them, as they had been lost to damage; and what was
        // refused may follow that.
        document = projecting::open_anew(writing, &record, fresh_actor())?.unwrap_or(document);
        left = refused.into_iter().map(|(one, _)| one).collect();
        applied = apply_all(&mut document, &left);
    }
    if changed {
        projecting::refresh(writing, &mut document)?;
        ingested.records.push(record);
    }
    if let Some(rows) = withdrawn {
        say_again_here(writing, &rows, keys)?;
        ingested.said_again.extend(rows.iter().map(|row| row.hash));
    }
    Ok(())
}

/// An envelope and its encoded form.
type Sent<'b> = (Envelope, &'b [u8]);

fn apply_all(document: &mut Document, sent: &[&Sent<'_>]) -> Vec<Result<Applied, Refused>> {
    document.apply_all(sent.iter().map(|(envelope, _)| (&envelope.header, &envelope.change)))
}

/// Stores what a document took; what it refused, with the reasons.
fn keep<'e, 'b>(
    writing: &Writing<'_>,
    applied: impl Iterator<Item = (&'e Sent<'b>, Result<Applied, Refused>)>,
    now_ms: i64,
    ingested: &mut Ingested,
) -> Result<Vec<(&'e Sent<'b>, Refused)>, StoreError> {
    let mut refused = Vec::new();
    for (one, applied) in applied {
        let (envelope, bytes) = one;
        match applied {
            Ok(Applied::New { .. }) => {
                let own = take_back(writing, envelope, bytes)?;
                writing.append(envelope, bytes, (Place::Accepted, own), now_ms)?;
                ingested.taken += 1;
            }
            Ok(Applied::Known) => {}
            Err(why) => refused.push((one, why)),
        }
    }
    Ok(refused)
}

/// Whether a change opens a record that this phone opened itself.
fn is_another_beginning(applied: &Result<Applied, Refused>) -> bool {
    let wrong = |refused: &Refused| (refused.code, refused.detail);
    matches!(applied.as_ref().map_err(wrong), Err((RefusalCode::WrongRecord, "root")))
}

/// Whether this phone once wrote it and lost it to damage. Its chain then goes on behind it: a
/// number used twice would look like two phones under one name.
fn take_back(writing: &Writing<'_>, envelope: &Envelope, bytes: &[u8]) -> Result<bool, StoreError> {
    let Some(identity) = writing.identity()? else { return Ok(false) };
    let mine = identity.certificate.as_ref().map(Certificate::device);
    let own = mine == Some(envelope.header.device);
    if own && envelope.header.counter > identity.counter {
        writing.set_chain(envelope.header.counter, &Envelope::hash(bytes))?;
    }
    Ok(own)
}

/// Keeps what cannot be used, with its reason.
fn set_aside(
    writing: &Writing<'_>,
    bytes: &[u8],
    refused: Refused,
    now_ms: i64,
) -> Result<(), StoreError> {
    let reason = format!("{}: {}", refused.code.as_str(), refused.detail);
    writing.quarantine(bytes, (&reason, "centre"), now_ms, true)
}

/// Takes the directory: only certificates the centre really issued, and this device's own new
/// one, when its posts have changed.
fn take_directory(writing: &Writing<'_>, directory: &Directory) -> Result<(), StoreError> {
    let Some(mut identity) = writing.identity()? else { return Ok(()) };
    let centre = identity.centre.as_ref().map(|centre| centre.key);
    let issued = |certificate: &&Certificate| {
        centre.is_some_and(|centre| certificate.verify(&centre).is_ok())
    };
    let devices: Vec<_> = directory.devices.iter().filter(issued).cloned().collect();
    let me = identity.certificate.as_ref().map(Certificate::device);
    let mine = devices.iter().find(|certificate| Some(certificate.device()) == me);
    if mine.is_some() && mine != identity.certificate.as_ref() {
        identity.certificate = mine.cloned();
        writing.put_identity(&identity)?;
    }
    writing.apply_directory(&Directory { devices, ..directory.clone() })
}

/// Notes what became of the pushed envelopes.
fn settle_push(
    writing: &mut Writing<'_>,
    response: &SyncResponse,
    pushed: &[EnvelopeHash],
) -> Result<(), StoreError> {
    let refused: BTreeMap<usize, RefusalCode> = response
        .refused
        .iter()
        .filter_map(|refusal| Some((usize::try_from(refusal.index).ok()?, refusal.code)))
        .collect();
    for (index, hash) in pushed.iter().enumerate() {
        let verdict = refused.get(&index);
        if writing.may_be_lost(hash)? {
            match verdict {
                // What it follows is yet to be brought.
                Some(code) if code.is_retryable() => continue,
                _ => writing.is_there(hash)?,
            }
        }
        let (place, code) = match verdict {
            None => (Place::Accepted, None),
            Some(code) if code.is_retryable() => (Place::Sent, Some(*code)),
            Some(code) if code.is_taken() => (Place::Accepted, Some(*code)),
            Some(code) => (Place::Quarantined, Some(*code)),
        };
        writing.set_place(hash, place, code)?;
    }
    Ok(())
}
