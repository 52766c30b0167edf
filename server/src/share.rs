//! What many have to share: no one of them holds more than a share of it at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Beyond so many names, those that hold nothing are forgotten.
const NAMES_KEPT: usize = 1_024;

/// So much of something, for whoever asks.
#[derive(Debug)]
pub(crate) struct Shared<K> {
    all: Arc<Semaphore>,
    share: usize,
    each: Mutex<HashMap<K, Arc<Semaphore>>>,
}

/// What someone holds, until it is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    _own: Option<OwnedSemaphorePermit>,
    _of_all: OwnedSemaphorePermit,
}

impl<K: Copy + Eq + Hash> Shared<K> {
    /// `all` of it, of which each holds at most `share`.
    pub(crate) fn new(all: usize, share: usize) -> Self {
        Self { all: Arc::new(Semaphore::new(all)), share, each: Mutex::default() }
    }

    /// Takes some, when there is some; `None` when it is more than a share, or never comes. Who
    /// waits for their own share does not stand in anyone's way.
    pub(crate) async fn take(&self, who: K, count: u32) -> Option<Taken> {
        if count as usize > self.share {
            return None;
        }
        let own = self.own(who).acquire_many_owned(count).await.ok()?;
        let of_all = self.all.clone().acquire_many_owned(count).await.ok()?;
        Some(Taken { _own: Some(own), _of_all: of_all })
    }

    /// The same, now or not at all.
    pub(crate) fn take_now(&self, who: K, count: u32) -> Option<Taken> {
        let own = self.own(who).try_acquire_many_owned(count).ok()?;
        let of_all = self.all.clone().try_acquire_many_owned(count).ok()?;
        Some(Taken { _own: Some(own), _of_all: of_all })
    }

    /// The same for one who speaks for many, and is bound by what there is alone.
    pub(crate) fn take_for_many(&self, count: u32) -> Option<Taken> {
        let of_all = self.all.clone().try_acquire_many_owned(count).ok()?;
        Some(Taken { _own: None, _of_all: of_all })
    }

    /// Whether someone could take so much now.
    pub(crate) fn has(&self, who: K, count: usize) -> bool {
        let own = self.own(who).available_permits();
        own >= count && self.all.available_permits() >= count
    }

    fn own(&self, who: K) -> Arc<Semaphore> {
        let mut each = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if each.len() >= NAMES_KEPT {
            each.retain(|_, own| Arc::strong_count(own) > 1);
        }
        each.entry(who).or_insert_with(|| Arc::new(Semaphore::new(self.share))).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_one_holds_more_than_a_share_and_others_still_get_theirs() {
        let shared = Shared::new(6, 3);
        let held = [shared.take(1, 2).await, shared.take(1, 1).await];
        assert!(held.iter().all(Option::is_some));
        assert!(shared.take_now(1, 1).is_none() && !shared.has(1, 1));
        assert!(shared.take(1, 4).await.is_none(), "never more than a share");
        let other = shared.take_now(2, 3);
        assert!(other.is_some() && shared.take_now(3, 1).is_none(), "all of it is held");
        drop(held);
        assert!(shared.take_now(1, 3).is_some());
    }

    #[tokio::test]
    async fn those_who_hold_nothing_are_forgotten() {
        let shared = Shared::new(10, 1);
        let held = shared.take_now(0, 1);
        for name in 1..5 * NAMES_KEPT {
            drop(shared.take_now(name, 1));
        }
        assert!(shared.each.lock().unwrap().len() <= NAMES_KEPT);
        assert!(shared.take_now(0, 1).is_none());
        drop(held);
    }
}
