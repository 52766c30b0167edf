//! One file of a drive: what of it is on the platter, and what is on its way there.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The drive writes this much whole or not at all; most drives promise more.
const SECTOR_BYTES: usize = 512;

/// How the power goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// It does not: only the program was killed.
    Killed,
    /// Nothing that was not flushed arrived.
    All,
    /// Some of it arrived, in any order, some of that in part.
    Some,
}

/// A file.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    /// What is on the platter.
    sure: Vec<u8>,
    /// What is on its way there.
    coming: Vec<Coming>,
    /// What a flush failed to bring there: a program still finds it, until the power goes.
    forsaken: Vec<Coming>,
}

#[derive(Debug, Clone)]
enum Coming {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

impl File {
    /// One that is on the platter.
    pub(super) fn holding(sure: Vec<u8>) -> Self {
        Self { sure, ..Self::default() }
    }

    pub(super) fn write(&mut self, at: u64, bytes: Vec<u8>) {
        self.coming.push(Coming::Write(at, bytes));
    }

    pub(super) fn truncate(&mut self, length: u64) {
        if length == 0 {
            self.forsaken.clear();
        }
        self.coming.push(Coming::Truncate(length));
    }

    pub(super) fn flush(&mut self) {
        let coming = std::mem::take(&mut self.coming);
        coming.iter().for_each(|what| what.arrive(&mut self.sure));
    }

    /// A flush failed: the system forgets what there was to write.
    pub(super) fn forsake(&mut self) {
        self.forsaken.append(&mut self.coming);
    }

    /// What a program finds.
    pub(super) fn whole(&self) -> Vec<u8> {
        let mut bytes = self.sure.clone();
        self.forsaken.iter().chain(&self.coming).for_each(|what| what.arrive(&mut bytes));
        bytes
    }

    /// What is found when the power comes back.
    pub(super) fn after(&self, loss: Loss, chance: &mut ChaCha8Rng) -> Vec<u8> {
        let mut bytes = self.sure.clone();
        match loss {
            Loss::Killed => return self.whole(),
            Loss::All => {}
            Loss::Some => {
                self.coming.iter().for_each(|what| what.arrive_perhaps(&mut bytes, chance));
            }
        }
        bytes
    }
}

impl Coming {
    fn arrive(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(at, written) => put(bytes, *at, written),
            Self::Truncate(length) => bytes.resize(*length as usize, 0),
        }
    }

    fn arrive_perhaps(&self, bytes: &mut Vec<u8>, chance: &mut ChaCha8Rng) {
        match (chance.random_range(0..10), self) {
            (0..4, _) => self.arrive(bytes),
            (4..7, Self::Write(at, written)) => {
                sectors(*at, written).for_each(|(at, sector)| match chance.random_range(0..20) {
                    0..10 => put(bytes, at, sector),
                    // Even a sector may be cut, where a drive promises less than most.
                    10 => {
                        let cut = chance.random_range(0..=sector.len());
                        put(bytes, at, &sector[..cut]);
                    }
                    _ => {}
                });
            }
            _ => {}
        }
    }
}

/// The pieces of a write that a drive takes as one each.
fn sectors(at: u64, written: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    let first = SECTOR_BYTES - (at as usize % SECTOR_BYTES);
    let (head, tail) = written.split_at(first.min(written.len()));
    let rest = tail.chunks(SECTOR_BYTES).enumerate();
    let rest = rest.map(move |(n, piece)| (at + (first + n * SECTOR_BYTES) as u64, piece));
    std::iter::once((at, head)).chain(rest)
}

fn put(bytes: &mut Vec<u8>, at: u64, written: &[u8]) {
    let (start, end) = (at as usize, at as usize + written.len());
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[start..end].copy_from_slice(written);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_cut_where_sectors_end() {
        let pieces: Vec<_> = sectors(500, &[0; 1_100]).map(|(at, p)| (at, p.len())).collect();
        assert_eq!(pieces, [(500, 12), (512, 512), (1_024, 512), (1_536, 64)]);
    }
}
