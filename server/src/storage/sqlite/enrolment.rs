//! One-time codes and the devices that used them.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::DeviceId;
use rusqlite::{Connection, OptionalExtension, params};

use super::super::{CodeRow, NewDevice, Result};
use super::directory::next_version;
use super::value::{bytes, damaged, person};

pub(super) fn put_code(db: &Connection, hash: &[u8; 32], code: &CodeRow) -> Result<()> {
    let row = params![hash, code.person.as_str(), code.expires_ms];
    db.execute("INSERT INTO code VALUES (?1, ?2, ?3, NULL)", row)?;
    Ok(())
}

pub(super) fn code(db: &Connection, hash: &[u8; 32]) -> Result<Option<CodeRow>> {
    let mut query =
        db.prepare_cached("SELECT person, expires_ms, used_by FROM code WHERE hash = ?1")?;
    let row = query
        .query_row([hash], |row| {
            let (who, until): (String, i64) = (row.get(0)?, row.get(1)?);
            Ok((who, until, row.get::<_, Option<Vec<u8>>>(2)?))
        })
        .optional()?;
    let Some((who, expires_ms, used_by)) = row else {
        return Ok(None);
    };
    let used_by = used_by.map(|id| bytes(&id, "device").map(DeviceId));
    Ok(Some(CodeRow { person: person(&who)?, expires_ms, used_by: used_by.transpose()? }))
}

pub(super) fn enrol(db: &Connection, hash: &[u8; 32], new: &NewDevice) -> Result<bool> {
    let take = "UPDATE code SET used_by = ?2 WHERE hash = ?1 AND used_by IS NULL";
    if db.execute(take, params![hash, new.device.as_bytes()])? == 0 {
        return Ok(false);
    }
    put_device(db, new)?;
    Ok(true)
}

pub(super) fn put_device(db: &Connection, new: &NewDevice) -> Result<()> {
    let certificate =
        Certificate::from_bytes(&new.certificate).map_err(|_| damaged("certificate"))?;
    let who = certificate.person.as_str();
    let put = "INSERT INTO device (device, person, certificate, enrolled_ms, version)
               VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT DO UPDATE SET certificate = excluded.certificate,
               enrolled_ms = excluded.enrolled_ms, version = excluded.version";
    let version = next_version(db)?;
    let row = params![new.device.as_bytes(), who, new.certificate, new.at_ms, version];
    db.execute(put, row)?;
    Ok(())
}
