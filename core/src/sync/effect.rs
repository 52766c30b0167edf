//! What a session may ask for.

use fangxian_protocol::id::{EnvelopeHash, EvidenceHash};
use fangxian_protocol::message::{SyncRequest, SyncResponse};
use fangxian_protocol::snapshot::Manifest;

use super::report::{Progress, SyncReport};
use crate::store::AttachmentTrouble;

/// What a session asks its driver to do. The answer comes back as an event.
#[derive(Debug)]
pub enum Effect {
    /// Read from the store what to say. Answered by `Collected`.
    Collect(Collect),
    /// Send this and decode the answer. Answered by `Answered`.
    Send(Box<SyncRequest>),
    /// Commit an answer. `pushed` names the envelopes it judged, in order. Answered by `Applied`.
    Apply {
        /// The answer.
        response: Box<SyncResponse>,
        /// The envelopes of the push it answers.
        pushed: Vec<EnvelopeHash>,
    },
    /// Fetch a snapshot file, resuming a part already here, and commit it. Answered by `Applied`.
    Fetch(Box<Manifest>),
    /// Take a new name from the centre, which says that this phone was restored or copied, and say
    /// again under it what waits. Answered by `Renewed`.
    Renew,
    /// Present the certificates this phone has, to a centre that does not know this phone any more.
    /// Answered by `Presented`.
    Present,
    /// Begin to hear everything again from a centre that lost something. Answered by
    /// `HearingAgain`.
    HearAgain,
    /// The centre does not let this phone hear any more: its own words are to be brought without
    /// knowing which are lost. Answered by `NotHearing`.
    StopHearing,
    /// Do something about the attachments that wait. Answered by `Upload`.
    Upload(UploadWork),
    /// Wait until this moment, then say `Woke`.
    Wait {
        /// Milliseconds since 1970 UTC.
        until_ms: i64,
    },
    /// Tell whoever watches.
    Tell(Progress),
    /// It is over.
    Finish(Box<SyncReport>),
}

/// How much to read from the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collect {
    /// Only envelopes after this place in the outbox: each is pushed once a session at most.
    pub after: u64,
    /// At most so many.
    pub envelopes_max: usize,
    /// At most so many bytes.
    pub bytes_max: usize,
}

/// What is to be done about attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadWork {
    /// List those to be tried now. Answered by `Listed`.
    List,
    /// Ask the centre how far it has one. Answered by `Answered`.
    Ask(EvidenceHash),
    /// Look whether the file is what its hash says. Answered by `Checked` or `Unreadable`.
    Check(EvidenceHash),
    /// Send a piece. Answered by `Answered` or `Unreadable`.
    Piece {
        /// Of which.
        hash: EvidenceHash,
        /// Where it begins.
        offset: u64,
        /// How long the attachment is.
        total: u64,
        /// How long the piece is at most.
        bytes_max: usize,
    },
    /// Note that the centre has one. Answered by `Sent`.
    Sent(EvidenceHash),
    /// Note that one was tried in vain, and what is known to stand in its way. Answered by `Noted`.
    Note {
        /// Which.
        hash: EvidenceHash,
        /// What, when it may be more than a bad moment.
        trouble: Option<AttachmentTrouble>,
    },
}
