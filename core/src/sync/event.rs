//! What may happen to a session.

use fangxian_protocol::batch::Batch;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::{Chain, SyncResponse};
use fangxian_protocol::problem::ProblemCode;

use super::heard::Ingested;
use super::transport::{Barrier, CertificateFault, Held, TransportError};
use crate::store::{AttachmentTrouble, DueAttachment, Waiting};

/// How long people are given to put something right before it is tried again.
const PEOPLE_ACT_MS: i64 = 15 * 60 * 1_000;

/// What may happen to a session.
#[derive(Debug)]
pub enum Event {
    /// Someone wants to be in step with the centre.
    Start,
    /// What the store has to say, as asked by [`Effect::Collect`](super::Effect::Collect).
    Collected(Outgoing),
    /// The centre answered.
    Answered(Box<SyncResponse>),
    /// The answer, or a snapshot file, was committed to the store.
    Applied(Ingested),
    /// What [`Effect::Upload`](super::Effect::Upload) asked for was done.
    Upload(UploadDone),
    /// The phone has a new name.
    Renewed,
    /// The centre knows the devices whose certificates this phone has.
    Presented,
    /// Everything is being heard again.
    HearingAgain,
    /// Nothing more will be heard.
    NotHearing,
    /// The wait is over.
    Woke,
    /// Something did not work.
    Failed(Failure),
    /// The user or the system wants it to stop.
    Cancel,
}

/// What the store has to say.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    /// Envelopes to push, oldest first.
    pub envelopes: Vec<Waiting>,
    /// The same, packed.
    pub push: Batch,
    /// How many of this phone's own wait in all, these included.
    pub waiting: u64,
    /// How many the centre once had and has lost, these included.
    pub lost: u64,
    /// Everything is being heard again, and what the centre has lost is not known yet.
    pub hearing_again: bool,
    /// Whether it is to begin to.
    pub to_hear_again: bool,
    /// How far each village was heard.
    pub cursors: Vec<Cursor>,
    /// How many attachments are to be sent.
    pub attachments: u64,
    /// How many others were set aside.
    pub attachments_set_aside: u64,
    /// The directory version held.
    pub directory: u64,
    /// Where this phone's own chain stands.
    pub chain: Chain,
    /// The counter of the newest own envelope the centre said to have.
    pub acknowledged: Chain,
}

/// What was done about attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadDone {
    /// Those to be tried now, the first one first.
    Listed(Vec<DueAttachment>),
    /// How far the centre has one, or why it does not say.
    Answered {
        /// What it said.
        held: Result<Held, TransportError>,
        /// How many bytes of the attachment were sent.
        sent: usize,
        /// How long that took.
        took_ms: u64,
    },
    /// The file is what its hash says, or what is wrong with it.
    Checked(Option<AttachmentTrouble>),
    /// The file cannot be read now.
    Unreadable,
    /// It is noted that the centre has it.
    Sent,
    /// It is noted that it was tried.
    Noted {
        /// It waits for a person now.
        set_aside: bool,
    },
}

/// Why a step did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No way to the centre now: no signal, time out, connection cut.
    NoConnection,
    /// The centre refused the whole request.
    Refused(ProblemCode),
    /// The centre answered something that is no answer; often a captive portal.
    NotTheCentre,
    /// The certificate there cannot be trusted; nothing was said to whoever has it.
    Certificate(CertificateFault),
    /// Something on the way does not let this through.
    Blocked(Barrier),
    /// The phone's store could not take it: disk full, busy or damaged.
    Store {
        /// Whether trying again may help.
        retryable: bool,
    },
    /// The key store does not sign now.
    CannotSign,
}

impl Failure {
    /// Whether the session should try again by itself.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NoConnection | Self::NotTheCentre | Self::Certificate(_) | Self::Blocked(_) => {
                true
            }
            Self::Refused(code) => {
                matches!(code, ProblemCode::Unavailable | ProblemCode::Replayed)
            }
            Self::Store { retryable } => *retryable,
            Self::CannotSign => false,
        }
    }

    /// How long nothing is to be tried again: people have to act first.
    pub(super) fn hold_off_ms(&self) -> i64 {
        match self {
            Self::Certificate(_) | Self::Blocked(_) => PEOPLE_ACT_MS,
            _ => 0,
        }
    }

    /// Whether only a new code of the same person helps: the centre does not take this device at
    /// its word any more.
    pub fn needs_enrolment(&self) -> bool {
        use ProblemCode as P;
        let Self::Refused(code) = self else { return false };
        matches!(code, P::UnknownDevice | P::DeviceNotValid | P::BadSignature | P::RenewedTooOften)
    }
}
