//! What is on the platter, and what is on its way there.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// The drive writes this much whole or not at all; most drives promise more.
const SECTOR_BYTES: usize = 512;

/// The files of a folder by name.
pub type Image = BTreeMap<String, Vec<u8>>;

/// Something SQLite did to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The file was opened, and made if there was none.
    Open(String),
    /// Bytes were written at a place.
    Write(String, u64, Vec<u8>),
    /// The file was cut or stretched to this length.
    Truncate(String, u64),
    /// What was written so far is on the platter.
    Sync(String),
    /// The file was removed; whether its folder was flushed too.
    Delete(String, bool),
    /// A mark of whoever listens.
    Note(u64),
}

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

/// A drive.
#[derive(Debug, Clone, Default)]
pub struct Drive {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Clone, Default)]
struct File {
    /// What is on the platter.
    sure: Vec<u8>,
    /// Whether the file's name is on the platter.
    named: bool,
    /// What is on its way there.
    coming: Vec<Coming>,
}

#[derive(Debug, Clone)]
enum Coming {
    Write(u64, Vec<u8>),
    Truncate(u64),
    Delete,
}

impl Drive {
    /// A drive that holds exactly these files.
    pub fn holding(image: Image) -> Self {
        let file = |sure| File { sure, named: true, coming: Vec::new() };
        Self { files: image.into_iter().map(|(name, sure)| (name, file(sure))).collect() }
    }

    /// Lets something happen.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Open(name) => drop(self.files.entry(name).or_default()),
            Event::Write(name, at, bytes) => self.coming(name, Coming::Write(at, bytes)),
            Event::Truncate(name, length) => self.coming(name, Coming::Truncate(length)),
            Event::Sync(name) => self.flush(name),
            Event::Delete(name, false) => self.coming(name, Coming::Delete),
            Event::Delete(name, true) => drop(self.files.remove(&name)),
            Event::Note(_) => {}
        }
    }

    /// SQLite flushes the folder too when it flushes a new journal or log for the first time: the
    /// names of all files, and their absence, are then on the platter.
    fn flush(&mut self, name: String) {
        let beside = name.ends_with("-wal") || name.ends_with("-journal");
        let file = self.files.entry(name).or_default();
        let fresh = !std::mem::replace(&mut file.named, true);
        file.flush();
        if beside && fresh {
            self.files.retain(|_, file| !file.is_gone());
            self.files.values_mut().for_each(|file| file.named = true);
        }
    }

    fn coming(&mut self, name: String, what: Coming) {
        self.files.entry(name).or_default().coming.push(what);
    }

    /// What a program finds while the power is on.
    pub fn whole(&self) -> Image {
        let files = self.files.iter();
        files.filter_map(|(name, file)| Some((name.clone(), file.whole()?))).collect()
    }

    /// What is found when the power comes back.
    pub fn image(&self, loss: Loss, chance: &mut ChaCha8Rng) -> Image {
        let after = |(name, file): (&String, &File)| {
            file.after(loss, chance).map(|bytes| (name.clone(), bytes))
        };
        self.files.iter().filter_map(after).collect()
    }
}

impl File {
    fn whole(&self) -> Option<Vec<u8>> {
        let mut bytes = Some(self.sure.clone());
        self.coming.iter().for_each(|what| what.arrive(&mut bytes));
        bytes
    }

    fn flush(&mut self) {
        let coming = std::mem::take(&mut self.coming);
        let mut bytes = Some(std::mem::take(&mut self.sure));
        coming.iter().for_each(|what| what.arrive(&mut bytes));
        self.sure = bytes.unwrap_or_default();
    }

    /// Whether it was removed and not made again.
    fn is_gone(&self) -> bool {
        matches!(self.coming.last(), Some(Coming::Delete))
    }

    fn after(&self, loss: Loss, chance: &mut ChaCha8Rng) -> Option<Vec<u8>> {
        let named = self.named || loss == Loss::Killed;
        if !named && (loss == Loss::All || chance.random()) {
            return None;
        }
        let mut bytes = Some(self.sure.clone());
        for what in &self.coming {
            match loss {
                Loss::Killed => what.arrive(&mut bytes),
                Loss::All => {}
                Loss::Some => what.arrive_perhaps(&mut bytes, chance),
            }
        }
        bytes
    }
}

impl Coming {
    fn arrive(&self, bytes: &mut Option<Vec<u8>>) {
        match self {
            Self::Write(at, written) => put(bytes.get_or_insert_default(), *at, written),
            Self::Truncate(length) => {
                bytes.get_or_insert_default().resize(*length as usize, 0);
            }
            Self::Delete => *bytes = None,
        }
    }

    fn arrive_perhaps(&self, bytes: &mut Option<Vec<u8>>, chance: &mut ChaCha8Rng) {
        match (chance.random_range(0..10), self) {
            (0..4, _) => self.arrive(bytes),
            (4..7, Self::Write(at, written)) => {
                sectors(*at, written).for_each(|(at, sector)| match chance.random_range(0..20) {
                    0..10 => put(bytes.get_or_insert_default(), at, sector),
                    // Even a sector may be cut, where a drive promises less than most.
                    10 => {
                        let cut = chance.random_range(0..=sector.len());
                        put(bytes.get_or_insert_default(), at, &sector[..cut]);
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
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn what_was_flushed_stays_and_what_was_not_may_go() {
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        let mut drive = Drive::default();
        drive.take(Event::Write("a".into(), 0, vec![1; 2_000]));
        assert!(drive.image(Loss::All, &mut chance).is_empty());
        drive.take(Event::Sync("a".into()));
        drive.take(Event::Write("a".into(), 700, vec![2; 1_000]));
        assert_eq!(drive.image(Loss::All, &mut chance)["a"], vec![1; 2_000]);
        assert_eq!(drive.image(Loss::Killed, &mut chance)["a"][700..1_700], [2; 1_000]);
        let torn = (0..100).map(|_| drive.image(Loss::Some, &mut chance)["a"].clone());
        let torn = torn.filter(|bytes| bytes.contains(&2) && bytes[700..1_700].contains(&1));
        assert!(torn.count() > 5, "some writes arrive in part");
    }

    #[test]
    fn a_write_is_cut_where_sectors_end() {
        let pieces: Vec<_> = sectors(500, &[0; 1_100]).map(|(at, p)| (at, p.len())).collect();
        assert_eq!(pieces, [(500, 12), (512, 512), (1_024, 512), (1_536, 64)]);
    }
}
