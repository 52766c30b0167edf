//! Devices that took over from others and are believed no more than those, those that presented
//! their certificates, the revocation of whole families, and the notes of all three.

use fangxian_protocol::id::DeviceId;
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{AuditRow, NewDevice, Result};
use super::directory::next_version;
use super::enrolment::put_device;
use super::value::{bytes, number};

/// A device and everything that took over from it.
const FAMILY: &str = "WITH RECURSIVE family (device) AS (
    VALUES (?1) UNION SELECT d.device FROM device d JOIN family f ON d.parent = f.device)";

pub(super) fn renew(
    db: &Connection,
    new: &NewDevice,
    parent: DeviceId,
    (since_ms, count_max): (i64, u64),
) -> Result<bool> {
    let root = root(db, parent)?;
    let count = format!(
        "{FAMILY} SELECT count(*) FROM device
         WHERE device IN family AND parent IS NOT NULL AND enrolled_ms >= ?2"
    );
    let count: i64 = db.query_row(&count, params![root.as_bytes(), since_ms], |row| row.get(0))?;
    if number(count) >= count_max {
        return Ok(false);
    }
    put_device(db, new)?;
    let set = "UPDATE device SET parent = ?2,
                   state = (SELECT state FROM device WHERE device = ?2) WHERE device = ?1";
    db.execute(set, params![new.device.as_bytes(), parent.as_bytes()])?;
    note(db, new.at_ms, "renewed", (new.device, Some(parent)))?;
    Ok(true)
}

pub(super) fn present(db: &Connection, devices: &[NewDevice]) -> Result<u64> {
    let mut count = 0;
    let mut known = db.prepare_cached("SELECT 1 FROM device WHERE device = ?1")?;
    for new in devices {
        if known.exists([new.device.as_bytes()])? {
            continue;
        }
        put_device(db, new)?;
        note(db, new.at_ms, "presented", (new.device, None))?;
        count += 1;
    }
    Ok(count)
}

pub(super) fn parent(db: &Connection, device: DeviceId) -> Result<Option<DeviceId>> {
    let mut query = db.prepare_cached("SELECT parent FROM device WHERE device = ?1")?;
    let found = query.query_row([device.as_bytes()], |row| row.get::<_, Option<Vec<u8>>>(0));
    let found = found.optional()?.flatten();
    found.map(|id| bytes(&id, "parent").map(DeviceId)).transpose()
}

pub(super) fn revoke(db: &Connection, device: DeviceId, at_ms: i64) -> Result<bool> {
    let set = format!("{FAMILY} UPDATE device SET state = 1, version = ?2 WHERE device IN family");
    let count = db.execute(&set, params![device.as_bytes(), next_version(db)?])?;
    if count > 0 {
        note(db, at_ms, "revoked", (device, None))?;
    }
    Ok(count > 0)
}

pub(super) fn audit(db: &Connection) -> Result<Vec<AuditRow>> {
    let mut query =
        db.prepare_cached("SELECT at_ms, what, device, other FROM audit ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let other: Option<Vec<u8>> = row.get(3)?;
        found.push(AuditRow {
            at_ms: row.get(0)?,
            what: row.get(1)?,
            device: DeviceId(bytes(&row.get::<_, Vec<u8>>(2)?, "device")?),
            other: other.map(|id| bytes(&id, "device").map(DeviceId)).transpose()?,
        });
    }
    Ok(found)
}

/// How many unverified envelopes of a device and its whole family were taken.
pub(super) fn unverified(db: &Connection, device: DeviceId) -> Result<u64> {
    let sum =
        format!("{FAMILY} SELECT coalesce(sum(unverified), 0) FROM device WHERE device IN family");
    let sum: i64 = db.query_row(&sum, [root(db, device)?.as_bytes()], |row| row.get(0))?;
    Ok(number(sum))
}

/// The device its family began with.
fn root(db: &Connection, device: DeviceId) -> Result<DeviceId> {
    let mut at = device;
    while let Some(earlier) = parent(db, at)? {
        at = earlier;
    }
    Ok(at)
}

fn note(
    db: &Connection,
    at_ms: i64,
    what: &str,
    (device, other): (DeviceId, Option<DeviceId>),
) -> Result<()> {
    let put = "INSERT INTO audit (at_ms, what, device, other) VALUES (?1, ?2, ?3, ?4)";
    db.execute(put, params![at_ms, what, device.as_bytes(), other.map(|id| id.0)])?;
    Ok(())
}
