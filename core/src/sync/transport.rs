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
    /// The certificate there cannot be trusted.
    #[error("the centre's certificate: {0:?}")]
    Certificate(CertificateFault),
    /// Something on the way does not let this through.
    #[error("something on the way: {0:?}")]
    Blocked(Barrier),
    /// The host wants the network for other things now.
    #[error("the host holds this back for now")]
    HeldBack,
}

/// What is wrong with a certificate, and so whose move it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateFault {
    /// It has ended, by the centre's own clock: the administrator renews it.
    Expired,
    /// It is not valid yet, by the centre's own clock: the administrator puts it right.
    NotValidYet,
    /// It has ended or is not valid yet by this device's clock, and the centre has not said what
    /// time it is: look at this device's date first.
    Dates,
    /// It is for another name: the address is mistyped, the centre moved, or the network wants a
    /// login.
    WrongName,
    /// Nobody this device trusts issued it: the centre has another authority now, the network wants
    /// a login, or someone listens.
    UnknownAuthority,
    /// It cannot be used for another reason: the administrator looks at it.
    Unusable,
}

impl CertificateFault {
    pub(super) fn is_of_dates(self) -> bool {
        matches!(self, Self::Expired | Self::NotValidYet)
    }
}

/// What on the way does not let something through, and so what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// The address leads elsewhere for good, and nobody there has proven to be the centre: ask the
    /// administrator for the new address.
    Moved,
    /// The proxy of this network wants a login.
    ProxyLogin,
    /// The network takes no more requests for a while: wait.
    TooMany,
    /// It is too large for something on the way: smaller pieces, or another network.
    TooLarge,
    /// Something on the way refuses, with this HTTP status: the administrator of the network or of
    /// the centre knows what.
    Refuses(u16),
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

    /// How long the last answer asked to wait before anything is tried again, in milliseconds.
    fn wait_ms(&self) -> i64 {
        0
    }
}
