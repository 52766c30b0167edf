//! Places in a village's log, and how a device and the centre see that they mean the same log: each
//! position has a mark, folded from the entries up to it.
//!
//! A centre that was put back to an earlier day, or lost entries to damage, numbers other entries
//! with the same positions. A position alone would hide that from phones; its mark does not.

use sha2::{Digest, Sha256};

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::{Division, EnvelopeHash, LogMark};

const DOMAIN: &[u8] = b"fangxian/log/1\0";

/// How far a device has heard one village's log, and that it was this log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// Which village.
    pub village: Division,
    /// The position of the last entry it has; 0 for none.
    pub position: u64,
    /// The log's mark there.
    pub mark: LogMark,
}

impl Cursor {
    /// Before the first entry of a village's log.
    pub fn start(village: Division) -> Self {
        Self { village, position: 0, mark: LogMark::START }
    }
}

impl LogMark {
    /// The mark of an empty log.
    pub const START: Self = Self([0; Self::LEN_BYTES]);

    /// The mark of the position after this one, whose entry is `next`.
    pub fn then(&self, next: &EnvelopeHash) -> Self {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(self.0)
            .chain_update(next.0)
            .finalize()
            .into();
        let mut mark = [0; Self::LEN_BYTES];
        mark.copy_from_slice(&digest[..Self::LEN_BYTES]);
        Self(mark)
    }
}

impl Wire for Cursor {
    fn write(&self, writer: &mut Writer) {
        writer.array(3).u64(self.village.as_u64()).u64(self.position).bytes(&self.mark.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("cursor", 3)?;
        Ok(Self {
            village: Division::from_u64(reader.u64("cursor.village")?)
                .map_err(|_| reader.bad("cursor.village"))?,
            position: reader.u64("cursor.position")?,
            mark: LogMark(reader.fixed("cursor.mark")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_that_part_anywhere_have_other_marks_ever_after() {
        let of = |entries: &[u8]| {
            let mark = |mark: LogMark, entry: &u8| mark.then(&EnvelopeHash([*entry; 16]));
            entries.iter().fold(LogMark::START, mark)
        };
        assert_eq!(of(&[1, 2, 3]), of(&[1, 2, 3]));
        assert_ne!(of(&[1, 2, 3]), of(&[2, 1, 3]), "another order");
        assert_ne!(of(&[1, 2, 3]), of(&[4, 2, 3]), "another beginning");
        assert_ne!(of(&[1, 2]), of(&[1, 2, 3]), "another length");
    }
}
