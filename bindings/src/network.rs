//! The app decides what the network may be used for: metered or not, now or later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fangxian::sync::{Cancel, Held, HttpTransport, Transport, TransportError, UploadStep};

use crate::key::HostError;
use crate::log::{Log, LogLevel};

/// What the network is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum NetworkUse {
    /// Saying and hearing what changed: small.
    Exchange,
    /// Downloading a village's history to a new device: may be large.
    Snapshot,
    /// Uploading photos and voice notes: large, and may wait for Wi-Fi.
    Attachment,
}

/// Decides whether the network may be used now.
#[uniffi::export(foreign)]
pub trait NetworkPolicy: Send + Sync {
    /// Asked before every request; `upload_bytes` is what would be sent. A policy that throws
    /// permits nothing.
    fn permits(&self, purpose: NetworkUse, upload_bytes: u64) -> Result<bool, HostError>;
}

/// A way to the centre that asks the policy before each step.
pub(crate) struct Policed {
    pub(crate) transport: HttpTransport,
    pub(crate) policy: Option<Arc<dyn NetworkPolicy>>,
    pub(crate) log: Log,
    /// Ends the synchronisation that is held back.
    pub(crate) cancel: Cancel,
    pub(crate) held_back: Arc<AtomicBool>,
}

impl Policed {
    fn permits(&self, purpose: NetworkUse, upload_bytes: usize) -> bool {
        let Some(policy) = &self.policy else { return true };
        policy.permits(purpose, upload_bytes as u64).unwrap_or_else(|error| {
            self.log.say(LogLevel::Warning, format_args!("network policy: {error}"));
            false
        })
    }

    fn ask(&self, purpose: NetworkUse, upload_bytes: usize) -> Result<(), TransportError> {
        if self.permits(purpose, upload_bytes) {
            return Ok(());
        }
        self.held_back.store(true, Ordering::SeqCst);
        self.cancel.cancel();
        Err(TransportError::NoConnection)
    }
}

impl Transport for Policed {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        self.ask(NetworkUse::Exchange, body.len())?;
        self.transport.post(path, body, bytes_max).await
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        self.ask(NetworkUse::Snapshot, 0)?;
        self.transport.fetch(path, from, authorization, sink).await
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        let upload_bytes = match &step {
            UploadStep::Ask => 0,
            UploadStep::Piece { bytes, .. } => bytes.len(),
        };
        // Words go on without photos: these wait, and the synchronisation is not held back.
        match self.permits(NetworkUse::Attachment, upload_bytes) {
            true => self.transport.upload(path, authorization, step).await,
            false => Err(TransportError::HeldBack),
        }
    }

    fn wait_ms(&self) -> i64 {
        self.transport.wait_ms()
    }
}
