//! What a synchronisation did, and how to stop one.

use std::sync::Arc;

use fangxian::ledger;
use fangxian::sync::{
    self, Backoff, Barrier, Cancel, CertificateFault, Failure, Progress, Refused,
};
use fangxian_protocol::id::{EnvelopeHash, RecordId};
use fangxian_protocol::message::RefusalCode;
use fangxian_protocol::problem::ProblemCode;

use crate::across::{Across, mirror, unchanged};
use crate::ids::Moment;

mirror! {
    /// What one synchronisation did (同步报告), in figures and reasons.
    to SyncReport of sync::SyncReport {
        /// How it ended.
        outcome: SyncOutcome,
        /// Changes the centre took.
        pushed: u64,
        /// Changes heard from others.
        pulled: u64,
        /// Changes the centre did not take, each with its reason.
        refused: Vec<Refused>,
        /// Changes heard that could not be used here and were set aside.
        set_aside: u64,
        /// Changes that still wait.
        waiting: u64,
        /// Attachments the centre has now.
        attachments_sent: u64,
        /// Attachments that still wait, without those set aside.
        attachments_waiting: u64,
        /// Attachments that need a person: `attachments_set_aside` says which and what to do.
        attachments_set_aside: u64,
        /// Why the centre takes none now: it has no room, or others send theirs. They are offered
        /// again at the next synchronisation; it holds nothing else back.
        attachments_refused: Option<ProblemCode>,
        /// The phone was restored or copied and goes on under a new name.
        renewed: bool,
        /// The centre had lost something: everything was heard again, and what it lacked brought.
        heard_again: bool,
        /// The centre does not take this phone at its word any more: `enrol` with a new code of the
        /// same person. What it says until then is shown to the office as unverified.
        dismissed: bool,
        /// Round trips made.
        rounds: u32,
        /// The centre's clock at its last answer.
        #[uniffi(name = "server_time")]
        server_time_ms: Option<Moment>,
    }
}

/// How a synchronisation ended.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SyncOutcome {
    /// Everything was said and heard.
    UpToDate,
    /// It stopped; what was done stays done.
    Stopped {
        /// Why.
        why: Failure,
        /// When to try again by itself; nothing when someone must act first.
        retry_at: Option<Moment>,
    },
    /// It was cancelled; what was done stays done.
    Cancelled,
    /// The app's network policy held it back; what was done stays done.
    HeldBack,
}

/// Why a synchronisation stopped.
#[uniffi::remote(Enum)]
#[uniffi(name = "SyncFailure")]
pub enum Failure {
    /// No way to the centre now.
    NoConnection,
    /// The centre refused the whole request.
    Refused(ProblemCode),
    /// Something answered that is not the centre; often a captive portal.
    NotTheCentre,
    /// The certificate there cannot be trusted; nothing was said to whoever has it.
    Certificate(CertificateFault),
    /// Something on the way does not let this through.
    Blocked(Barrier),
    /// This device's store could not take it.
    Store {
        /// Whether trying again may help.
        retryable: bool,
    },
    /// The key store does not sign now.
    CannotSign,
}

/// What is wrong with a certificate, and so whose move it is.
#[uniffi::remote(Enum)]
pub enum CertificateFault {
    /// It has ended, by the centre's own clock: the administrator renews it.
    Expired,
    /// It is not valid yet, by the centre's own clock: the administrator puts it right.
    NotValidYet,
    /// It does not fit this device's date, and the centre has not said what time it is: look at
    /// this device's date first.
    Dates,
    /// It is for another name.
    WrongName,
    /// Nobody this device trusts issued it.
    UnknownAuthority,
    /// It cannot be used for another reason.
    Unusable,
}

/// What on the way does not let something through, and so what to do.
#[uniffi::remote(Enum)]
pub enum Barrier {
    /// The address leads elsewhere for good: ask for the new one, then `centre_moved`.
    Moved,
    /// The proxy of this network wants a login.
    ProxyLogin,
    /// The network takes no more requests for a while.
    TooMany,
    /// It is too large for something on the way.
    TooLarge,
    /// Something on the way refuses, with this HTTP status.
    Refuses(u16),
}

/// A change the centre did not take.
#[uniffi::remote(Record)]
#[uniffi(name = "RefusedChange")]
pub struct Refused {
    /// Which.
    pub envelope: EnvelopeHash,
    /// Why, and so what to do.
    pub code: RefusalCode,
    /// Which part of it.
    pub detail: String,
}

/// Where a synchronisation stands, for a progress bar.
#[uniffi::remote(Record)]
#[uniffi(name = "SyncProgress")]
pub struct Progress {
    /// Changes the centre took so far.
    pub pushed: u64,
    /// Changes that still wait.
    pub waiting: u64,
    /// Changes heard so far.
    pub pulled: u64,
    /// The centre has more to say.
    pub more: bool,
    /// Failures in a row; 0 while all goes well.
    pub failures: u32,
}

/// How waits between tries grow.
#[uniffi::remote(Record)]
pub struct Backoff {
    /// The longest first wait.
    pub first_ms: i64,
    /// The longest wait there is.
    pub cap_ms: i64,
    /// How many tries in a row before giving up until something new happens.
    pub tries_max: u32,
}

/// What an app may want to redraw for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum News {
    /// These records changed, by this device or by others.
    Records(Vec<RecordId>),
    /// The first of each pair came in and may be the same hazard as the second: show it to a
    /// person (疑似重复).
    MaybeSame(Vec<LikelyDuplicate>),
    /// What waits to be sent changed.
    Outbox,
    /// The directory of units and people changed.
    Directory,
    /// A synchronisation moved on.
    Sync(Progress),
}

/// A hazard that came in and may be the same as another (疑似重复).
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LikelyDuplicate {
    /// The one that came in.
    pub record: RecordId,
    /// The one it may be the same as.
    pub of: RecordId,
}

/// Ends a synchronisation from anywhere. What was done stays done.
#[derive(Debug, Default, uniffi::Object)]
pub struct SyncCancel(pub(crate) Cancel);

#[uniffi::export]
impl SyncCancel {
    /// A handle for one synchronisation.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Asks the synchronisation to end.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

unchanged!(Backoff, Failure, Refused);

impl Across<LikelyDuplicate> for (RecordId, RecordId) {
    fn across(self) -> LikelyDuplicate {
        LikelyDuplicate { record: self.0, of: self.1 }
    }
}

impl Across<News> for ledger::News {
    fn across(self) -> News {
        match self {
            Self::Records(records) => News::Records(records),
            Self::MaybeSame(pairs) => News::MaybeSame(pairs.across()),
            Self::Outbox => News::Outbox,
            Self::Directory => News::Directory,
            Self::Sync(progress) => News::Sync(progress),
        }
    }
}

impl Across<SyncOutcome> for sync::Outcome {
    fn across(self) -> SyncOutcome {
        match self {
            Self::UpToDate => SyncOutcome::UpToDate,
            Self::Stopped { why, retry_at_ms } => {
                SyncOutcome::Stopped { why, retry_at: retry_at_ms.across() }
            }
            Self::Cancelled => SyncOutcome::Cancelled,
        }
    }
}
