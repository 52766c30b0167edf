//! Chance from a seed.

use std::sync::{Mutex, PoisonError};

use fangxian::entropy::{Entropy, NoEntropy};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Random bytes for a ledger, the same for the same seed.
pub struct Seeded(Mutex<ChaCha8Rng>);

impl Seeded {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(ChaCha8Rng::seed_from_u64(seed)))
    }

    /// Fills `bytes`.
    pub fn give(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}

impl Entropy for Seeded {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        self.give(bytes);
        Ok(())
    }
}

/// The seed in `FANGXIAN_SEED`, or any; it is told, so that a test can be repeated.
pub fn any_seed() -> u64 {
    let given = std::env::var("FANGXIAN_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| rand::random_range(0..1_000_000_000));
    println!("FANGXIAN_SEED={seed}");
    seed
}

/// Chance for part number `part` of what `seed` decides.
pub fn chance(seed: u64, part: u64) -> ChaCha8Rng {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    chance.set_stream(part);
    chance
}
