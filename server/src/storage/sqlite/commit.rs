//! The one transaction in which envelopes come in and village logs grow.

use std::collections::HashMap;

use fangxian::domain::centre::Reason;
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, EvidenceHash, LogMark, RecordId};
use fangxian_protocol::limits::TWINS_MAX;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::super::{AcceptedEnvelope, Quarantined, Result, Step, StorageError};
use super::attachment;
use super::directory::{introduce, next_version};
use super::value::{bytes, division, stored};

/// Bytes of refused envelopes kept for one person that carries them, under whatever name; beyond
/// that a flood is only counted.
const QUARANTINE_BYTES_PER_PERSON_MAX: i64 = 64 * 1024 * 1024;
/// What each of them costs beside its bytes: its row, and its place in two indexes.
const QUARANTINE_ROW_BYTES: i64 = 256;

pub(super) fn commit(db: &Transaction<'_>, steps: &[Step]) -> Result<()> {
    let mut run =
        Run { db, records: HashMap::new(), devices: HashMap::new(), ends: HashMap::new() };
    for step in steps {
        run.step(step)?;
    }
    run.finish()
}

/// What a commit has looked up so far.
struct Run<'a> {
    db: &'a Connection,
    records: HashMap<RecordId, i64>,
    devices: HashMap<DeviceId, i64>,
    /// The last position of each log it appends to, and the mark there.
    ends: HashMap<Division, (i64, LogMark)>,
}

impl Run<'_> {
    fn step(&mut self, step: &Step) -> Result<()> {
        match step {
            Step::Record { record, kind, home } => {
                let row = params![record.as_bytes(), kind.as_str(), stored(home.as_u64())];
                self.db
                    .prepare_cached("INSERT INTO record (record, kind, home) VALUES (?1, ?2, ?3)")?
                    .execute(row)?;
                self.records.insert(*record, self.db.last_insert_rowid());
                Ok(())
            }
            Step::Envelope(envelope) => self.envelope(envelope),
            Step::Route { record, village } => self.route(*record, *village),
            Step::Joined { record, other, person } => {
                let record = self.record(*record)?;
                let put =
                    "INSERT OR IGNORE INTO joined SELECT ?1, ?2, ?3 WHERE (SELECT count(*) FROM
                     (SELECT 1 FROM joined WHERE other = ?1 AND person = ?2 LIMIT ?4)) < ?4";
                let row = params![other.as_bytes(), person.as_str(), record, TWINS_MAX];
                self.db.prepare_cached(put)?.execute(row)?;
                Ok(())
            }
            Step::Document { record, bytes } => {
                let id = self.record(*record)?;
                self.db
                    .prepare_cached(
                        "UPDATE record SET document = ?2, document_through =
                         (SELECT max(id) FROM envelope WHERE record = ?1) WHERE id = ?1",
                    )?
                    .execute(params![id, bytes])?;
                Ok(())
            }
            Step::Quarantine(refused) => self.quarantine(refused),
            Step::Lock(device) => self.lock(*device),
            Step::Guest { village, person } => {
                let place = stored(village.as_u64());
                let put = "INSERT OR IGNORE INTO guest VALUES (?1, ?2, ?3)";
                let row = params![place, person.as_str(), next_version(self.db)?];
                if self.db.execute(put, row)? > 0 {
                    introduce(self.db, person)?;
                }
                Ok(())
            }
            Step::Number(device, number) => {
                self.db
                    .prepare_cached("UPDATE device SET number = max(number, ?2) WHERE device = ?1")?
                    .execute(params![device.as_bytes(), stored(*number)])?;
                Ok(())
            }
            Step::Unverified(device) => {
                let count = "UPDATE device SET unverified = unverified + 1 WHERE device = ?1";
                self.db.prepare_cached(count)?.execute([device.as_bytes()])?;
                Ok(())
            }
            Step::Attachment(arrived) => attachment::arrived(self.db, arrived),
            Step::Shown { hash, scopes } => attachment::show(self.db, *hash, scopes),
            Step::Arrived { device, record, evidence, at_ms } => {
                self.arrived((*device, *at_ms), *record, evidence)
            }
            Step::Told { record, hash } => {
                let record = self.record(*record)?;
                attachment::told(self.db, *hash, record)
            }
            Step::Waiting(device, count) => {
                self.db
                    .prepare_cached("UPDATE device SET waited = waited + ?2 WHERE device = ?1")?
                    .execute(params![device.as_bytes(), stored(*count)])?;
                Ok(())
            }
        }
    }

    fn envelope(&mut self, envelope: &AcceptedEnvelope) -> Result<()> {
        let device = self.device(envelope.device)?;
        let record = self.record(envelope.record)?;
        let (counter, hash) = (stored(envelope.counter), envelope.hash.as_bytes());
        let doubt = envelope.doubt.map(Reason::code);
        self.db
            .prepare_cached(
                "UPDATE device SET doubled = 1 WHERE id = ?1 AND EXISTS
                 (SELECT 1 FROM envelope WHERE device = ?1 AND counter = ?2)",
            )?
            .execute([device, counter])?;
        let row = params![device, counter, record, hash, envelope.at_ms, envelope.bytes, doubt];
        self.db
            .prepare_cached(
                "INSERT INTO envelope (device, counter, record, hash, at_ms, bytes, doubt)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(row)?;
        let id = self.db.last_insert_rowid();
        if let Some(actor) = &envelope.new_writer {
            self.db.prepare_cached("INSERT INTO writer VALUES (?1, ?2, ?3)")?.execute(params![
                record,
                actor.as_bytes(),
                device
            ])?;
        }
        for hash in &envelope.evidence {
            attachment::name(self.db, *hash, record)?;
        }
        for village in &envelope.villages {
            self.append(*village, (id, envelope.hash))?;
        }
        Ok(())
    }

    /// Says in the logs of a record that attachments are here, unless just that was said.
    fn arrived(
        &mut self,
        (device, at_ms): (DeviceId, i64),
        id: RecordId,
        evidence: &[EvidenceHash],
    ) -> Result<()> {
        let (device, record) = (self.device(device)?, self.record(id)?);
        for hash in evidence {
            attachment::told(self.db, *hash, record)?;
        }
        let bytes = Arrival::of(id, evidence).to_bytes();
        let hash = Envelope::hash(&bytes);
        let put = "INSERT OR IGNORE INTO envelope (device, counter, record, hash, at_ms, bytes)
                   VALUES (?1, 0, ?2, ?3, ?4, ?5)";
        let row = params![device, record, hash.as_bytes(), at_ms, bytes];
        if self.db.prepare_cached(put)?.execute(row)? == 0 {
            return Ok(());
        }
        let id = self.db.last_insert_rowid();
        let heard = "SELECT home FROM record WHERE id = ?1
                     UNION SELECT village FROM route WHERE record = ?1";
        let mut heard = self.db.prepare_cached(heard)?;
        let villages = heard.query_map([record], |row| row.get(0))?;
        let villages: Vec<i64> = villages.collect::<std::result::Result<_, _>>()?;
        villages.into_iter().try_for_each(|village| self.append(division(village)?, (id, hash)))
    }

    fn append(&mut self, village: Division, (envelope, hash): (i64, EnvelopeHash)) -> Result<()> {
        let (last, mark) = match self.ends.get(&village) {
            Some(end) => *end,
            None => self.end(village)?,
        };
        let (position, mark) = (last + 1, mark.then(&hash));
        self.ends.insert(village, (position, mark));
        let row = params![stored(village.as_u64()), position, envelope, mark.as_bytes()];
        self.db.prepare_cached("INSERT INTO log VALUES (?1, ?2, ?3, ?4)")?.execute(row)?;
        Ok(())
    }

    fn end(&self, village: Division) -> Result<(i64, LogMark)> {
        let mut query = self.db.prepare_cached(
            "SELECT position, mark FROM log WHERE village = ?1 ORDER BY position DESC LIMIT 1",
        )?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?));
        let Some((last, mark)) = query.query_row([stored(village.as_u64())], row).optional()?
        else {
            return Ok((0, LogMark::START));
        };
        Ok((last, LogMark(bytes(&mark, "mark")?)))
    }

    fn route(&mut self, record: RecordId, village: Division) -> Result<()> {
        let (id, place) = (self.record(record)?, stored(village.as_u64()));
        let put = "INSERT OR IGNORE INTO route VALUES (?1, ?2)";
        if self.db.execute(put, params![id, place])? == 0 {
            return Ok(());
        }
        let mut query = self
            .db
            .prepare_cached("SELECT id, hash FROM envelope WHERE record = ?1 ORDER BY id")?;
        let earlier: Vec<(i64, Vec<u8>)> = query
            .query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<std::result::Result<_, _>>()?;
        earlier.into_iter().try_for_each(|(envelope, hash)| {
            self.append(village, (envelope, EnvelopeHash(bytes(&hash, "hash")?)))
        })
    }

    fn quarantine(&mut self, refused: &Quarantined) -> Result<()> {
        let code = stored(refused.code.number());
        let (hash, carrier) = (refused.hash.as_bytes(), refused.carrier.as_bytes());
        // The same bytes again cost nothing: answers get lost, and what is refused is sent again.
        let known: bool = self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM quarantine WHERE hash = ?1 AND code = ?2)",
            )?
            .query_row(params![hash, code], |row| row.get(0))?;
        if known {
            return Ok(());
        }
        let size = i64::try_from(refused.bytes.len()).unwrap_or(i64::MAX);
        let size = size.saturating_add(QUARANTINE_ROW_BYTES);
        let charge = "UPDATE device SET quarantined_bytes = quarantined_bytes + ?2
                      WHERE device = ?1 AND ?2 + (SELECT sum(quarantined_bytes) FROM device WHERE
                      person = (SELECT person FROM device WHERE device = ?1)) <= ?3";
        let row = params![carrier, size, QUARANTINE_BYTES_PER_PERSON_MAX];
        if self.db.prepare_cached(charge)?.execute(row)? == 0 {
            return Ok(());
        }
        let (record, change, device) = match &refused.names {
            Some((record, change, device)) => (Some(record.0), Some(change.0), Some(device.0)),
            None => (None, None, None),
        };
        self.db
            .prepare_cached(
                "INSERT INTO quarantine
                 (hash, code, detail, carrier, record, change, device, at_ms, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                hash,
                code,
                refused.detail,
                carrier,
                record,
                change,
                device,
                refused.at_ms,
                refused.bytes
            ])?;
        Ok(())
    }

    fn lock(&mut self, device: DeviceId) -> Result<()> {
        let set = "UPDATE device SET state = 2, version = ?2 WHERE device = ?1 AND state = 0";
        self.db.execute(set, params![device.as_bytes(), next_version(self.db)?])?;
        Ok(())
    }

    fn record(&mut self, record: RecordId) -> Result<i64> {
        if let Some(id) = self.records.get(&record) {
            return Ok(*id);
        }
        let mut query = self.db.prepare_cached("SELECT id FROM record WHERE record = ?1")?;
        let id = query.query_row([record.as_bytes()], |row| row.get(0)).optional()?;
        let id = id.ok_or(missing("record"))?;
        self.records.insert(record, id);
        Ok(id)
    }

    fn device(&mut self, device: DeviceId) -> Result<i64> {
        if let Some(id) = self.devices.get(&device) {
            return Ok(*id);
        }
        let mut query = self.db.prepare_cached("SELECT id FROM device WHERE device = ?1")?;
        let id = query.query_row([device.as_bytes()], |row| row.get(0)).optional()?;
        let id = id.ok_or(missing("device"))?;
        self.devices.insert(device, id);
        Ok(id)
    }

    fn finish(self) -> Result<()> {
        for (village, (last, _)) in self.ends {
            self.db
                .prepare_cached(
                    "INSERT INTO village VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET last = excluded.last",
                )?
                .execute(params![stored(village.as_u64()), last])?;
        }
        Ok(())
    }
}

fn missing(what: &str) -> StorageError {
    StorageError { reason: format!("a {what} that has no row was named in a commit") }
}
