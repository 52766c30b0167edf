//! What is being worked on now: each by one request at a time.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fangxian_protocol::problem::ProblemCode;

use super::Refused;

/// The keys some request is busy with.
#[derive(Debug)]
pub(super) struct Busy<K>(Mutex<HashSet<K>>);

/// While it lives, no other request is served for its key.
pub(super) struct Alone<'a, K: Copy + Eq + Hash> {
    busy: &'a Busy<K>,
    key: K,
}

impl<K> Default for Busy<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + Eq + Hash> Busy<K> {
    /// Serves a key once at a time; others are told to come again.
    pub(super) fn alone(&self, key: K) -> Result<Alone<'_, K>, Refused> {
        match self.keys().insert(key) {
            true => Ok(Alone { busy: self, key }),
            false => Err(ProblemCode::Unavailable.into()),
        }
    }

    fn keys(&self) -> MutexGuard<'_, HashSet<K>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Eq + Hash> Drop for Alone<'_, K> {
    fn drop(&mut self) {
        self.busy.keys().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_served_once_at_a_time() {
        let busy = Busy::default();
        let first = busy.alone(1).ok();
        assert!(busy.alone(1).is_err() && busy.alone(2).is_ok());
        drop(first);
        assert!(busy.alone(1).is_ok());
    }
}
