//! Who wants to hear of changes: each subscription is a handle, and dropping it cancels.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use fangxian_protocol::id::RecordId;

use crate::sync::Progress;

/// What an app may want to redraw for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// These records changed, by this phone or by others.
    Records(Vec<RecordId>),
    /// The first of each pair came in and may be the same hazard as the second, of which nobody
    /// has said so yet: show it to a person (疑似重复).
    MaybeSame(Vec<(RecordId, RecordId)>),
    /// What waits to be sent changed.
    Outbox,
    /// The directory of units and people changed.
    Directory,
    /// A synchronisation moved on.
    Sync(Progress),
}

/// A subscription (订阅). Dropping it cancels; so does [`cancel`](Subscription::cancel).
#[derive(Debug)]
pub struct Subscription {
    id: u64,
    observers: Weak<Mutex<Registry>>,
}

type Callback = Arc<dyn Fn(&News) + Send + Sync>;

#[derive(Default)]
struct Registry {
    next: u64,
    callbacks: BTreeMap<u64, Callback>,
}

/// Everyone who wants to hear.
#[derive(Clone, Default)]
pub(super) struct Observers(Arc<Mutex<Registry>>);

impl Subscription {
    /// Stops the news. A callback already running on another thread finishes.
    pub fn cancel(&self) {
        if let Some(observers) = self.observers.upgrade() {
            lock(&observers).callbacks.remove(&self.id);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl Observers {
    pub(super) fn subscribe(&self, callback: Callback) -> Subscription {
        let mut registry = lock(&self.0);
        registry.next += 1;
        let id = registry.next;
        registry.callbacks.insert(id, callback);
        Subscription { id, observers: Arc::downgrade(&self.0) }
    }

    /// Tells everyone. No lock is held meanwhile, so a callback may subscribe, cancel or write.
    pub(super) fn tell(&self, news: &News) {
        let callbacks: Vec<Callback> = lock(&self.0).callbacks.values().cloned().collect();
        callbacks.iter().for_each(|callback| callback(news));
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Registry({} subscriptions)", self.callbacks.len())
    }
}

fn lock(registry: &Mutex<Registry>) -> MutexGuard<'_, Registry> {
    registry.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_dropped_subscription_hears_nothing_more() {
        let observers = Observers::default();
        let heard = Arc::new(AtomicU32::new(0));
        let count = heard.clone();
        let subscription = observers.subscribe(Arc::new(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        }));
        observers.tell(&News::Outbox);
        drop(subscription);
        observers.tell(&News::Outbox);
        assert_eq!(heard.load(Ordering::SeqCst), 1);
    }
}
