//! A way to the centre that ends in the middle of a synchronisation, as when a phone dies.

use std::sync::atomic::{AtomicUsize, Ordering};

use fangxian::sync::{Held, HttpTransport, Transport, TransportError, UploadStep};

/// A way to the centre that ends at the request of this number: before it is sent, or after it
/// was answered.
pub struct Dying {
    http: HttpTransport,
    at: usize,
    answered: bool,
    sent: AtomicUsize,
}

impl Dying {
    /// Ends at the request of number `at`, from 0: before it is sent, or after it was answered.
    pub fn at(http: HttpTransport, at: usize, answered: bool) -> Self {
        Self { http, at, answered, sent: AtomicUsize::new(0) }
    }
}

impl Transport for Dying {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let number = self.sent.fetch_add(1, Ordering::SeqCst);
        if number > self.at || (number == self.at && !self.answered) {
            return Err(TransportError::NoConnection);
        }
        let answer = self.http.post(path, body, bytes_max).await;
        if number == self.at { Err(TransportError::NoConnection) } else { answer }
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        self.http.fetch(path, from, authorization, sink).await
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        self.http.upload(path, authorization, step).await
    }
}
