//! What this phone wrote and how far it has come: what to send, and what to tell people.

use std::collections::BTreeSet;

use fangxian_protocol::id::{EnvelopeHash, RecordId};
use fangxian_protocol::message::RefusalCode;

use super::envelope::{as_i64, damaged};
use super::{Place, Reading, StoreError, StoredEnvelope, Writing};

/// How this phone's own envelopes fare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutboxSummary {
    /// Envelopes only on this phone.
    pub only_here: u64,
    /// Sent and not answered.
    pub sent: u64,
    /// Accepted by the centre.
    pub accepted: u64,
    /// Set aside by the centre.
    pub quarantined: u64,
    /// Of those accepted, taken as unverified proposals: this phone was revoked or the post ended.
    pub unverified: u64,
    /// Attachments of records that the centre does not have, those set aside among them.
    pub attachments_waiting: u64,
    /// Those of them that need a person: each is told with its record and what to do.
    pub attachments_set_aside: u64,
    /// How many bytes those are.
    pub attachment_bytes_waiting: u64,
    /// Envelopes the centre once had and has lost: this phone brings them back.
    pub lost: u64,
    /// Records with an envelope that is only here or unanswered, or an attachment that waits.
    pub records_pending: u64,
    /// When the oldest of those envelopes and attachments was stored, milliseconds since 1970 UTC.
    pub oldest_pending_ms: Option<i64>,
}

/// An envelope that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its name.
    pub hash: EnvelopeHash,
    /// Its position in the outbox.
    pub position: u64,
    /// Whether this phone wrote it.
    pub own: bool,
    /// Itself.
    pub bytes: Vec<u8>,
}

impl OutboxSummary {
    /// Envelopes the centre has not answered for.
    pub fn pending(&self) -> u64 {
        self.only_here + self.sent
    }
}

impl Reading<'_> {
    /// Own envelopes the centre has not answered for and all it has lost, oldest first: as many as
    /// fit, at least one if there is one. Only those after position `after`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn pending(
        &self,
        after: u64,
        count_max: usize,
        bytes_max: usize,
    ) -> Result<Vec<Waiting>, StoreError> {
        let lost = !self.is_hearing_again()?;
        let sql = "SELECT hash, bytes, id, own FROM (
                       SELECT id FROM envelope INDEXED BY envelope_pending
                       WHERE own = 1 AND place < 2 AND id > ?1
                       UNION SELECT id FROM unheard WHERE ?2 AND id > ?1
                   ) JOIN envelope USING (id) ORDER BY id";
        let mut statement = self.prepare(sql)?;
        let mut rows = self.noted(statement.query((as_i64(after), lost)))?;
        let (mut out, mut total_bytes) = (Vec::new(), 0);
        while out.len() < count_max {
            let Some(row) = self.noted(rows.next())? else {
                break;
            };
            let bytes: Vec<u8> = row.get(1)?;
            total_bytes += bytes.len();
            if total_bytes > bytes_max && !out.is_empty() {
                break;
            }
            let (hash, position, own) = (EnvelopeHash(row.get(0)?), row.get(2)?, row.get(3)?);
            out.push(Waiting { hash, position, own, bytes });
        }
        Ok(out)
    }

    /// Every own envelope the centre has not answered for, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unanswered(&self) -> Result<Vec<StoredEnvelope>, StoreError> {
        let sql = "SELECT hash, bytes, place, refusal, own, stored_ms FROM envelope
                   INDEXED BY envelope_pending WHERE own = 1 AND place < 2 ORDER BY id";
        self.all(sql, [], StoredEnvelope::read)
    }

    /// Every own envelope that could be said under another name, oldest first: the centre has not
    /// answered for it, or not taken it because of this device.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unheeded(&self) -> Result<Vec<StoredEnvelope>, StoreError> {
        use RefusalCode::{BadSignature, DeviceNotValid, Equivocation};
        let codes = [BadSignature, DeviceNotValid, Equivocation].map(|code| as_i64(code.number()));
        let sql = "SELECT hash, bytes, place, refusal, own, stored_ms FROM envelope
                   WHERE own = 1 AND (place < 2 OR place = 3 AND refusal IN (?1, ?2, ?3))
                   ORDER BY id";
        self.all(sql, codes, StoredEnvelope::read)
    }

    /// How this phone's own envelopes fare.
    ///
    /// # Errors
    /// Those of the store.
    pub fn outbox(&self) -> Result<OutboxSummary, StoreError> {
        let sql = "SELECT place, count(*) FROM envelope WHERE own = 1 GROUP BY place";
        let mut summary = OutboxSummary::default();
        for (place, count) in self.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))? {
            match Place::from_code(place).ok_or(damaged("envelope.place"))? {
                Place::OnlyHere => summary.only_here = count,
                Place::Sent => summary.sent = count,
                Place::Accepted => summary.accepted = count,
                Place::Quarantined => summary.quarantined = count,
            }
        }
        let sql = "SELECT count(*) FROM envelope WHERE own = 1 AND place = 2 AND refusal = ?1";
        let code = as_i64(RefusalCode::Unverified.number());
        summary.unverified = self.value(sql, [code])?.unwrap_or_default();
        let attachments = self.waiting_attachments()?;
        summary.attachments_waiting = attachments.count;
        summary.attachments_set_aside = attachments.set_aside;
        summary.attachment_bytes_waiting = attachments.bytes;
        summary.lost = self.lost()?;
        let sql = "SELECT count(DISTINCT record) FROM not_accepted WHERE place < 2";
        summary.records_pending = self.value(sql, [])?.unwrap_or_default();
        let sql = "SELECT min(stored_ms) FROM envelope WHERE own = 1 AND place < 2";
        let oldest_ms: Option<i64> = self.first(sql, [], |row| Ok(row.get(0)?))?.flatten();
        summary.oldest_pending_ms = oldest_ms.into_iter().chain(attachments.oldest_ms).min();
        Ok(summary)
    }

    /// What the centre set aside of this phone's own envelopes, oldest first: the record, when it
    /// was stored, and why.
    ///
    /// # Errors
    /// Those of the store.
    pub fn refused(&self) -> Result<Vec<(RecordId, EnvelopeHash, i64, RefusalCode)>, StoreError> {
        let sql = "SELECT record, hash, stored_ms, refusal FROM envelope
                   WHERE own = 1 AND place = 3 ORDER BY id";
        self.all(sql, [], |row| {
            let number: u64 = row.get(3)?;
            let code = RefusalCode::ALL.iter().find(|code| code.number() == number);
            let code = *code.ok_or(damaged("envelope.refusal"))?;
            Ok((RecordId(row.get(0)?), EnvelopeHash(row.get(1)?), row.get(2)?, code))
        })
    }

    /// How far a record has come (每条记录的云图标): as far as the own envelope or attachment that
    /// came least far; one the centre set aside outweighs all.
    ///
    /// # Errors
    /// Those of the store.
    pub fn place_of_record(&self, record: &RecordId) -> Result<Place, StoreError> {
        let sql = "SELECT min(place), max(place) FROM not_accepted WHERE record = ?1";
        let found = self.first(sql, [record.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (least, most) = found.unwrap_or_default();
        worst(least, most)
    }
}

impl Writing<'_> {
    /// Notes how far an envelope has come; whether there is such an envelope.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_place(
        &self,
        hash: &EnvelopeHash,
        place: Place,
        refusal: Option<RefusalCode>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE envelope SET place = ?2, refusal = ?3 WHERE hash = ?1
                   RETURNING record";
        let refusal = refusal.map(|code| as_i64(code.number()));
        let record = self.value(sql, (hash.0, place.code(), refusal))?.map(RecordId);
        if let Some(record) = record {
            self.touch_record(&record)?;
        }
        Ok(record.is_some())
    }

    /// Whatever the centre set aside counts as only here again: to be judged once more.
    ///
    /// # Errors
    /// Those of the store.
    pub fn resend_refused(&self) -> Result<usize, StoreError> {
        let sql = "UPDATE envelope SET place = 0, refusal = NULL WHERE own = 1 AND place = 3
                   RETURNING record";
        self.touch_all(sql)
    }

    /// Whatever was sent and not answered counts as only here again: to be sent once more.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unsend(&self) -> Result<usize, StoreError> {
        self.touch_all("UPDATE envelope SET place = 0 WHERE own = 1 AND place = 1 RETURNING record")
    }

    /// Runs a statement that returns the record of each row it changed; how many.
    fn touch_all(&self, sql: &str) -> Result<usize, StoreError> {
        let records = self.all(sql, [], |row| Ok(RecordId(row.get(0)?)))?;
        let distinct: BTreeSet<&RecordId> = records.iter().collect();
        distinct.into_iter().try_for_each(|record| self.touch_record(record))?;
        Ok(records.len())
    }
}

/// The place to show for own envelopes that are not accepted, given the lowest and highest code
/// among them; accepted when there are none.
pub(super) fn worst(least: Option<i64>, most: Option<i64>) -> Result<Place, StoreError> {
    let quarantined = Place::Quarantined.code();
    let code = if most == Some(quarantined) { most } else { least };
    let code = code.unwrap_or(Place::Accepted.code());
    Place::from_code(code).ok_or(damaged("envelope.place"))
}
