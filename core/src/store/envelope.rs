//! The truth: signed envelopes, one row each. Rows are only ever added, but for words a phone says
//! again under a new name: their first form then lies in quarantine.

use std::collections::BTreeMap;

use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{ChangeHash, DeviceId, EnvelopeHash, RecordId};
use fangxian_protocol::message::RefusalCode;
use rusqlite::{Row, params};

use super::{Reading, StoreError, Writing};
use crate::domain::record::Author;

/// How far an envelope has come (在哪里).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// 只在这部手机里
    OnlyHere,
    /// Sent, not answered: may have arrived.
    Sent,
    /// 镇里收到了: the centre has it on disk, or it came from there.
    Accepted,
    /// The centre set it aside; the refusal says why.
    Quarantined,
}

/// What became of an envelope that was to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is stored now.
    New,
    /// It was stored before; nothing changed.
    Known,
    /// Another envelope carries the same change: quarantine this one.
    ChangeTaken,
}

/// An envelope as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEnvelope {
    /// Its name.
    pub hash: EnvelopeHash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How far it has come.
    pub place: Place,
    /// Why the centre set it aside, if it did.
    pub refusal: Option<RefusalCode>,
    /// Whether this phone wrote it.
    pub own: bool,
    /// When this phone stored it, milliseconds since 1970 UTC.
    pub stored_ms: i64,
}

const COLUMNS: &str = "SELECT hash, bytes, place, refusal, own, stored_ms FROM envelope";
const AUTHORS: &str = "SELECT e.change, d.person, e.device, e.wall_ms
    FROM envelope AS e JOIN device AS d ON d.device = e.device";

impl Reading<'_> {
    /// Every envelope of `record`; each after those it depends on.
    ///
    /// # Errors
    /// Those of the store.
    pub fn envelopes_of(&self, record: &RecordId) -> Result<Vec<StoredEnvelope>, StoreError> {
        let sql = format!("{COLUMNS} WHERE record = ?1 ORDER BY id");
        self.all(&sql, [record.0], StoredEnvelope::read)
    }

    /// The envelope of this name.
    ///
    /// # Errors
    /// Those of the store.
    pub fn envelope(&self, hash: &EnvelopeHash) -> Result<Option<StoredEnvelope>, StoreError> {
        let sql = format!("{COLUMNS} WHERE hash = ?1");
        self.first(&sql, [hash.0], StoredEnvelope::read)
    }

    /// Whether a change is here.
    ///
    /// # Errors
    /// Those of the store.
    pub fn has_change(&self, change: &ChangeHash) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM envelope WHERE change = ?1";
        Ok(self.value::<i64>(sql, [change.0])?.is_some())
    }

    /// Whether an envelope of this name is here.
    ///
    /// # Errors
    /// Those of the store.
    pub fn has_envelope(&self, hash: &EnvelopeHash) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM envelope WHERE hash = ?1";
        Ok(self.value::<i64>(sql, [hash.0])?.is_some())
    }

    /// Who signed each change of `record`, as far as their certificates have arrived.
    ///
    /// # Errors
    /// Those of the store.
    pub fn authors_of(
        &self,
        record: &RecordId,
    ) -> Result<BTreeMap<ChangeHash, Author>, StoreError> {
        let sql = format!("{AUTHORS} WHERE e.record = ?1");
        let authors = self.all(&sql, [record.0], read_author)?;
        Ok(authors.into_iter().collect())
    }

    /// Who signed a change; `None` while it, or their certificate, has not arrived.
    ///
    /// # Errors
    /// Those of the store.
    pub fn author_of(&self, change: &ChangeHash) -> Result<Option<Author>, StoreError> {
        let sql = format!("{AUTHORS} WHERE e.change = ?1");
        let found = self.first(&sql, [change.0], read_author)?;
        Ok(found.map(|(_, author)| author))
    }

    /// How many envelopes there are.
    ///
    /// # Errors
    /// Those of the store.
    pub fn envelope_count(&self) -> Result<u64, StoreError> {
        Ok(self.value("SELECT count(*) FROM envelope", [])?.unwrap_or_default())
    }

    /// How many envelopes speak of `record`.
    ///
    /// # Errors
    /// Those of the store.
    pub fn envelope_count_of(&self, record: &RecordId) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM envelope WHERE record = ?1";
        Ok(self.value::<usize>(sql, [record.0])?.unwrap_or_default())
    }

    /// Records that have envelopes, in the order their first one arrived.
    pub(super) fn enveloped_records(&self) -> Result<Vec<RecordId>, StoreError> {
        let sql = "SELECT record FROM envelope GROUP BY record ORDER BY min(id)";
        self.all(sql, [], |row| Ok(RecordId(row.get(0)?)))
    }
}

impl Writing<'_> {
    /// Adds an envelope whose encoded form is `bytes`.
    ///
    /// The caller has checked it, and has added what it depends on before it. `stored_ms` is the
    /// phone's clock, in milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// Those of the store.
    pub fn append(
        &self,
        envelope: &Envelope,
        bytes: &[u8],
        (place, own): (Place, bool),
        stored_ms: i64,
    ) -> Result<Appended, StoreError> {
        let hash = Envelope::hash(bytes);
        if self.has_envelope(&hash)? {
            return Ok(Appended::Known);
        }
        let header = &envelope.header;
        if self.has_change(&header.change)? {
            return Ok(Appended::ChangeTaken);
        }
        let sql = "INSERT INTO envelope (hash, record, change, actor, device, counter, kind, home,
                       wall_ms, bytes, place, own, stored_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
        self.run(
            sql,
            params![
                hash.0,
                header.record.0,
                header.change.0,
                envelope.change.actor.0,
                header.device.0,
                as_i64(header.counter),
                header.kind.as_str(),
                as_i64(header.home.as_u64()),
                header.wall_ms,
                bytes,
                place.code(),
                own,
                stored_ms,
            ],
        )?;
        Ok(Appended::New)
    }
}

impl Writing<'_> {
    /// Sets an own envelope aside that is said again under another name.
    ///
    /// # Errors
    /// Those of the store.
    pub fn withdraw(&self, row: &StoredEnvelope, now_ms: i64) -> Result<(), StoreError> {
        self.quarantine(&row.bytes, ("said_again", "renewal"), now_ms, false)?;
        self.run("UPDATE quarantine SET settled = 1 WHERE hash = ?1", [row.hash.0])?;
        self.is_there(&row.hash)?;
        self.run("DELETE FROM envelope WHERE hash = ?1", [row.hash.0]).map(drop)
    }

    /// It could not be said again after all.
    ///
    /// # Errors
    /// Those of the store.
    pub fn unsettle(&self, hash: &EnvelopeHash) -> Result<(), StoreError> {
        self.run("UPDATE quarantine SET settled = 0 WHERE hash = ?1", [hash.0]).map(drop)
    }
}

impl StoredEnvelope {
    /// The envelope itself; `None` when the stored bytes are no longer what was stored.
    pub fn open(&self) -> Option<Envelope> {
        let intact = Envelope::hash(&self.bytes) == self.hash;
        intact.then(|| Envelope::from_bytes(&self.bytes).ok()).flatten()
    }

    pub(super) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let refusal: Option<u64> = row.get(3)?;
        Ok(Self {
            hash: EnvelopeHash(row.get(0)?),
            bytes: row.get(1)?,
            place: Place::from_code(row.get(2)?).ok_or(damaged("envelope.place"))?,
            refusal: refusal.and_then(refusal_code),
            own: row.get(4)?,
            stored_ms: row.get(5)?,
        })
    }
}

impl Place {
    pub(super) fn code(self) -> i64 {
        match self {
            Self::OnlyHere => 0,
            Self::Sent => 1,
            Self::Accepted => 2,
            Self::Quarantined => 3,
        }
    }

    pub(super) fn from_code(code: i64) -> Option<Self> {
        let all = [Self::OnlyHere, Self::Sent, Self::Accepted, Self::Quarantined];
        all.into_iter().find(|place| place.code() == code)
    }
}

/// Counters and division codes fit: both ends of the protocol bound them.
pub(super) fn as_i64(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn damaged(what: &'static str) -> StoreError {
    StoreError::Damaged { what }
}

/// Reads a column that holds the text of an id.
pub(super) fn parse<T: std::str::FromStr>(
    row: &Row<'_>,
    column: usize,
    what: &'static str,
) -> Result<T, StoreError> {
    let text = row.get_ref(column)?.as_str().map_err(|_| damaged(what))?;
    text.parse().map_err(|_| damaged(what))
}

fn read_author(row: &Row<'_>) -> Result<(ChangeHash, Author), StoreError> {
    let author = Author {
        person: parse(row, 1, "device.person")?,
        device: DeviceId(row.get(2)?),
        wall_ms: row.get(3)?,
    };
    Ok((ChangeHash(row.get(0)?), author))
}

fn refusal_code(number: u64) -> Option<RefusalCode> {
    RefusalCode::ALL.iter().copied().find(|code| code.number() == number)
}
