//! Attachments that are here, and the records that name them.

use fangxian_protocol::id::{DeviceId, Division, EvidenceHash, RecordId, Scope};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{ArrivedAttachment, Kept, Result};
use super::value::{bytes, division, number, stored};

pub(super) fn size(db: &Connection, hash: EvidenceHash) -> Result<Option<u64>> {
    let mut query = db.prepare_cached("SELECT bytes FROM attachment WHERE hash = ?1")?;
    let size = query.query_row([hash.as_bytes()], |row| row.get(0)).optional()?;
    Ok(size.map(number))
}

/// Of what names an attachment, what is heard in a scope: given the attachment and both ends of the
/// scope.
const HEARD: &str = "(EXISTS (SELECT 1 FROM record WHERE id = naming.record AND
     home BETWEEN ?2 AND ?3) OR EXISTS (SELECT 1 FROM route WHERE
     route.record = naming.record AND village BETWEEN ?2 AND ?3))";
/// So many records are told when an attachment arrives that they name; later ones hear only of
/// those that are here when they name them.
const NAMING_MAX: i64 = 1_000;
/// What is here of a person, of the village of the first record that names an attachment, and in
/// all. Each is given device and attachment.
const KEPT: [&str; 3] = [
    "SELECT bytes FROM stored WHERE ?1 <> ?2 AND
     what = 'person:' || (SELECT person FROM device WHERE device = ?1)",
    "SELECT bytes FROM stored WHERE ?1 <> ?2 AND
     what = 'village:' || (SELECT home FROM record WHERE id =
         (SELECT min(record) FROM naming WHERE hash = ?2))",
    "SELECT bytes FROM stored WHERE ?1 <> ?2 AND what = 'centre'",
];
/// Adds an attachment that has a row to each of these.
const KEEP: [&str; 3] = [
    "INSERT INTO stored SELECT 'person:' || person, attachment.bytes FROM attachment, device
     WHERE hash = ?2 AND device.device = ?1
     ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
    "INSERT INTO stored SELECT 'village:' || home, attachment.bytes FROM attachment, record
     WHERE hash = ?2 AND ?1 <> ?2 AND record.id =
         (SELECT min(record) FROM naming WHERE naming.hash = ?2)
     ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
    "INSERT INTO stored SELECT 'centre', bytes FROM attachment WHERE hash = ?2 AND ?1 <> ?2
     ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
];

/// Counts anew.
pub(super) fn count_kept(db: &Connection) -> Result<()> {
    Ok(db.execute_batch(include_str!("count_kept.sql"))?)
}

pub(super) fn kept(
    db: &Connection,
    (device, hash): (DeviceId, EvidenceHash),
    since_ms: i64,
) -> Result<Kept> {
    let today = "SELECT coalesce(sum(bytes), 0) FROM attachment WHERE at_ms >= ?2 AND device IN
        (SELECT device FROM device WHERE person = (SELECT person FROM device WHERE device = ?1))";
    let row = params![device.as_bytes(), since_ms];
    let today = db.prepare_cached(today)?.query_row(row, |row| row.get(0))?;
    let mut kept = [0, 0, 0];
    for (sql, bytes) in KEPT.iter().zip(&mut kept) {
        let row = params![device.as_bytes(), hash.as_bytes()];
        let found = db.prepare_cached(sql)?.query_row(row, |row| row.get(0)).optional()?;
        *bytes = number(found.unwrap_or(0));
    }
    let [person, village, centre] = kept;
    Ok(Kept { today: number(today), person, village, centre })
}

pub(super) fn untold_of(db: &Connection, hash: EvidenceHash, max: usize) -> Result<Vec<RecordId>> {
    let mut query = db.prepare_cached(
        "SELECT record.record FROM naming JOIN record ON record.id = naming.record
         WHERE hash = ?1 AND told = 0 AND shown <> 0 LIMIT ?2",
    )?;
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let rows = query.query_map(params![hash.as_bytes(), max], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Ok(RecordId(bytes(&row?, "record")?))).collect()
}

pub(super) fn untold(db: &Connection) -> Result<Vec<EvidenceHash>> {
    let mut query = db.prepare_cached(
        "SELECT DISTINCT naming.hash FROM naming JOIN attachment USING (hash)
         WHERE told = 0 AND shown <> 0",
    )?;
    let rows = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Ok(EvidenceHash(bytes(&row?, "hash")?))).collect()
}

pub(super) fn here_untold(
    db: &Connection,
    record: RecordId,
    of: &[EvidenceHash],
) -> Result<Vec<EvidenceHash>> {
    let mut query = db.prepare_cached(
        "SELECT 1 FROM attachment WHERE hash = ?1 AND NOT EXISTS
         (SELECT 1 FROM naming JOIN record ON record.id = naming.record
          WHERE naming.hash = ?1 AND record.record = ?2 AND told <> 0)",
    )?;
    let mut found = Vec::new();
    for hash in of {
        if query.exists(params![hash.as_bytes(), record.as_bytes()])? {
            found.push(*hash);
        }
    }
    Ok(found)
}

pub(super) fn told(db: &Connection, hash: EvidenceHash, record: i64) -> Result<()> {
    let set = "UPDATE naming SET told = 1, shown = 1 WHERE hash = ?1 AND record = ?2";
    db.prepare_cached(set)?.execute(params![hash.as_bytes(), record])?;
    Ok(())
}

pub(super) fn senders(db: &Connection) -> Result<Vec<(EvidenceHash, DeviceId, Option<Division>)>> {
    let mut query = db.prepare(
        "SELECT hash, device, (SELECT home FROM record WHERE id =
             (SELECT min(record) FROM naming WHERE naming.hash = attachment.hash))
         FROM attachment",
    )?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Option<i64>>(2)?))
    })?;
    rows.map(|row| {
        let (hash, device, home) = row?;
        let (hash, device) = (bytes(&hash, "hash")?, bytes(&device, "device")?);
        Ok((EvidenceHash(hash), DeviceId(device), home.map(division).transpose()?))
    })
    .collect()
}

pub(super) fn is_found(db: &Connection, hash: EvidenceHash) -> Result<bool> {
    let mut query = db.prepare_cached(
        "SELECT 1 FROM attachment WHERE hash = ?1
         AND NOT EXISTS (SELECT 1 FROM naming WHERE hash = ?1)",
    )?;
    Ok(query.exists([hash.as_bytes()])?)
}

pub(super) fn is_shown(
    db: &Connection,
    hash: EvidenceHash,
    scopes: &[Scope],
) -> Result<Option<bool>> {
    let of = format!("SELECT max(shown) FROM naming WHERE hash = ?1 AND {HEARD}");
    let mut query = db.prepare_cached(&of)?;
    let mut found = None;
    for scope in scopes {
        found = found.max(query.query_row(heard(hash, *scope), |row| row.get(0))?);
    }
    Ok(found)
}

pub(super) fn show(db: &Connection, hash: EvidenceHash, scopes: &[Scope]) -> Result<()> {
    let of = format!("UPDATE naming SET shown = 1 WHERE hash = ?1 AND shown = 0 AND {HEARD}");
    let mut set = db.prepare_cached(&of)?;
    for scope in scopes {
        set.execute(heard(hash, *scope))?;
    }
    Ok(())
}

/// What [`HEARD`] is given.
fn heard(hash: EvidenceHash, scope: Scope) -> ([u8; 32], i64, i64) {
    let (low, high) = scope.bounds();
    (hash.0, stored(low.as_u64()), stored(high.as_u64()))
}

pub(super) fn name(db: &Connection, hash: EvidenceHash, record: i64) -> Result<()> {
    let put = "INSERT OR IGNORE INTO naming (hash, record) SELECT ?1, ?2 WHERE
               (SELECT count(*) FROM (SELECT 1 FROM naming WHERE hash = ?1 LIMIT ?3)) < ?3";
    db.prepare_cached(put)?.execute(params![hash.as_bytes(), record, NAMING_MAX])?;
    Ok(())
}

pub(super) fn arrived(db: &Connection, what: &ArrivedAttachment) -> Result<()> {
    let put = "INSERT OR IGNORE INTO attachment VALUES (?1, ?2, ?3, ?4)";
    let (hash, device) = (what.hash.as_bytes(), what.device.as_bytes());
    let row = params![hash, stored(what.bytes), device, what.at_ms];
    if db.prepare_cached(put)?.execute(row)? == 0 {
        return Ok(());
    }
    for sql in KEEP {
        db.prepare_cached(sql)?.execute(params![device, hash])?;
    }
    Ok(())
}
