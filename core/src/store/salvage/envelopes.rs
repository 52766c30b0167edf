//! Every intact envelope row of a damaged file, in the order they were stored.

use std::fs::File;
use std::path::Path;

use fangxian_protocol::envelope::Envelope;
use rusqlite::{Connection, OptionalExtension};

use crate::pages::{self, Column, Intact, Source};
use crate::store::envelope::StoredEnvelope;
use crate::store::{Place, StoreError, Writing};

/// What was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Intact and kept.
    pub(super) kept: u64,
    /// Known to have been there, and not intact.
    pub(super) lost: u64,
}

/// Copies every intact envelope of the image into `writing`.
pub(super) fn copy(
    table: Option<&Connection>,
    image: &Path,
    writing: &Writing<'_>,
) -> Result<Tally, StoreError> {
    let mut file = File::open(image)?;
    let Intact { sources, expected } = Intact::of(
        &mut file,
        table.and_then(last_id),
        |id| table.is_some_and(|table| from_table(table, id).is_some()),
        |columns| from_columns(columns).is_some(),
    )?;
    let mut tally = Tally::default();
    for (id, source) in sources {
        let stored = match source {
            Source::Table => table.and_then(|table| from_table(table, id)),
            Source::Page(spot) => {
                pages::row(&mut file, spot)?.and_then(|row| from_columns(&row.columns))
            }
        };
        let Some((stored, envelope)) = stored else {
            continue;
        };
        writing.append(&envelope, &stored.bytes, (stored.place, stored.own), stored.stored_ms)?;
        if stored.refusal.is_some() {
            writing.set_place(&stored.hash, stored.place, stored.refusal)?;
        }
        tally.kept += 1;
    }
    tally.lost = expected.saturating_sub(tally.kept);
    Ok(tally)
}

fn last_id(table: &Connection) -> Option<i64> {
    let found = table.query_row("SELECT max(id) FROM envelope", [], |row| row.get(0));
    found.ok().flatten()
}

fn from_table(table: &Connection, id: i64) -> Option<(StoredEnvelope, Envelope)> {
    let sql = "SELECT hash, bytes, place, refusal, own, stored_ms FROM envelope WHERE id = ?1";
    let mut statement = table.prepare_cached(sql).ok()?;
    let read = statement.query_row([id], |row| Ok(StoredEnvelope::read(row).ok()));
    let stored = read.optional().ok().flatten().flatten()?;
    let envelope = stored.open()?;
    Some((stored, envelope))
}

/// Columns in the order of the table. The envelope must be the one its row names.
fn from_columns(columns: &[Column]) -> Option<(StoredEnvelope, Envelope)> {
    use Column::{Blob, Integer};
    let (Blob(hash), Blob(bytes)) = (columns.get(1)?, columns.get(10)?) else {
        return None;
    };
    let (Integer(place), Integer(own), Integer(stored_ms)) =
        (columns.get(11)?, columns.get(13)?, columns.get(14)?)
    else {
        return None;
    };
    let stored = StoredEnvelope {
        hash: fangxian_protocol::id::EnvelopeHash::from_slice(hash).ok()?,
        bytes: bytes.clone(),
        place: Place::from_code(*place)?,
        refusal: None,
        own: *own == 1,
        stored_ms: *stored_ms,
    };
    let envelope = stored.open()?;
    Some((stored, envelope))
}
