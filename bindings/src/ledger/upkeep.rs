//! Upkeep: rest, rebuild, compare, subscribe.

use std::sync::Arc;

use fangxian::ledger::Retried;
use fangxian::store::{Difference, RebuildReport};

use crate::across::Across;
use crate::error::FangxianError;
use crate::log::LogLevel;
use crate::observer::{Observer, RebuildWatch, Subscription};
use crate::opened::LedgerCore;
use crate::upkeep::{AttachmentSetAside, Deletion, SetAside};

#[uniffi::export]
impl LedgerCore {
    /// When the app goes to the background: the next opening is fast. The ledger stays usable.
    pub fn rest(&self) -> Result<(), FangxianError> {
        self.run("rest", |ledger| ledger.rest())
    }

    /// Rebuilds documents, lists and search from the envelopes. The ledger stays usable.
    #[uniffi::method(default(watch = None))]
    pub fn rebuild(
        &self,
        watch: Option<Arc<dyn RebuildWatch>>,
    ) -> Result<RebuildReport, FangxianError> {
        let mut tell = |done: usize, of: usize| {
            if let Some(Err(error)) = watch.as_ref().map(|it| it.rebuilt(done as u64, of as u64)) {
                self.log.say(LogLevel::Warning, format_args!("rebuild watch: {error}"));
            }
        };
        self.run("rebuild", |ledger| ledger.rebuild(&mut tell))
    }

    /// What the centre set aside of what was said here, oldest first (留底待认定).
    pub fn set_aside(&self) -> Result<Vec<SetAside>, FangxianError> {
        self.run("set_aside", |ledger| ledger.set_aside())
    }

    /// The photos, recordings and files taken here that do not get to the centre (附件留底): of which
    /// record, why and what to do.
    pub fn attachments_set_aside(&self) -> Result<Vec<AttachmentSetAside>, FangxianError> {
        self.run("attachments_set_aside", |ledger| ledger.attachments_set_aside())
    }

    /// Tries everything that was set aside once more (重试), after an upgrade or once a post was
    /// corrected.
    pub fn retry_set_aside(&self) -> Result<Retried, FangxianError> {
        self.run("retry_set_aside", |ledger| ledger.retry_set_aside())
    }

    /// Whether this ledger's folder may be deleted, as when someone logs out for good, and what
    /// stands in the way (能不能删). Ask with nothing more to be saved, close, then delete.
    pub fn deletion(&self) -> Result<Deletion, FangxianError> {
        self.run("deletion", |ledger| ledger.deletion())
    }

    /// Compares everything derived with what a rebuild would give. Empty is good.
    pub fn compare(&self) -> Result<Vec<Difference>, FangxianError> {
        self.run("compare", |ledger| ledger.compare())
    }

    /// Hears of changes as they are saved or arrive.
    pub fn subscribe(
        &self,
        observer: Arc<dyn Observer>,
    ) -> Result<Arc<Subscription>, FangxianError> {
        let log = self.log.clone();
        self.run("subscribe", |ledger| {
            Ok(ledger.subscribe(move |news| {
                if let Err(error) = observer.heard(news.clone().across()) {
                    log.say(LogLevel::Warning, format_args!("observer: {error}"));
                }
            }))
        })
    }
}
