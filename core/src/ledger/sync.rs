//! Being in step with the centre.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::error::LedgerError;
use super::observer::News;
use super::open::Ledger;
use crate::sync::Cancel;
use crate::sync::driver::{self, Outside};
use crate::sync::{Backoff, Endpoint, HttpTransport, Session, SyncReport, Transport};

impl Ledger {
    /// Says everything that waits and hears everything new, in as few round trips as it takes.
    ///
    /// Progress comes as [`News::Sync`]. The report says what was pushed, pulled and refused,
    /// what still waits, and when to try again.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`]; [`LedgerError::Syncing`] when one is running already. A lost
    /// connection is no error: the report tells it.
    pub async fn sync(&self, cancel: Cancel) -> Result<SyncReport, LedgerError> {
        self.sync_with(Backoff::default(), cancel).await
    }

    /// The same with other waits, for apps that schedule their own retries.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub async fn sync_with(
        &self,
        backoff: Backoff,
        cancel: Cancel,
    ) -> Result<SyncReport, LedgerError> {
        self.sync_over(self.transport()?, backoff, cancel).await
    }

    /// The same over another way to the centre, for hosts that bring their own network and for
    /// tests.
    ///
    /// # Errors
    /// As [`sync`](Self::sync).
    pub async fn sync_over<T: Transport>(
        &self,
        transport: T,
        backoff: Backoff,
        cancel: Cancel,
    ) -> Result<SyncReport, LedgerError> {
        let _only = Only::claim(self)?;
        self.me()?;
        let (watch, ledger) = (self.0.observers.clone(), self.clone());
        let outside = Outside {
            store: self.0.store.clone(),
            transport,
            keys: self.0.keys.clone(),
            clock: self.0.clock.clone(),
            entropy: self.0.entropy.clone(),
            cancel,
            watch: Arc::new(move |progress| watch.tell(&News::Sync(progress))),
            heard: Arc::new(move |ingested| {
                let observers = &ledger.0.observers;
                if !ingested.records.is_empty() {
                    observers.tell(&News::Records(ingested.records.clone()));
                }
                let pairs = ledger.maybe_same(&ingested.records);
                if !pairs.is_empty() {
                    observers.tell(&News::MaybeSame(pairs));
                }
                observers.tell(&News::Outbox);
            }),
        };
        let report = driver::run(Session::new(backoff), &outside).await;
        if report.dismissed {
            // What cannot be noted now, the centre says again the next time.
            self.0.store.write(|writing| writing.set_dismissed(true)).ok();
        }
        Ok(report)
    }

    /// The way to the centre this device is enrolled at: believes what the centre signed, puts a
    /// wrong clock right by the centre's, and follows it to where it has proven to be. For hosts
    /// that wrap it.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`]; [`LedgerError::BadEndpoint`].
    pub fn transport(&self) -> Result<HttpTransport, LedgerError> {
        Ok(HttpTransport::to(&self.endpoint()?, self.trust()?)?)
    }

    /// The centre this device is enrolled at, for hosts that bring their own way to it.
    ///
    /// # Errors
    /// [`LedgerError::NotEnrolled`].
    pub fn endpoint(&self) -> Result<Endpoint, LedgerError> {
        let identity = self.0.store.read(|reading| reading.identity())?;
        let centre = identity.and_then(|identity| identity.centre);
        let centre = centre.ok_or(LedgerError::NotEnrolled)?;
        let endpoint = Endpoint::new(&centre.url)?;
        Ok(match centre.private_ca_pem {
            Some(pem) => endpoint.with_private_ca(pem),
            None => endpoint,
        })
    }
}

/// Holds the right to be the one that speaks as this device with the centre; gives it back when
/// dropped.
pub(super) struct Only<'a>(&'a Ledger);

impl<'a> Only<'a> {
    pub(super) fn claim(ledger: &'a Ledger) -> Result<Self, LedgerError> {
        let taken = ledger.0.syncing.swap(true, Ordering::SeqCst);
        if taken { Err(LedgerError::Syncing) } else { Ok(Self(ledger)) }
    }
}

impl Drop for Only<'_> {
    fn drop(&mut self) {
        self.0.0.syncing.store(false, Ordering::SeqCst);
    }
}
