//! What a synchronisation did, in figures and reasons; never a mere yes or no.

use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::problem::ProblemCode;

use super::event::Failure;

/// What one synchronisation did (同步报告).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// How it ended.
    pub outcome: Outcome,
    /// Envelopes the centre took.
    pub pushed: u64,
    /// Envelopes heard from others.
    pub pulled: u64,
    /// Envelopes the centre did not take, or not at this person's word, each with its reason.
    pub refused: Vec<Refused>,
    /// Envelopes heard that could not be used here and were set aside.
    pub set_aside: u64,
    /// Envelopes that still wait.
    pub waiting: u64,
    /// Attachments the centre has now.
    pub attachments_sent: u64,
    /// Attachments that still wait, without those set aside.
    pub attachments_waiting: u64,
    /// Attachments that need a person: the ledger says which, of which record, and what to do.
    pub attachments_set_aside: u64,
    /// Why the centre takes none now: it has no room, or others send theirs. They are offered again
    /// at the next synchronisation; it holds nothing else back.
    pub attachments_refused: Option<ProblemCode>,
    /// The phone was restored or copied, and took a new name: what waited was said again under it.
    pub renewed: bool,
    /// The centre was put back to an earlier day, or lost something, or had let this phone go:
    /// everything was heard again, and what it does not have brought to it.
    pub heard_again: bool,
    /// The centre does not take this device at its word any more: only a new code of the same
    /// person helps. What it says until then is shown to the office as unverified.
    pub dismissed: bool,
    /// Round trips made.
    pub rounds: u32,
    /// The centre's clock at its last answer, milliseconds since 1970 UTC.
    pub server_time_ms: Option<i64>,
}

impl SyncReport {
    /// Nothing was done yet.
    pub(super) fn begun() -> Self {
        Self {
            outcome: Outcome::Cancelled,
            pushed: 0,
            pulled: 0,
            refused: Vec::new(),
            set_aside: 0,
            waiting: 0,
            attachments_sent: 0,
            attachments_waiting: 0,
            attachments_set_aside: 0,
            attachments_refused: None,
            renewed: false,
            heard_again: false,
            dismissed: false,
            rounds: 0,
            server_time_ms: None,
        }
    }
}

/// How a synchronisation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was said and heard.
    UpToDate,
    /// It stopped; what was done stays done. `retry_at_ms` is when to try again by itself;
    /// `None` when someone must act first.
    Stopped {
        /// Why.
        why: Failure,
        /// Milliseconds since 1970 UTC.
        retry_at_ms: Option<i64>,
    },
    /// It was cancelled; what was done stays done.
    Cancelled,
}

/// An envelope the centre did not take, or took as an unverified proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub envelope: EnvelopeHash,
    /// Why, and so what to do.
    pub code: RefusalCode,
    /// Which part of it.
    pub detail: String,
}

/// Where a synchronisation stands, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Envelopes the centre took so far.
    pub pushed: u64,
    /// Envelopes that still wait.
    pub waiting: u64,
    /// Envelopes heard so far.
    pub pulled: u64,
    /// The centre has more to say.
    pub more: bool,
    /// Failures in a row; 0 while all goes well.
    pub failures: u32,
}
