//! Guessing enrolment codes is slow: each address has ten wrong tries, and regains one a minute.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Stopwatch;

const TRIES_MAX: u32 = 10;
const REGAIN: Duration = Duration::from_secs(60);
/// Beyond this many addresses, those with all their tries are forgotten.
const ADDRESSES_MAX: usize = 10_000;

/// Wrong tries by address.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<IpAddr, (u32, Stopwatch)>>);

impl Tries {
    /// Takes one try from an address; false when it has none left.
    pub fn take(&self, address: IpAddr) -> bool {
        let mut held = self.held();
        if held.len() >= ADDRESSES_MAX {
            held.retain(|_, (left, since)| *left + regained(*since) < TRIES_MAX);
        }
        let (left, since) = held.entry(address).or_insert((TRIES_MAX, Stopwatch::start()));
        let more = regained(*since);
        if more > 0 {
            *left = left.saturating_add(more).min(TRIES_MAX);
            *since = Stopwatch::start();
        }
        let may = *left > 0;
        *left = left.saturating_sub(1);
        may
    }

    /// Gives a try back: the code was right.
    pub fn give_back(&self, address: IpAddr) {
        if let Some((left, _)) = self.held().get_mut(&address) {
            *left = (*left + 1).min(TRIES_MAX);
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<IpAddr, (u32, Stopwatch)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn regained(since: Stopwatch) -> u32 {
    u32::try_from(since.elapsed().as_secs() / REGAIN.as_secs()).unwrap_or(TRIES_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_codes_close_an_address_and_no_other() {
        let (tries, one, other) = (Tries::default(), [10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        assert!((0..TRIES_MAX).all(|_| tries.take(one)));
        assert!(!tries.take(one));
        assert!(tries.take(other));
    }

    #[test]
    fn right_codes_cost_no_tries() {
        let (tries, office) = (Tries::default(), [10, 0, 0, 1].into());
        for _ in 0..100 {
            assert!(tries.take(office));
            tries.give_back(office);
        }
    }
}
