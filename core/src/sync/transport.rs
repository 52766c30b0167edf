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
    /// The centre has seen a request of this device with a number as high.
    #[error("the centre has seen request number {seen}")]
    Behind {
        /// The highest it has seen.
        seen: u64,
    },
    /// Something answered that is not the centre.
    #[error("what answered is not the centre")]
    NotTheCentre,
    /// The host wants the network for other things now.
    #[error("the host holds this back for now")]
    HeldBack,
}

impl TransportError {
    /// What a refusal says, with what the centre added to it.
    pub fn refused(code: ProblemCode, detail: Option<&str>) -> Self {
        match (code, detail.and_then(|detail| detail.parse().ok())) {
            (ProblemCode::Replayed, Some(seen)) => Self::Behind { seen },
            _ => Self::Refused(code),
        }
    }
}

/// How far the centre has an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// So many bytes of it.
    pub offset: u64,
    /// All of it, and it is what its hash says.
    pub whole: bool,
}

/// One step of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadStep {
    /// Asks how far it is.
    Ask,
    /// Sends the bytes from `offset` on, of `total`.
    Piece {
        /// Where they begin.
        offset: u64,
        /// How long the attachment is.
        total: u64,
        /// The bytes.
        bytes: Vec<u8>,
    },
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

    /// Takes one step of the upload of the attachment at `path`. `authorization` proves who asks.
    ///
    /// # Errors
    /// [`TransportError`]; [`TransportError::HeldBack`] when attachments are to wait.
    fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> impl Future<Output = Result<Held, TransportError>> + Send;
}
