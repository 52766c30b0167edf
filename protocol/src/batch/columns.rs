//! The columns of a batch: numbers one after another, or plain bytes.

use crate::codec::{Fault, Malformed, Reader, Writer};

/// How many there are.
pub(super) const COLUMNS: usize = 7;

/// What lies together because it looks alike.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// Numbers: whose each entry is, what it follows, and which shape it has.
    Order,
    /// Bits: which values are as in the change of the same shape before.
    Same,
    /// Numbers: times and what else is written as a whole number.
    Number,
    /// Numbers: how long texts and bytes are.
    Length,
    /// Devices, kinds and villages, and shapes, where they are named first.
    Defined,
    /// Texts, end to end.
    Text,
    /// Ids, hashes and signatures, end to end: what nothing makes smaller comes last.
    Bytes,
}

/// Columns being filled.
pub(super) struct Filling([Writer; COLUMNS]);

/// Columns being read.
pub(super) struct Emptying<'b>([Reader<'b>; COLUMNS]);

impl Filling {
    pub(super) fn new() -> Self {
        Self(std::array::from_fn(|_| Writer::new()))
    }

    pub(super) fn at(&mut self, column: Column) -> &mut Writer {
        &mut self.0[column as usize]
    }

    pub(super) fn finish(self) -> Vec<Vec<u8>> {
        self.0.into_iter().map(Writer::into_bytes).collect()
    }
}

impl<'b> Emptying<'b> {
    pub(super) fn new(columns: &'b [Vec<u8>]) -> Result<Self, Malformed> {
        let readers: Vec<_> = columns.iter().map(|column| Reader::new(column)).collect();
        let wrong = |_| Malformed { field: "batch", at_byte: 0, fault: Fault::Unexpected };
        readers.try_into().map(Self).map_err(wrong)
    }

    pub(super) fn at(&mut self, column: Column) -> &mut Reader<'b> {
        &mut self.0[column as usize]
    }

    /// Requires that nothing is left.
    pub(super) fn finish(&self) -> Result<(), Malformed> {
        let left = self.0.iter().find(|reader| !reader.is_at_end());
        let trailing = |reader: &Reader<'_>| Malformed {
            field: "batch",
            at_byte: reader.position(),
            fault: Fault::Trailing,
        };
        left.map_or(Ok(()), |reader| Err(trailing(reader)))
    }
}
