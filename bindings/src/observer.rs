//! Hearing of changes: each subscription is a handle whose end is the end of the news.

use std::sync::{Arc, Mutex, PoisonError};

use fangxian::ledger;

use crate::across::Across;
use crate::error::FangxianError;
use crate::key::HostError;
use crate::sync::News;

/// Hears of changes, on the thread that made them: hand the news on and return.
#[uniffi::export(foreign)]
pub trait Observer: Send + Sync {
    /// Something changed. What this throws is logged and disturbs nobody.
    fn heard(&self, news: News) -> Result<(), HostError>;
}

/// Watches a rebuild, which may take minutes.
#[uniffi::export(foreign)]
pub trait RebuildWatch: Send + Sync {
    /// So many records are done.
    fn rebuilt(&self, done: u64, of: u64) -> Result<(), HostError>;
}

/// A subscription (订阅). Dropping it, on any thread, cancels; so does `cancel`.
#[derive(Debug, uniffi::Object)]
pub struct Subscription(Mutex<Option<ledger::Subscription>>);

#[uniffi::export]
impl Subscription {
    /// Stops the news. Once is enough; more does no harm.
    pub fn cancel(&self) -> Result<(), FangxianError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(())
    }
}

impl Across<Arc<Subscription>> for ledger::Subscription {
    fn across(self) -> Arc<Subscription> {
        Arc::new(Subscription(Mutex::new(Some(self))))
    }
}
