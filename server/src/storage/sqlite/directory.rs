//! Units, cards, posts and devices, each row with the version that last changed it.

use fangxian::domain::centre::CENTRE;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{self, Wire};
use fangxian_protocol::directory::{Card, PostRow, UnitRow};
use fangxian_protocol::id::{DeviceId, PersonId};
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use rusqlite::{Connection, params};

use crate::clock::now_us;

use super::super::{
    CardRow, DeviceRow, DirectoryEdit, DirectoryRows, GuestRow, Result, StorageError, Totals,
};
use super::value::{bytes, division, divisions, number, person, scope, state, stored};

pub(super) fn version(db: &Connection) -> Result<u64> {
    let mut query = db.prepare_cached("SELECT version FROM directory")?;
    Ok(number(query.query_row([], |row| row.get(0))?))
}

/// The next version, for one row.
/// Microseconds since 1970, unless the clock went back: a database put back to an earlier day does
/// not give out versions again that phones have, however much was imported just before.
pub(super) fn next_version(db: &Connection) -> Result<i64> {
    let next = "UPDATE directory SET version = max(version + 1, ?1) RETURNING version";
    Ok(db.prepare_cached(next)?.query_row([now_us()], |row| row.get(0))?)
}

pub(super) fn since(db: &Connection, after: u64) -> Result<DirectoryRows> {
    let newest = version(db)?;
    if newest <= after {
        let version = newest;
        return Ok(DirectoryRows { version, ..DirectoryRows::default() });
    }
    Ok(DirectoryRows {
        version: newest,
        units: units(db, stored(after))?,
        cards: cards(db, stored(after))?,
        posts: posts(db, stored(after))?,
        devices: devices(db, stored(after))?,
        guests: guests(db, stored(after))?,
    })
}

/// Puts rows in, after each of which `tell` hears how many. A row that could not be read again,
/// here or on a phone, is not put in: the next start, or every sync, would fail of it.
pub(super) fn edit(db: &Connection, edit: &DirectoryEdit, tell: &mut dyn FnMut(u64)) -> Result<()> {
    let mut done = 0;
    let mut next = || {
        done += 1;
        tell(done);
    };
    for unit in &edit.units {
        refuse_unreadable("unit", unit)?;
        next();
        let (place, grid) = (stored(unit.division.as_u64()), stored(unit.grid));
        let replaces: Vec<String> = unit.replaces.iter().map(ToString::to_string).collect();
        let replaces = replaces.join(" ");
        db.prepare_cached(
            "INSERT INTO unit (division, grid, name, version, replaces, from_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE
             SET name = excluded.name, version = excluded.version, replaces = excluded.replaces,
                 from_ms = excluded.from_ms",
        )?
        .execute(params![
            place,
            grid,
            unit.name,
            next_version(db)?,
            replaces,
            unit.from_ms
        ])?;
    }
    for card in &edit.cards {
        refuse_unreadable("card", card)?;
        next();
        let row = params![card.person.as_str(), card.name, card.phone, next_version(db)?];
        db.prepare_cached(
            "INSERT INTO card VALUES (?1, ?2, ?3, 0, ?4) ON CONFLICT DO UPDATE
             SET name = iif(erased, '', excluded.name), phone = iif(erased, '', excluded.phone),
                 version = excluded.version",
        )?
        .execute(row)?;
    }
    for post in &edit.posts {
        refuse_unreadable("post", post)?;
        next();
        let scope = post.scope.to_string();
        let (who, version) = (post.person.as_str(), next_version(db)?);
        db.prepare_cached(
            "INSERT INTO post VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE
             SET title = excluded.title, ended = excluded.ended, version = excluded.version",
        )?
        .execute(params![who, post.role, scope, post.title, post.ended, version])?;
    }
    for (device, certificate) in &edit.certificates {
        Certificate::from_bytes(certificate).map_err(|_| unreadable("certificate"))?;
        next();
        db.prepare_cached("UPDATE device SET certificate = ?2, version = ?3 WHERE device = ?1")?
            .execute(params![device.as_bytes(), certificate, next_version(db)?])?;
    }
    Ok(())
}

fn refuse_unreadable<T: Wire>(what: &str, row: &T) -> Result<()> {
    let read = codec::decode::<T>("row", &codec::encode(row), MESSAGE_BYTES_MAX);
    read.map(drop).map_err(|_| unreadable(what))
}

fn unreadable(what: &str) -> StorageError {
    StorageError { reason: format!("a {what} that nobody could read again was not stored") }
}

pub(super) fn erase_card(db: &Connection, person: &PersonId) -> Result<bool> {
    let erase = "UPDATE card SET name = '', phone = '', erased = 1, version = ?2 WHERE person = ?1";
    let changed = db.execute(erase, params![person.as_str(), next_version(db)?])?;
    Ok(changed > 0)
}

/// Gives everything about a person new versions, for phones that had no reason to know them.
pub(super) fn introduce(db: &Connection, person: &PersonId) -> Result<()> {
    for query in [
        "UPDATE card SET version = ?2 WHERE person = ?1",
        "UPDATE post SET version = ?2 WHERE person = ?1",
        "UPDATE device SET version = ?2 WHERE person = ?1",
    ] {
        db.execute(query, params![person.as_str(), next_version(db)?])?;
    }
    Ok(())
}

pub(super) fn totals(db: &Connection) -> Result<Totals> {
    let count = |query: &str| -> Result<u64> {
        Ok(number(db.prepare_cached(query)?.query_row([], |row| row.get(0))?))
    };
    Ok(Totals {
        records: count("SELECT count(*) FROM record")?,
        envelopes: count("SELECT count(*) FROM envelope WHERE counter > 0")?,
        log_entries: count("SELECT coalesce(sum(last), 0) FROM village")?,
        villages: count("SELECT count(*) FROM village")?,
        devices: count(&format!(
            "SELECT count(*) FROM device WHERE state = 0 AND person <> '{CENTRE}'"
        ))?,
        devices_not_valid: count("SELECT count(*) FROM device WHERE state <> 0")?,
        quarantined: count("SELECT count(*) FROM quarantine")?,
        snapshots: count("SELECT count(*) FROM snapshot")?,
    })
}

fn units(db: &Connection, after: i64) -> Result<Vec<(u64, UnitRow)>> {
    let mut query = db.prepare_cached(
        "SELECT version, division, grid, name, replaces, from_ms FROM unit WHERE version > ?1",
    )?;
    let mut rows = query.query([after])?;
    let mut units = Vec::new();
    while let Some(row) = rows.next()? {
        let unit = UnitRow {
            division: division(row.get(1)?)?,
            grid: number(row.get(2)?),
            name: row.get(3)?,
            replaces: divisions(&row.get::<_, String>(4)?)?,
            from_ms: row.get(5)?,
        };
        units.push((number(row.get(0)?), unit));
    }
    Ok(units)
}

fn cards(db: &Connection, after: i64) -> Result<Vec<(u64, CardRow)>> {
    let mut query = db.prepare_cached(
        "SELECT version, person, name, phone, erased FROM card WHERE version > ?1",
    )?;
    let mut rows = query.query([after])?;
    let mut cards = Vec::new();
    while let Some(row) = rows.next()? {
        let card = Card {
            person: person(&row.get::<_, String>(1)?)?,
            name: row.get(2)?,
            phone: row.get(3)?,
        };
        let erased = row.get(4)?;
        cards.push((number(row.get(0)?), CardRow { card, erased }));
    }
    Ok(cards)
}

fn posts(db: &Connection, after: i64) -> Result<Vec<(u64, PostRow)>> {
    let mut query = db.prepare_cached(
        "SELECT version, person, role, scope, title, ended FROM post WHERE version > ?1",
    )?;
    let mut rows = query.query([after])?;
    let mut posts = Vec::new();
    while let Some(row) = rows.next()? {
        let post = PostRow {
            person: person(&row.get::<_, String>(1)?)?,
            role: row.get(2)?,
            scope: scope(&row.get::<_, String>(3)?)?,
            title: row.get(4)?,
            ended: row.get(5)?,
        };
        posts.push((number(row.get(0)?), post));
    }
    Ok(posts)
}

fn devices(db: &Connection, after: i64) -> Result<Vec<(u64, DeviceRow)>> {
    let mut query = db.prepare_cached(
        "SELECT version, device, certificate, state, number, enrolled_ms FROM device
         WHERE version > ?1",
    )?;
    let mut rows = query.query([after])?;
    let mut devices = Vec::new();
    while let Some(row) = rows.next()? {
        let device = DeviceRow {
            device: DeviceId(bytes(row.get_ref(1)?.as_blob().unwrap_or(&[]), "device")?),
            certificate: row.get(2)?,
            state: state(row.get(3)?),
            number: number(row.get(4)?),
            enrolled_ms: row.get(5)?,
        };
        devices.push((number(row.get(0)?), device));
    }
    Ok(devices)
}

fn guests(db: &Connection, after: i64) -> Result<Vec<GuestRow>> {
    let mut query = db.prepare_cached("SELECT village, person FROM guest WHERE version > ?1")?;
    let mut rows = query.query([after])?;
    let mut guests = Vec::new();
    while let Some(row) = rows.next()? {
        guests.push(GuestRow {
            village: division(row.get(0)?)?,
            person: person(&row.get::<_, String>(1)?)?,
        });
    }
    Ok(guests)
}
