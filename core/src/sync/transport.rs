//! Moves bytes to the centre and back.

use std::future::Future;

use fangxian_protocol::problem::ProblemCode;

/// Why bytes did not move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No way there now: no signal, time out, connection cut.
    #[error("no connection to the centre")]
    NoConnection,
    /// The centre refused, and said why.
    #[error("the centre refused: {}", .0.as_str())]
    Refused(ProblemCode),
    /// Something answered that is not the centre.
    #[error("what answered is not the centre")]
    NotTheCentre,
}

/// Moves bytes to one centre and back.
pub trait Transport: Send + Sync {
    /// Posts a body and returns the answer's, at most `bytes_max`.
    ///
    /// # Errors
    /// [`TransportError`].
    fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> impl Future<Output = Result<Vec<u8>, TransportError>> + Send;

    /// Fetches `path` from byte `from` on, handing each piece to `sink` as it arrives.
    /// `authorization` proves who asks.
    ///
    /// # Errors
    /// [`TransportError`]; what was handed over stays handed over.
    fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> impl Future<Output = Result<(), TransportError>> + Send;
}
