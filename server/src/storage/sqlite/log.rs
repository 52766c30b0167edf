//! Reading records, village logs, snapshots and the quarantine.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use fangxian::domain::centre::{CENTRE, Reason};
use fangxian_protocol::codec;
use fangxian_protocol::id::{
    Actor, ChangeHash, DeviceId, Division, EnvelopeHash, LogMark, PersonId, RecordId, Scope,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::snapshot::Manifest;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::{LogPage, Numbered, QuarantineRow, Quarantined, RecordRow, Result, Stored};
use super::value::{self, bytes, damaged, division, number, stored};

const MANIFEST_BYTES_MAX: usize = 1024;

pub(super) fn record(db: &Connection, record: RecordId) -> Result<Option<RecordRow>> {
    let mut query = db.prepare_cached(
        "SELECT id, kind, home, document, document_through FROM record WHERE record = ?1",
    )?;
    let mut rows = query.query([record.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let id: i64 = row.get(0)?;
    let kind: String = row.get(1)?;
    let document: Option<Vec<u8>> = row.get(3)?;
    let through = number(row.get(4)?);
    let mut routes = db.prepare_cached("SELECT village FROM route WHERE record = ?1")?;
    let routes = routes
        .query_map([id], |row| row.get(0))?
        .map(|village| division(village?))
        .collect::<Result<_>>()?;
    let mut writers = db.prepare_cached(
        "SELECT actor, device.device FROM writer JOIN device ON device.id = writer.device
         WHERE record = ?1",
    )?;
    let writers = writers
        .query_map([id], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))?
        .map(|pair| {
            let (actor, device) = pair?;
            Ok((Actor(bytes(&actor, "actor")?), DeviceId(bytes(&device, "device")?)))
        })
        .collect::<Result<_>>()?;
    Ok(Some(RecordRow {
        kind: kind.parse().map_err(|_| damaged("kind"))?,
        home: division(row.get(2)?)?,
        routes,
        writers,
        document: document.map(|bytes| (bytes, through)),
    }))
}

pub(super) fn record_envelopes(
    db: &Connection,
    record: RecordId,
    after: u64,
) -> Result<Vec<Stored>> {
    let mut query = db.prepare_cached(
        "SELECT id, bytes FROM envelope
         WHERE record = (SELECT id FROM record WHERE record = ?1) AND id > ?2 AND counter > 0
         ORDER BY id",
    )?;
    let rows = query.query_map(params![record.as_bytes(), stored(after)], |row| {
        Ok(Stored { id: number(row.get(0)?), bytes: row.get(1)? })
    })?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

pub(super) fn envelope_hashes(db: &Connection, numbers: &[(DeviceId, u64)]) -> Result<Numbered> {
    let mut ids: HashMap<DeviceId, Option<i64>> = HashMap::new();
    let mut of_device = db.prepare_cached("SELECT id FROM device WHERE device = ?1")?;
    let mut of_number =
        db.prepare_cached("SELECT hash FROM envelope WHERE device = ?1 AND counter = ?2")?;
    let mut found = Numbered::new();
    for (device, counter) in numbers {
        let id = match ids.entry(*device) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let row = of_device.query_row([device.as_bytes()], |row| row.get(0));
                *entry.insert(row.optional()?)
            }
        };
        let Some(id) = id else { continue };
        let mut rows = of_number.query([id, stored(*counter)])?;
        let mut hashes = Vec::new();
        while let Some(row) = rows.next()? {
            hashes.push(EnvelopeHash(bytes(&row.get::<_, Vec<u8>>(0)?, "hash")?));
        }
        if !hashes.is_empty() {
            found.insert((*device, *counter), hashes);
        }
    }
    Ok(found)
}

pub(super) fn is_doubled(db: &Connection, device: DeviceId) -> Result<bool> {
    let mut query = db.prepare_cached("SELECT 1 FROM device WHERE device = ?1 AND doubled = 1")?;
    Ok(query.exists([device.as_bytes()])?)
}

pub(super) fn doubt(
    db: &Connection,
    (device, counter, hash): (DeviceId, u64, EnvelopeHash),
) -> Result<Option<Reason>> {
    let mut query = db.prepare_cached(
        "SELECT doubt FROM envelope JOIN device ON device.id = envelope.device
         WHERE device.device = ?1 AND counter = ?2 AND hash = ?3",
    )?;
    let which = params![device.as_bytes(), stored(counter), hash.as_bytes()];
    let row = query.query_row(which, |row| row.get(0));
    let code: Option<String> = row.optional()?.flatten();
    code.map(|code| Reason::from_code(&code).ok_or(damaged("doubt"))).transpose()
}

pub(super) fn last_envelope(
    db: &Connection,
    device: DeviceId,
) -> Result<Option<(u64, EnvelopeHash)>> {
    let mut query = db.prepare_cached(
        "SELECT counter, hash FROM envelope
         WHERE device = (SELECT id FROM device WHERE device = ?1) AND counter > 0
         ORDER BY counter DESC LIMIT 1",
    )?;
    let row = query.query_row([device.as_bytes()], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
    });
    let Some((counter, hash)) = row.optional()? else {
        return Ok(None);
    };
    Ok(Some((number(counter), EnvelopeHash(bytes(&hash, "hash")?))))
}

pub(super) fn existing(db: &Connection, records: &[RecordId]) -> Result<HashSet<RecordId>> {
    let mut query = db.prepare_cached("SELECT 1 FROM record WHERE record = ?1")?;
    let mut found = HashSet::new();
    for record in records {
        if query.exists([record.as_bytes()])? {
            found.insert(*record);
        }
    }
    Ok(found)
}

pub(super) fn joiners(db: &Connection, of: RecordId) -> Result<Vec<(RecordId, PersonId)>> {
    let mut query = db.prepare_cached(
        "SELECT record.record, person FROM joined JOIN record ON record.id = joined.record
         WHERE other = ?1",
    )?;
    let row = |row: &Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?));
    let rows = query.query_map([of.as_bytes()], row)?;
    rows.map(|row| {
        let (record, person) = row?;
        Ok((RecordId(bytes(&record, "record")?), value::person(&person)?))
    })
    .collect()
}

pub(super) fn quarantined_change(
    db: &Connection,
    device: DeviceId,
    change: ChangeHash,
) -> Result<Option<RefusalCode>> {
    // What is malformed or badly signed names a device that may never have said it.
    let mut query = db.prepare_cached(
        "SELECT code FROM quarantine
         WHERE change = ?1 AND device = ?2 AND code NOT IN (?3, ?4) ORDER BY id DESC LIMIT 1",
    )?;
    let unsigned = [RefusalCode::Malformed, RefusalCode::BadSignature].map(|c| stored(c.number()));
    let row = params![change.as_bytes(), device.as_bytes(), unsigned[0], unsigned[1]];
    let code: Option<i64> = query.query_row(row, |row| row.get(0)).optional()?;
    Ok(code.and_then(|code| refusal_code(number(code))))
}

pub(super) fn ends(db: &Connection, scopes: &[Scope]) -> Result<Vec<Cursor>> {
    let mut query = db.prepare_cached(
        "SELECT village.village, last, mark FROM village JOIN log
         ON log.village = village.village AND position = last
         WHERE village.village BETWEEN ?1 AND ?2 ORDER BY village.village",
    )?;
    let mut ends = Vec::new();
    for scope in scopes {
        let (low, high) = scope.bounds();
        let mut rows = query.query([stored(low.as_u64()), stored(high.as_u64())])?;
        while let Some(row) = rows.next()? {
            let village = division(row.get(0)?)?;
            ends.push(Cursor { village, position: number(row.get(1)?), mark: mark(row, 2)? });
        }
    }
    ends.sort_unstable();
    ends.dedup();
    Ok(ends)
}

pub(super) fn after(
    db: &Connection,
    cursor: Cursor,
    through: u64,
    without: Option<DeviceId>,
    (entries_max, bytes_max): (usize, usize),
) -> Result<LogPage> {
    let mut page = LogPage { through: cursor, entries: Vec::new() };
    let mut left = bytes_max;
    let mut query = db.prepare_cached(
        "SELECT log.position, iif(device.device IS ?4, NULL, envelope.bytes),
                device.person = ?5 AND envelope.counter > 0, log.mark
         FROM log JOIN envelope ON envelope.id = log.envelope
         JOIN device ON device.id = envelope.device
         WHERE log.village = ?1 AND log.position > ?2 AND log.position <= ?3
         ORDER BY log.position",
    )?;
    let place = stored(cursor.village.as_u64());
    let without = without.map(|device| device.0);
    let range = params![place, stored(cursor.position), stored(through), without, CENTRE];
    let mut rows = query.query(range)?;
    let mut full = false;
    while let Some(row) = rows.next()? {
        if let Some(entry) = row.get::<_, Option<Vec<u8>>>(1)? {
            if page.entries.len() >= entries_max || entry.len() > left {
                if full || page.entries.is_empty() || !row.get::<_, bool>(2)? {
                    break;
                }
                full = true;
            }
            left = left.saturating_sub(entry.len());
            page.entries.push(entry);
        }
        page.through.position = number(row.get(0)?);
        page.through.mark = mark(row, 3)?;
    }
    Ok(page)
}

pub(super) fn are_heard(db: &Connection, cursors: &[Cursor]) -> Result<bool> {
    let mut query =
        db.prepare_cached("SELECT mark FROM log WHERE village = ?1 AND position = ?2")?;
    for cursor in cursors.iter().filter(|cursor| cursor.position > 0) {
        let place = [stored(cursor.village.as_u64()), stored(cursor.position)];
        let found = query.query_row(place, |row| row.get::<_, Vec<u8>>(0)).optional()?;
        if found.as_deref() != Some(cursor.mark.as_bytes().as_slice()) {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn snapshots(db: &Connection, village: Division) -> Result<Vec<Manifest>> {
    let mut query = db.prepare_cached(
        "SELECT manifest FROM snapshot WHERE village = ?1 ORDER BY position DESC",
    )?;
    let rows = query.query_map([stored(village.as_u64())], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| {
        codec::decode("manifest", &row?, MANIFEST_BYTES_MAX).map_err(|_| damaged("manifest"))
    })
    .collect()
}

pub(super) fn put_snapshot(db: &Connection, manifest: &Manifest) -> Result<()> {
    let through = manifest.through;
    let (place, position) = (stored(through.village.as_u64()), stored(through.position));
    let put = "INSERT OR REPLACE INTO snapshot VALUES (?1, ?2, ?3)";
    db.execute(put, params![place, position, codec::encode(manifest)])?;
    Ok(())
}

pub(super) fn drop_snapshot(db: &Connection, village: Division, position: u64) -> Result<()> {
    let row = params![stored(village.as_u64()), stored(position)];
    db.execute("DELETE FROM snapshot WHERE village = ?1 AND position = ?2", row)?;
    Ok(())
}

pub(super) fn quarantine(db: &Connection, after: u64, max: usize) -> Result<Vec<QuarantineRow>> {
    let mut query = db.prepare_cached(
        "SELECT id, hash, code, detail, carrier, record, change, device, at_ms, bytes
         FROM quarantine WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    let mut rows = query.query(params![stored(after), stored(max as u64)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(quarantine_row(row)?);
    }
    Ok(found)
}

fn mark(row: &Row<'_>, column: usize) -> Result<LogMark> {
    Ok(LogMark(bytes(&row.get::<_, Vec<u8>>(column)?, "mark")?))
}

fn quarantine_row(row: &Row<'_>) -> Result<QuarantineRow> {
    let blob = |index| -> Result<Option<Vec<u8>>> { Ok(row.get(index)?) };
    let code = refusal_code(number(row.get(2)?));
    let names = match (blob(5)?, blob(6)?, blob(7)?) {
        (Some(record), Some(change), Some(device)) => Some((
            RecordId(bytes(&record, "record")?),
            ChangeHash(bytes(&change, "change")?),
            DeviceId(bytes(&device, "device")?),
        )),
        _ => None,
    };
    Ok(QuarantineRow {
        id: number(row.get(0)?),
        what: Quarantined {
            carrier: DeviceId(bytes(&blob(4)?.unwrap_or_default(), "carrier")?),
            hash: EnvelopeHash(bytes(&blob(1)?.unwrap_or_default(), "hash")?),
            code: code.ok_or(damaged("refusal code"))?,
            detail: row.get(3)?,
            names,
            bytes: row.get(9)?,
            at_ms: row.get(8)?,
        },
    })
}

fn refusal_code(number: u64) -> Option<RefusalCode> {
    RefusalCode::ALL.iter().copied().find(|code| code.number() == number)
}
