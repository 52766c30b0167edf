//! What a session has of the outside: store, way, keys, clock and chance, and how it asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fangxian_protocol::codec::{Wire, decode, encode, frame, unframe};
use fangxian_protocol::key::Signer;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::SignedRequest;
use tokio::sync::Notify;

use super::event::Failure;
use super::heard::Ingested;
use super::report::Progress;
use super::transport::{Transport, TransportError};
use crate::clock::Clock;
use crate::entropy::{Entropy, draw};
use crate::keys::Keys;
use crate::store::{Store, StoreError};

/// How far a request number leaps at most when the centre has seen a higher one: five centuries in
/// milliseconds, more than any two clocks differ. Whoever lies about it would need half a million
/// requests to use the numbers up.
const NUMBER_LEAP_MAX: u64 = 1 << 44;
/// How often in a row: another copy of this phone may be asking as well.
const NUMBER_LEAPS: usize = 3;

/// Ends a synchronisation from another thread. What was done stays done.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<(AtomicBool, Notify)>);

impl Cancel {
    /// Asks the synchronisation to end.
    pub fn cancel(&self) {
        self.0.0.store(true, Ordering::SeqCst);
        self.0.1.notify_waiters();
    }

    /// Whether it was asked to.
    pub fn is_cancelled(&self) -> bool {
        self.0.0.load(Ordering::SeqCst)
    }

    /// Returns once it was asked to.
    pub(super) async fn asked(&self) {
        let notified = self.0.1.notified();
        if !self.is_cancelled() {
            notified.await;
        }
    }
}

/// Everything a session needs from the outside.
pub struct Outside<T> {
    /// Where envelopes are kept.
    pub store: Arc<Store>,
    /// The way to the centre.
    pub transport: T,
    /// The device's keys: another one signs once the phone takes a new name.
    pub keys: Arc<Keys>,
    /// The device's clock.
    pub clock: Arc<dyn Clock>,
    /// Where its random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// How to stop.
    pub cancel: Cancel,
    /// Who watches how far it is.
    pub watch: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Who wants to know what was committed.
    pub heard: Arc<dyn Fn(&Ingested) + Send + Sync>,
}

impl<T> Outside<T> {
    pub(super) fn signer(&self) -> Result<Arc<dyn Signer>, Failure> {
        let identity = self.store.read(|reading| reading.identity()).ok().flatten();
        identity.and_then(|identity| self.keys.signer(&identity)).ok_or(Failure::CannotSign)
    }
}

/// Sends a signed request and reads its answer.
pub(super) async fn ask<T: Transport, R: Wire>(
    outside: &Outside<T>,
    path: &str,
    message: &[u8],
) -> Result<R, Failure> {
    let mut number = next_number(outside).await?;
    let mut answer = post(outside, path, message, number).await?;
    for _ in 0..NUMBER_LEAPS {
        let Err(TransportError::Behind { seen }) = answer else { break };
        // The store is older than what the centre has seen, and the clock does not help.
        let leap = seen.saturating_add(1).min(number.saturating_add(NUMBER_LEAP_MAX));
        number = blocking(outside, move |store| {
            store.write(|writing| writing.next_request_number(leap))
        })
        .await?;
        answer = post(outside, path, message, number).await?;
    }
    let answer = answer?;
    let body = unframe("answer", &answer, MESSAGE_BYTES_MAX).map_err(|_| Failure::NotTheCentre)?;
    decode("answer", &body, MESSAGE_BYTES_MAX).map_err(|_| Failure::NotTheCentre)
}

async fn post<T: Transport>(
    outside: &Outside<T>,
    path: &str,
    message: &[u8],
    number: u64,
) -> Result<Result<Vec<u8>, TransportError>, Failure> {
    let signed = SignedRequest::sign(path, number, frame(message), outside.signer()?.as_ref())
        .map_err(|_| Failure::CannotSign)?;
    Ok(outside.transport.post(path, encode(&signed), MESSAGE_BYTES_MAX).await)
}

/// `N` random bytes; the source may block.
pub(super) async fn random<T, const N: usize>(outside: &Outside<T>) -> Result<[u8; N], Failure> {
    let entropy = outside.entropy.clone();
    let drawn = blocking(outside, move |_| Ok(draw(entropy.as_ref())));
    drawn.await?.map_err(|_| Failure::CannotSign)
}

/// A number above every earlier one, even on a phone whose store was lost: the clock helps, but
/// is not trusted.
pub(super) async fn next_number<T>(outside: &Outside<T>) -> Result<u64, Failure> {
    let now = outside.clock.now_ms().max(0).unsigned_abs();
    blocking(outside, move |store| store.write(|writing| writing.next_request_number(now))).await
}

/// Runs store work off the async threads.
pub(super) async fn blocking<T, R: Send + 'static>(
    outside: &Outside<T>,
    work: impl FnOnce(Arc<Store>) -> Result<R, StoreError> + Send + 'static,
) -> Result<R, Failure> {
    let store = outside.store.clone();
    match tokio::task::spawn_blocking(move || work(store)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(StoreError::KeyLocked)) => Err(Failure::CannotSign),
        Ok(Err(error)) => Err(Failure::Store { retryable: error.is_retryable() }),
        Err(_) => Err(Failure::Store { retryable: false }),
    }
}
