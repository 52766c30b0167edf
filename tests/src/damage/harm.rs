//! The ways drives, power and people who copy files damage a database.

use std::collections::BTreeSet;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Every file of ours has pages of this size.
pub(super) const PAGE_BYTES: usize = 4096;
/// Most harms to one file.
const HARMS_MAX: usize = 5;

/// A database: its file and its write-ahead log, empty when there is none.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) main: Vec<u8>,
    pub(super) log: Vec<u8>,
}

/// What was done to a database.
#[derive(Debug, Default)]
pub(super) struct Harm {
    /// In words.
    pub(super) how: Vec<&'static str>,
    /// Pages of its file that are not what they were.
    pub(super) pages: BTreeSet<usize>,
    /// The log is not what it was.
    pub(super) log: bool,
}

impl Files {
    /// Damages this database; `older` is the same one at an earlier moment.
    pub(super) fn harm(&mut self, older: &Self, chance: &mut ChaCha8Rng) -> Harm {
        let before = self.clone();
        let mut harm = Harm::default();
        if !self.log.is_empty() && chance.random_bool(0.3) {
            harm.how.push(harm_log(&mut self.log, older, chance));
        } else {
            for _ in 0..chance.random_range(1..=HARMS_MAX) {
                harm.how.push(harm_main(&mut self.main, older, chance));
            }
        }
        let page = |bytes: &[u8], number: usize| {
            let start = (number * PAGE_BYTES).min(bytes.len());
            bytes[start..bytes.len().min(start + PAGE_BYTES)].to_vec()
        };
        let all = 0..before.main.len().div_ceil(PAGE_BYTES);
        let differs = |number: &usize| page(&before.main, *number) != page(&self.main, *number);
        harm.pages = all.filter(differs).collect();
        harm.log = before.log != self.log;
        harm
    }
}

fn harm_main(main: &mut Vec<u8>, older: &Files, chance: &mut ChaCha8Rng) -> &'static str {
    let pages = (main.len() / PAGE_BYTES).max(1);
    let page = chance.random_range(0..pages) * PAGE_BYTES;
    if main.len() < PAGE_BYTES {
        return "nothing is left";
    }
    match chance.random_range(0..12) {
        0..5 => flip(main, chance),
        5..7 => {
            main[page..page + PAGE_BYTES].fill(0);
            "a page is zero"
        }
        7..9 => {
            let other = chance.random_range(0..pages) * PAGE_BYTES;
            let kept = main[page..page + PAGE_BYTES].to_vec();
            main.copy_within(other..other + PAGE_BYTES, page);
            main[other..other + PAGE_BYTES].copy_from_slice(&kept);
            "two pages are swapped"
        }
        9..11 => match older.main.get(page..page + PAGE_BYTES) {
            Some(stale) => {
                main[page..page + PAGE_BYTES].copy_from_slice(stale);
                "a page was never written"
            }
            None => flip(main, chance),
        },
        _ => {
            main.truncate(page.max(PAGE_BYTES) - chance.random_range(0..2) * 100);
            "the end is missing"
        }
    }
}

fn harm_log(log: &mut Vec<u8>, older: &Files, chance: &mut ChaCha8Rng) -> &'static str {
    match chance.random_range(0..4) {
        0 => flip(log, chance),
        1 => {
            log.truncate(chance.random_range(0..log.len()));
            "the end of the log is missing"
        }
        2 => {
            log.clear();
            "the log is gone"
        }
        _ => {
            log.clone_from(&older.log);
            "the log is of an earlier day"
        }
    }
}

fn flip(bytes: &mut [u8], chance: &mut ChaCha8Rng) -> &'static str {
    let place = chance.random_range(0..bytes.len());
    bytes[place] ^= 1 << chance.random_range(0..8);
    "a bit is flipped"
}
