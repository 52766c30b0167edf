//! The ledger as an object of other languages: opened, shared between threads, closed; and how
//! every verb of it runs.

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::task::Poll;

use fangxian::ledger::{Ledger, LedgerError, Options};
use fangxian::sync::Cancel;

use crate::across::Across;
use crate::clock::{self, HostClock};
use crate::error::FangxianError;
use crate::key::{self, KeyStore, Signer};
use crate::log::{Log, LogLevel, LogSink};
use crate::network::NetworkPolicy;
use crate::upkeep::OpenReport;

/// What the app brings with it. Everything may be left out.
#[derive(Default, uniffi::Record)]
pub struct OpenOptions {
    /// Keeps the device's secret; without it and without a signer the key lies in the folder. With
    /// it, a folder that a backup took to another device can be read there, and enrols again.
    #[uniffi(default = None)]
    pub key_store: Option<Arc<dyn KeyStore>>,
    /// Signs with a key in hardware, instead of a key store.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn Signer>>,
    /// Where to log.
    #[uniffi(default = None)]
    pub log: Option<Arc<dyn LogSink>>,
    /// What the network may be used for.
    #[uniffi(default = None)]
    pub network: Option<Arc<dyn NetworkPolicy>>,
    /// Tells the time; without it the device's clock does.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn HostClock>>,
}

/// The ledger (台账) of one device. The skins wrap it; it may be used from any thread.
#[derive(uniffi::Object)]
pub struct LedgerCore {
    ledger: RwLock<Option<Arc<Opened>>>,
    opened: OpenReport,
    pub(crate) log: Log,
    pub(crate) network: Option<Arc<dyn NetworkPolicy>>,
    pub(crate) running: Mutex<BTreeMap<u64, Cancel>>,
}

/// An open ledger. Whoever lets go of it last, on whichever thread, leaves its folder at rest, so
/// that the next opening has nothing to check.
pub(crate) struct Opened {
    pub(crate) ledger: Ledger,
    log: Log,
}

impl Drop for Opened {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // Nothing is lost when it cannot: the next opening checks.
        if let Ok(Err(error)) = catch_unwind(AssertUnwindSafe(|| self.ledger.rest())) {
            self.log.say(LogLevel::Warning, format_args!("close: {error}"));
        }
    }
}

#[uniffi::export]
impl LedgerCore {
    /// Opens the ledger in `folder`, creating it when there is none.
    #[uniffi::constructor]
    pub fn open(folder: &str, options: OpenOptions) -> Result<Arc<Self>, FangxianError> {
        let OpenOptions { key_store, signer, log, network, clock } = options;
        let log = Log(log);
        let clock = clock::of_host(clock, &log);
        let opened = contained(|| {
            let key = key::place(key_store, signer)?;
            let options = Options { key, clock, ..Options::default() };
            Ok(Ledger::open(Path::new(folder), options)?)
        });
        let (ledger, report) = log.outcome("open", opened)?;
        log.say(LogLevel::Info, format_args!("open: {report:?}"));
        Ok(Arc::new(Self {
            ledger: RwLock::new(Some(Arc::new(Opened { ledger, log: log.clone() }))),
            opened: report.across(),
            log,
            network,
            running: Mutex::default(),
        }))
    }

    /// What opening did: created, upgraded, checked or salvaged.
    pub fn open_report(&self) -> Result<OpenReport, FangxianError> {
        Ok(self.opened.clone())
    }

    /// Closes the ledger: a synchronisation that runs is cancelled, and every later call says
    /// that it is closed. Calls that run on other threads end as if it were not; the folder is free
    /// and at rest once the last of them has.
    pub fn shut(&self) -> Result<(), FangxianError> {
        lock(&self.running).values().for_each(Cancel::cancel);
        let closed = self.ledger.write().unwrap_or_else(PoisonError::into_inner).take();
        let was_open = closed.is_some();
        drop(closed);
        if was_open {
            self.log.say(LogLevel::Info, "closed");
        }
        Ok(())
    }
}

impl LedgerCore {
    /// The open ledger.
    pub(crate) fn ledger(&self) -> Result<Arc<Opened>, FangxianError> {
        let ledger = self.ledger.read().unwrap_or_else(PoisonError::into_inner);
        ledger.clone().ok_or_else(FangxianError::closed)
    }

    /// Runs one verb. A panic ends as a typed error.
    pub(crate) fn run<T: Across<U>, U>(
        &self,
        verb: &str,
        act: impl FnOnce(&Ledger) -> Result<T, LedgerError>,
    ) -> Result<U, FangxianError> {
        let ledger = self.ledger()?;
        let done = contained(|| Ok(act(&ledger.ledger)?));
        self.log.outcome(verb, done).map(Across::across)
    }

    /// Runs one verb that waits for the network.
    pub(crate) async fn run_async<T: Across<U>, U>(
        &self,
        verb: &str,
        act: impl Future<Output = Result<T, LedgerError>>,
    ) -> Result<U, FangxianError> {
        let mut act = pin!(act);
        let done = poll_fn(|context| {
            let polled = catch_unwind(AssertUnwindSafe(|| act.as_mut().poll(context)));
            match polled {
                Ok(polled) => polled.map(|done| Ok(done?)),
                Err(_) => Poll::Ready(Err(FangxianError::fault())),
            }
        });
        self.log.outcome(verb, done.await).map(Across::across)
    }
}

/// Runs something and turns a panic into a typed error.
pub(crate) fn contained<T>(
    act: impl FnOnce() -> Result<T, FangxianError>,
) -> Result<T, FangxianError> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| Err(FangxianError::fault()))
}

impl Log {
    /// Notes what was not done, and passes the outcome on.
    fn outcome<T>(
        &self,
        verb: &str,
        outcome: Result<T, FangxianError>,
    ) -> Result<T, FangxianError> {
        outcome.inspect_err(|error| {
            let level = match error {
                FangxianError::Reopen { .. } => LogLevel::Error,
                _ => LogLevel::Warning,
            };
            self.say(level, format_args!("{verb}: {error}"));
        })
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_as_a_typed_error() {
        let done = contained::<()>(|| panic!("on purpose"));
        assert_eq!(done, Err(FangxianError::fault()));
    }

    #[test]
    fn an_ordinary_close_is_clean_also_when_a_call_ends_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let open = || {
            let path = folder.path().to_str().unwrap();
            LedgerCore::open(path, OpenOptions::default()).unwrap()
        };
        let ledger = open();
        ledger.rebuild(None).unwrap();
        ledger.shut().unwrap();
        let ledger = open();
        assert!(!ledger.open_report().unwrap().checked, "closed, and not killed");
        let late = ledger.ledger().unwrap();
        ledger.shut().unwrap();
        late.ledger.rebuild(&mut |_, _| {}).unwrap();
        drop(late);
        let ledger = open();
        assert!(!ledger.open_report().unwrap().checked, "the last call rests it");
        ledger.rebuild(None).unwrap();
        drop(ledger);
        assert!(!open().open_report().unwrap().checked, "forgotten is closed too");
    }
}
