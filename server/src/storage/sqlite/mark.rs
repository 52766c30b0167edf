//! The marks of log entries: what a log is up to each of them.

use fangxian_protocol::id::{EnvelopeHash, LogMark};
use rusqlite::{Connection, params};

use super::super::Result;
use super::value::bytes;

/// Gives every entry its mark.
pub(super) fn fill(db: &Connection) -> Result<()> {
    let mut set = db.prepare("UPDATE log SET mark = ?3 WHERE village = ?1 AND position = ?2")?;
    each(db, &mut |(village, position), mark, _| {
        set.execute(params![village, position, mark.as_bytes()])?;
        Ok(true)
    })
    .map(drop)
}

/// Whether every entry has the mark it should have.
pub(super) fn are_right(db: &Connection) -> Result<bool> {
    each(db, &mut |_, mark, stored| Ok(mark.as_bytes() == stored))
}

/// What is to be done with an entry, given its place, its true mark and the stored one; whether to
/// go on.
type Look<'a> = &'a mut dyn FnMut((i64, i64), LogMark, &[u8]) -> Result<bool>;

/// Goes through all logs; whether it came to the end.
fn each(db: &Connection, look: Look<'_>) -> Result<bool> {
    let mut query = db.prepare(
        "SELECT log.village, log.position, envelope.hash, log.mark
         FROM log JOIN envelope ON envelope.id = log.envelope
         ORDER BY log.village, log.position",
    )?;
    let mut rows = query.query([])?;
    let (mut village, mut mark) = (0, LogMark::START);
    while let Some(row) = rows.next()? {
        let place: (i64, i64) = (row.get(0)?, row.get(1)?);
        if place.0 != village {
            (village, mark) = (place.0, LogMark::START);
        }
        mark = mark.then(&EnvelopeHash(bytes(row.get_ref(2)?.as_blob().unwrap_or(&[]), "hash")?));
        if !look(place, mark, row.get_ref(3)?.as_blob().unwrap_or(&[]))? {
            return Ok(false);
        }
    }
    Ok(true)
}
