//! How much of the gate's time each person used of late: whoever used less is served first, and
//! nobody has more than a share of it in the long run.

use std::collections::HashMap;
use std::hash::Hash;
use std::time::Duration;

/// Of so many parts of the gate's time one person has one in the long run.
pub(super) const SHARE: u32 = 4;
/// Beyond this, whoever used it waits until it is paid back.
pub(super) const DEBT_MAX: Duration = Duration::from_secs(4);
/// Debts closer than this to one another are the same: first come, first served.
const STEP: Duration = Duration::from_millis(50);
/// Above this level, someone is served alone and in short turns.
const QUIET_LEVEL: u128 = 10;
/// Beyond so many people, those who owe nothing are forgotten.
const PEOPLE_MAX: usize = 10_000;

/// Time that was used, and is paid back as time goes by.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Debt {
    owed: Duration,
    at: Duration,
}

/// What each person owes.
#[derive(Debug)]
pub(super) struct Debts<K>(HashMap<K, Debt>);

impl Debt {
    /// What is owed `now`, which is a time since the gate was opened.
    pub(super) fn owed(self, now: Duration) -> Duration {
        self.owed.saturating_sub(now.saturating_sub(self.at) / SHARE)
    }

    /// Adds what was used.
    pub(super) fn charge(&mut self, used: Duration, now: Duration) {
        *self = Self { owed: self.owed(now) + used, at: now };
    }

    /// How long it takes until no more than `left` is owed.
    pub(super) fn wait(self, left: Duration, now: Duration) -> Duration {
        self.owed(now).saturating_sub(left) * SHARE
    }
}

impl<K> Default for Debts<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + Clone> Debts<K> {
    /// What a person owes.
    pub(super) fn of(&self, person: &K) -> Debt {
        self.0.get(person).copied().unwrap_or_default()
    }

    /// Adds what a person used.
    pub(super) fn charge(&mut self, person: &K, used: Duration, now: Duration) {
        if self.0.len() >= PEOPLE_MAX {
            self.0.retain(|_, debt| !debt.owed(now).is_zero());
        }
        self.0.entry(person.clone()).or_default().charge(used, now);
    }
}

/// In which order debts are served: less is earlier.
pub(super) fn level(owed: Duration) -> u128 {
    owed.as_millis() / STEP.as_millis()
}

/// Whether someone who owes this much is served alone and in short turns.
pub(super) fn is_heavy(owed: Duration) -> bool {
    level(owed) > QUIET_LEVEL
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn what_was_used_is_paid_back_by_a_quarter_of_the_time_that_goes_by() {
        let mut debts = Debts::default();
        debts.charge(&'a', 2 * SECOND, SECOND);
        assert_eq!(debts.of(&'a').owed(SECOND), 2 * SECOND);
        assert_eq!(debts.of(&'a').owed(5 * SECOND), SECOND);
        debts.charge(&'a', SECOND, 5 * SECOND);
        assert_eq!(debts.of(&'a').wait(SECOND, 5 * SECOND), 4 * SECOND);
        assert!(debts.of(&'a').owed(13 * SECOND).is_zero());
        assert!(debts.of(&'b').owed(SECOND).is_zero());
    }
}
