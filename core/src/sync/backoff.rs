//! When to try again: doubling, capped, and jittered so that a whole town coming back into
//! signal does not arrive in one second.

use rand::{Rng, RngExt};

/// How waits grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest first wait.
    pub first_ms: i64,
    /// The longest wait there is.
    pub cap_ms: i64,
    /// How many tries in a row before giving up until something new happens.
    pub tries_max: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first_ms: 1_000, cap_ms: 300_000, tries_max: 4 }
    }
}

impl Backoff {
    /// How long to wait after so many failures in a row: between half and all of the doubled
    /// wait.
    pub fn wait_ms(&self, failures: u32, rng: &mut dyn Rng) -> i64 {
        let doubled = self.first_ms.saturating_mul(1 << failures.saturating_sub(1).min(30));
        let longest = doubled.clamp(2, self.cap_ms.max(2));
        rng.random_range(longest / 2..=longest)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn waits_grow_to_the_cap_and_are_never_zero() {
        let backoff = Backoff::default();
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        for failures in 1..70 {
            let wait = backoff.wait_ms(failures, &mut rng);
            assert!((500..=300_000).contains(&wait), "{failures}: {wait}");
        }
        assert!(backoff.wait_ms(60, &mut rng) >= 150_000);
    }
}
