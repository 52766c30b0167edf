//! Attachments that are here, and the records that name them.

use fangxian_protocol::id::{DeviceId, Division, EvidenceHash, RecordId};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{ArrivedAttachment, Result};
use super::value::{bytes, division, number, stored};

pub(super) fn size(db: &Connection, hash: EvidenceHash) -> Result<Option<u64>> {
    let mut query = db.prepare_cached("SELECT bytes FROM attachment WHERE hash = ?1")?;
    let size = query.query_row([hash.as_bytes()], |row| row.get(0)).optional()?;
    Ok(size.map(number))
}

pub(super) fn uploaded(db: &Connection, device: DeviceId, since_ms: i64) -> Result<u64> {
    let mut query = db.prepare_cached(
        "SELECT coalesce(sum(bytes), 0) FROM attachment WHERE device = ?1 AND at_ms >= ?2",
    )?;
    Ok(number(query.query_row(params![device.as_bytes(), since_ms], |row| row.get(0))?))
}

pub(super) fn naming(db: &Connection, hash: EvidenceHash) -> Result<Vec<RecordId>> {
    let mut query = db.prepare_cached(
        "SELECT record.record FROM naming JOIN record ON record.id = naming.record
         WHERE hash = ?1 ORDER BY record.id",
    )?;
    let rows = query.query_map([hash.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Ok(RecordId(bytes(&row?, "record")?))).collect()
}

pub(super) fn villages_naming(db: &Connection, hash: EvidenceHash) -> Result<Vec<Division>> {
    let mut query = db.prepare_cached(
        "SELECT record.home FROM naming JOIN record ON record.id = naming.record WHERE hash = ?1
         UNION
         SELECT route.village FROM naming JOIN route ON route.record = naming.record
         WHERE hash = ?1",
    )?;
    let rows = query.query_map([hash.as_bytes()], |row| row.get(0))?;
    rows.map(|village| division(village?)).collect()
}

pub(super) fn name(db: &Connection, hash: EvidenceHash, record: i64) -> Result<()> {
    let put = "INSERT OR IGNORE INTO naming VALUES (?1, ?2)";
    db.prepare_cached(put)?.execute(params![hash.as_bytes(), record])?;
    Ok(())
}

pub(super) fn arrived(db: &Connection, what: &ArrivedAttachment) -> Result<()> {
    let put = "INSERT OR IGNORE INTO attachment VALUES (?1, ?2, ?3, ?4)";
    let (hash, device) = (what.hash.as_bytes(), what.device.as_bytes());
    let row = params![hash, stored(what.bytes), device, what.at_ms];
    db.prepare_cached(put)?.execute(row)?;
    Ok(())
}
