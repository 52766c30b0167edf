//! Entries of logs packed for the way: columns instead of one entry after another.
//!
//! What repeats is said once; counters and times are differences; what the receiver computes
//! anyway is left out: the hash of a change, which it has once it rebuilt the change, and the
//! envelope before, where the batch holds it. Nothing is lost: a batch unpacks to the very bytes
//! that were packed, whatever they say, and no other columns unpack to them. Entries that columns
//! would only make longer travel as they are, so that a batch is never longer than what it holds.

mod columns;
mod memory;
mod packing;
mod shape;
mod unpacking;
mod values;

use crate::change::Change;
use crate::codec::{Fault, Malformed, Reader, Wire, Writer};
use crate::id::ChangeHash;
use crate::limits::{ENVELOPE_BYTES_MAX, MESSAGE_BYTES_MAX, PULL_ENTRIES_MAX};
use columns::{COLUMNS, Emptying};
use packing::Packing;
use unpacking::Unpacking;

/// Gives the hash of a change: it is the document engine that knows. `None` when no document could
/// have such a change.
pub type Hashing<'a> = &'a dyn Fn(&Change) -> Option<ChangeHash>;

/// A batch of entries as they are has one member, one in columns these more than columns.
const PLAIN_MEMBERS: usize = 1;
const COLUMNED_MEMBERS: usize = 2 + COLUMNS;

/// Encoded [entries](crate::entry::Entry), packed, in their order (打包).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// How many, and how many bytes they are together.
    holds: (usize, usize),
    packed: Packed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Packed {
    Plain(Vec<Vec<u8>>),
    Columns(Vec<Vec<u8>>),
}

impl Batch {
    /// Packs entries. What a header states is not taken at its word: a row that a drive has changed
    /// must arrive as it is, and spoil none of those after it.
    pub fn pack<T: AsRef<[u8]>>(entries: impl IntoIterator<Item = T>, hash: Hashing<'_>) -> Self {
        let entries: Vec<T> = entries.into_iter().collect();
        let mut packing = Packing::new(hash);
        entries.iter().for_each(|entry| packing.add(entry.as_ref()));
        let bytes = entries.iter().map(|entry| entry.as_ref().len()).sum();
        let columns = packing.finish();
        let packed = match columns.iter().map(Vec::len).sum::<usize>() < bytes {
            true => Packed::Columns(columns),
            false => Packed::Plain(entries.iter().map(|one| one.as_ref().to_vec()).collect()),
        };
        Self { holds: (entries.len(), bytes), packed }
    }

    /// How many entries it holds.
    pub fn len(&self) -> usize {
        self.holds.0
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes its entries are together once unpacked.
    pub fn bytes(&self) -> usize {
        self.holds.1
    }

    /// Whether its entries lie in columns.
    pub fn is_in_columns(&self) -> bool {
        matches!(self.packed, Packed::Columns(_))
    }

    /// The entries, as they were packed. Ask for its [bytes](Self::bytes) first: so much is made.
    ///
    /// # Errors
    /// [`Malformed`] when it does not hold what it states, or says something longer than it could
    /// be said.
    pub fn unpack(&self, hash: Hashing<'_>) -> Result<Vec<Vec<u8>>, Malformed> {
        let columns = match &self.packed {
            Packed::Plain(entries) => return Ok(entries.clone()),
            Packed::Columns(columns) => columns,
        };
        let differs = Malformed { field: "batch.bytes", at_byte: 0, fault: Fault::BadValue };
        let mut unpacking = Unpacking::new(Emptying::new(columns)?, hash);
        let mut left = self.bytes();
        let mut entries = Vec::new();
        for _ in 0..self.len() {
            let entry = unpacking.next()?;
            left = left.checked_sub(entry.len()).ok_or(differs)?;
            entries.push(entry);
        }
        unpacking.finish()?;
        if left > 0 { Err(differs) } else { Ok(entries) }
    }

    /// Reads one of at most `max` entries.
    ///
    /// # Errors
    /// [`Malformed`] when it holds more, or is none.
    pub fn read_of(
        reader: &mut Reader<'_>,
        field: &'static str,
        max: usize,
    ) -> Result<Self, Malformed> {
        let batch = Self::read(reader)?;
        let too_many = Malformed { field, at_byte: reader.position(), fault: Fault::TooMany };
        if batch.len() > max { Err(too_many) } else { Ok(batch) }
    }

    fn plain(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let count = reader.count("batch.entries", PULL_ENTRIES_MAX)?;
        let entry = |_| reader.bytes("batch.entry", ENVELOPE_BYTES_MAX).map(<[u8]>::to_vec);
        let entries: Vec<Vec<u8>> = (0..count).map(entry).collect::<Result<_, _>>()?;
        if entries.is_empty() {
            return Err(reader.bad("batch.entries"));
        }
        let bytes = entries.iter().map(Vec::len).sum();
        Ok(Self { holds: (entries.len(), bytes), packed: Packed::Plain(entries) })
    }

    fn in_columns(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let entries = shape::size(reader, "batch.entries", PULL_ENTRIES_MAX)?;
        let bytes = shape::size(reader, "batch.bytes", usize::MAX)?;
        if entries == 0 {
            return Err(reader.bad("batch.entries"));
        }
        let column = |_| reader.bytes("batch.column", MESSAGE_BYTES_MAX).map(<[u8]>::to_vec);
        let columns: Vec<Vec<u8>> = (0..COLUMNS).map(column).collect::<Result<_, _>>()?;
        if columns.iter().map(Vec::len).sum::<usize>() >= bytes {
            return Err(reader.bad("batch.bytes"));
        }
        Ok(Self { holds: (entries, bytes), packed: Packed::Columns(columns) })
    }
}

impl Default for Packed {
    fn default() -> Self {
        Self::Plain(Vec::new())
    }
}

impl Wire for Batch {
    fn write(&self, writer: &mut Writer) {
        let members = match &self.packed {
            Packed::Plain(entries) if entries.is_empty() => {
                writer.array(0);
                return;
            }
            Packed::Plain(entries) => {
                writer.array(PLAIN_MEMBERS).array(entries.len());
                entries
            }
            Packed::Columns(columns) => {
                writer.array(COLUMNED_MEMBERS).u64(self.len() as u64).u64(self.bytes() as u64);
                columns
            }
        };
        members.iter().for_each(|member| {
            writer.bytes(member);
        });
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        match reader.count("batch", COLUMNED_MEMBERS)? {
            0 => Ok(Self::default()),
            PLAIN_MEMBERS => Self::plain(reader),
            COLUMNED_MEMBERS => Self::in_columns(reader),
            _ => Err(reader.bad("batch")),
        }
    }
}
