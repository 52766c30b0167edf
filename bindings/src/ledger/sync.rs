//! What waits for the network: enrol, synchronise.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fangxian::ledger::LedgerError;
use fangxian::sync::{Backoff, Cancel, Endpoint};

use crate::error::FangxianError;
use crate::log::LogLevel;
use crate::network::Policed;
use crate::opened::{LedgerCore, lock};
use crate::org::Enrolment;
use crate::sync::{SyncCancel, SyncOutcome, SyncReport};

#[uniffi::export(async_runtime = "tokio")]
impl LedgerCore {
    /// Enrols this device with a one-time code (登记). `private_ca_pem` names the only
    /// authorities to trust, when the centre has its own.
    #[uniffi::method(default(private_ca_pem = None))]
    pub async fn enrol(
        &self,
        url: String,
        code: String,
        private_ca_pem: Option<Vec<u8>>,
    ) -> Result<Enrolment, FangxianError> {
        let ledger = self.ledger()?;
        self.run_async("enrol", async {
            ledger.ledger.enrol(&endpoint(&url, private_ca_pem)?, &code).await
        })
        .await
    }

    /// Goes on at another address, once the centre there has proven that it is the same one: after
    /// it moved, or has another certificate authority (中心换了地址). `private_ca_pem` names the only
    /// authorities to trust from now on. What waits stays, and goes there.
    #[uniffi::method(default(private_ca_pem = None))]
    pub async fn centre_moved(
        &self,
        url: String,
        private_ca_pem: Option<Vec<u8>>,
    ) -> Result<(), FangxianError> {
        let ledger = self.ledger()?;
        self.run_async("centre_moved", async {
            ledger.ledger.centre_moved(&endpoint(&url, private_ca_pem)?).await
        })
        .await
    }

    /// Says everything that waits and hears everything new. A lost connection is no error: the
    /// report tells it, and when to try again.
    #[uniffi::method(default(cancel = None, backoff = None))]
    pub async fn sync(
        &self,
        cancel: Option<Arc<SyncCancel>>,
        backoff: Option<Backoff>,
    ) -> Result<SyncReport, FangxianError> {
        let ledger = self.ledger()?;
        let cancel = cancel.map_or_else(Cancel::default, |handle| handle.0.clone());
        let held_back = Arc::new(AtomicBool::new(false));
        let _running = Running::note(self, cancel.clone());
        let synced = self.run_async("sync", async {
            let way = Policed {
                transport: ledger.ledger.transport()?,
                policy: self.network.clone(),
                log: self.log.clone(),
                cancel: cancel.clone(),
                held_back: held_back.clone(),
            };
            ledger.ledger.sync_over(way, backoff.unwrap_or_default(), cancel).await
        });
        let mut report: SyncReport = synced.await?;
        if held_back.load(Ordering::SeqCst) {
            report.outcome = SyncOutcome::HeldBack;
        }
        self.log.say(LogLevel::Info, format_args!("sync: {report:?}"));
        Ok(report)
    }
}

fn endpoint(url: &str, private_ca_pem: Option<Vec<u8>>) -> Result<Endpoint, LedgerError> {
    let endpoint = Endpoint::new(url)?;
    Ok(match private_ca_pem {
        Some(pem) => endpoint.with_private_ca(pem),
        None => endpoint,
    })
}

/// Notes a synchronisation that runs, so that closing can cancel it; forgotten when dropped.
struct Running<'a>(&'a LedgerCore, u64);

impl<'a> Running<'a> {
    fn note(ledger: &'a LedgerCore, cancel: Cancel) -> Self {
        let mut running = lock(&ledger.running);
        let number = running.last_key_value().map_or(0, |(last, _)| last + 1);
        running.insert(number, cancel);
        Self(ledger, number)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        lock(&self.0.running).remove(&self.1);
    }
}
