//! Where the randomness of a test comes from: printed, so that a failure can be repeated.

use std::hash::{BuildHasher, RandomState};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A generator from `FANGXIAN_SEED`, or from a fresh seed. The test harness shows the line below
/// when the test fails.
pub(crate) fn rng(test: &str) -> ChaCha8Rng {
    let given = std::env::var("FANGXIAN_SEED").ok();
    let seed = given
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| RandomState::new().hash_one(test));
    println!("{test}: repeat with FANGXIAN_SEED={seed}");
    ChaCha8Rng::seed_from_u64(seed)
}
