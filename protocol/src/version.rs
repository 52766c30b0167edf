//! Dialects: which versions of the protocol an end speaks, and how two ends agree on one.

use crate::codec::{Malformed, Reader, Wire, Writer};

/// The dialects this build speaks.
pub const SPOKEN: Dialects = Dialects { min: 2, max: 2 };

/// A range of dialects, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialects {
    /// The oldest.
    pub min: u64,
    /// The newest.
    pub max: u64,
}

impl Dialects {
    /// The newest dialect both speak; `None` when there is none and one end must be upgraded.
    pub fn common(self, other: Self) -> Option<u64> {
        let newest = self.max.min(other.max);
        (newest >= self.min.max(other.min)).then_some(newest)
    }

    /// Reads the range a message begins with, whatever follows: this much never changes.
    ///
    /// # Errors
    /// [`Malformed`] when the message does not begin with an array that begins with a range.
    pub fn peek(message: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(message);
        reader.count("message", 64)?;
        Self::read(&mut reader)
    }
}

impl Wire for Dialects {
    fn write(&self, writer: &mut Writer) {
        writer.array(2).u64(self.min).u64(self.max);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("dialects", 2)?;
        let (min, max) = (reader.u64("dialects")?, reader.u64("dialects")?);
        (min <= max).then_some(Self { min, max }).ok_or(reader.bad("dialects"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ends_agree_on_the_newest_dialect_both_speak() {
        let range = |min, max| Dialects { min, max };
        assert_eq!(range(1, 3).common(range(2, 5)), Some(3));
        assert_eq!(range(2, 5).common(range(1, 3)), Some(3));
        assert_eq!(range(1, 1).common(range(2, 2)), None);
    }
}
