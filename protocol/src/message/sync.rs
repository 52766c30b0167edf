//! One round trip: what a device has to say, and what it has not heard.

use super::{Page, Refusal};
use crate::batch::Batch;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::directory::Directory;
use crate::id::EnvelopeHash;
use crate::limits::{CURSORS_MAX, PAGES_MAX, PULL_ENTRIES_MAX, PUSH_ENVELOPES_MAX};
use crate::log::Cursor;
use crate::snapshot::Manifest;
use crate::version::Dialects;

/// A place in a device's own chain of envelopes: by where it stands the centre notices a phone that
/// was restored from a backup, or copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The counter of the envelope written last; 0 for none.
    pub counter: u64,
    /// That envelope; zeros for none.
    pub last: EnvelopeHash,
}

/// What a device says (`POST /v1/sync`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRequest {
    /// The dialects it speaks.
    pub dialects: Dialects,
    /// The directory version it has; 0 for none.
    pub directory: u64,
    /// Where its own chain stands.
    pub chain: Chain,
    /// The newest own envelope the centre said to have. A centre that does not have it has lost
    /// something.
    pub acknowledged: Chain,
    /// How far it has heard each village: a set, written sorted. A village it does not name
    /// starts at 0.
    pub cursors: Vec<Cursor>,
    /// Envelopes, oldest first. Each is judged alone: one refused blocks no other.
    pub push: Batch,
    /// Which villages it speaks of, in ascending runs; none for all of them. Of others nothing is
    /// answered.
    pub pages: Vec<Page>,
}

/// What the centre answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncResponse {
    /// The dialect of this answer.
    pub dialect: u64,
    /// The centre's clock, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
    /// How many envelopes of the push, from the first, were judged and committed. The rest was
    /// left and may be pushed again.
    pub judged: u64,
    /// Those of the judged that were not taken, in the order of the push.
    pub refused: Vec<Refusal>,
    /// What is new in each village.
    pub villages: Vec<VillageLog>,
    /// Snapshot files to fetch instead, for villages the device has nothing of.
    pub snapshots: Vec<Manifest>,
    /// What is new in the directory; `None` when nothing is.
    pub directory: Option<Directory>,
    /// More is waiting: ask again at once.
    pub more: bool,
    /// The pages, by their place in the request, whose digest is another here: to be named.
    pub differs: Vec<u64>,
}

/// What is new in one village's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageLog {
    /// How far the device has heard the village once it has these.
    pub through: Cursor,
    /// [Entries](crate::entry::Entry), in log order, without the words of the asking device.
    pub entries: Batch,
}

impl Default for Chain {
    fn default() -> Self {
        Self { counter: 0, last: EnvelopeHash([0; EnvelopeHash::LEN_BYTES]) }
    }
}

impl Wire for Chain {
    fn write(&self, writer: &mut Writer) {
        writer.array(2).u64(self.counter).bytes(&self.last.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("chain", 2)?;
        let counter = reader.u64("chain.counter")?;
        Ok(Self { counter, last: EnvelopeHash(reader.fixed("chain.last")?) })
    }
}

impl Wire for SyncRequest {
    fn write(&self, writer: &mut Writer) {
        // Few speak in pages; the others do not say so.
        writer.array(6 + usize::from(!self.pages.is_empty()));
        self.dialects.write(writer);
        let mut cursors = self.cursors.clone();
        cursors.sort_unstable();
        writer.u64(self.directory);
        self.chain.write(writer);
        self.acknowledged.write(writer);
        writer.list(&cursors);
        self.push.write(writer);
        if !self.pages.is_empty() {
            writer.list(&self.pages);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let in_pages = is_longer(reader, "sync", 6)?;
        let dialects = Dialects::read(reader)?;
        let directory = reader.u64("sync.directory")?;
        let chain = Chain::read(reader)?;
        let acknowledged = Chain::read(reader)?;
        let cursors: Vec<Cursor> = reader.list("sync.cursors", CURSORS_MAX)?;
        reader.ascending("sync.cursors", &cursors, |cursor| cursor.village)?;
        Ok(Self {
            dialects,
            directory,
            chain,
            acknowledged,
            cursors,
            push: Batch::read_of(reader, "sync.push", PUSH_ENVELOPES_MAX)?,
            pages: if in_pages { read_pages(reader)? } else { Vec::new() },
        })
    }
}

impl Wire for SyncResponse {
    fn write(&self, writer: &mut Writer) {
        let longer = usize::from(!self.differs.is_empty());
        writer.array(8 + longer).u64(self.dialect).i64(self.server_time_ms).u64(self.judged);
        writer.list(&self.refused).list(&self.villages).list(&self.snapshots);
        writer.option(self.directory.as_ref()).bool(self.more);
        if longer > 0 {
            writer.array(self.differs.len());
            self.differs.iter().for_each(|place| {
                writer.u64(*place);
            });
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let differs = is_longer(reader, "synced", 8)?;
        let dialect = reader.u64("synced.dialect")?;
        let server_time_ms = reader.i64("synced.server_time_ms")?;
        let judged = reader.u64("synced.judged")?;
        if judged > PUSH_ENVELOPES_MAX as u64 {
            return Err(reader.bad("synced.judged"));
        }
        let refused: Vec<Refusal> = reader.list("synced.refused", PUSH_ENVELOPES_MAX)?;
        reader.ascending("synced.refused", &refused, |refusal| refusal.index)?;
        if refused.last().is_some_and(|last| last.index >= judged) {
            return Err(reader.bad("synced.refused"));
        }
        Ok(Self {
            dialect,
            server_time_ms,
            judged,
            refused,
            villages: read_villages(reader)?,
            snapshots: reader.list("synced.snapshots", CURSORS_MAX)?,
            directory: reader.option("synced.directory")?,
            more: reader.bool("synced.more")?,
            differs: if differs { read_differs(reader)? } else { Vec::new() },
        })
    }
}

impl Wire for VillageLog {
    fn write(&self, writer: &mut Writer) {
        writer.array(2);
        self.through.write(writer);
        self.entries.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        read_village(reader, PULL_ENTRIES_MAX)
    }
}

/// Whether a message has one member more than it must.
fn is_longer(
    reader: &mut Reader<'_>,
    field: &'static str,
    least: usize,
) -> Result<bool, Malformed> {
    let count = reader.count(field, least + 1)?;
    if count < least { Err(reader.bad(field)) } else { Ok(count > least) }
}

/// Reads pages, at least one, in ascending runs.
fn read_pages(reader: &mut Reader<'_>) -> Result<Vec<Page>, Malformed> {
    let pages: Vec<Page> = reader.list("sync.pages", PAGES_MAX)?;
    let apart = pages.windows(2).all(|two| two[0].span.until <= two[1].span.from);
    if pages.is_empty() || !apart { Err(reader.bad("sync.pages")) } else { Ok(pages) }
}

/// Reads the places of pages, at least one, ascending.
fn read_differs(reader: &mut Reader<'_>) -> Result<Vec<u64>, Malformed> {
    let count = reader.count("synced.differs", PAGES_MAX)?;
    let places: Result<Vec<u64>, _> = (0..count).map(|_| reader.u64("synced.differs")).collect();
    let places = places?;
    reader.ascending("synced.differs", &places, |place| *place)?;
    if places.is_empty() { Err(reader.bad("synced.differs")) } else { Ok(places) }
}

/// Reads the logs of all villages, which share one limit: a byte of an answer may not become a
/// hundred in memory.
fn read_villages(reader: &mut Reader<'_>) -> Result<Vec<VillageLog>, Malformed> {
    let count = reader.count("synced.villages", CURSORS_MAX)?;
    let mut villages = Vec::new();
    let mut left = PULL_ENTRIES_MAX;
    for _ in 0..count {
        let village = read_village(reader, left)?;
        left -= village.entries.len();
        villages.push(village);
    }
    Ok(villages)
}

fn read_village(reader: &mut Reader<'_>, max: usize) -> Result<VillageLog, Malformed> {
    reader.array("village", 2)?;
    Ok(VillageLog {
        through: Cursor::read(reader)?,
        entries: Batch::read_of(reader, "village.entries", max)?,
    })
}
