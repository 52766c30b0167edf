//! What can go wrong for someone who uses the ledger.

use fangxian_protocol::key::CannotSign;

use crate::crdt::{BadEdit, Unreadable};
use crate::domain::field::BadField;
use crate::entropy::NoEntropy;
use crate::store::StoreError;
use crate::sync::{BadEndpoint, Failure};

/// Why the ledger did not do what was asked. Nothing was saved unless said so.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// This device belongs to nobody yet: enrol it with a code.
    #[error("this device is not enrolled: enrol it with a code from the administrator")]
    NotEnrolled,
    /// It is enrolled already; another enrolment would orphan what it has not sent.
    #[error(
        "this device is enrolled already: open another data directory for another person; if the \
         centre moved, say where it is now (centre_moved)"
    )]
    AlreadyEnrolled,
    /// No such record on this device: synchronise, or check the id.
    #[error("{what}: no such record on this device")]
    NotFound {
        /// The argument that names it.
        what: &'static str,
    },
    /// No post of the person covers the village.
    #[error("home: the village is outside the area of your posts")]
    OutOfScope,
    /// An argument cannot be taken.
    #[error("{field}: {next}")]
    BadInput {
        /// Which.
        field: &'static str,
        /// What to do, in English.
        next: &'static str,
        /// What to do, in plain Chinese.
        next_zh: &'static str,
    },
    /// A field cannot be taken.
    #[error(transparent)]
    BadField(#[from] BadField),
    /// Something arrived since the caller looked: look again, then decide.
    #[error("{what}: changed since you looked; look again, then decide")]
    Changed {
        /// What changed.
        what: &'static str,
    },
    /// The key this device was enrolled with is not here, as after a backup was restored on another
    /// phone. What is here stays: [enrol](super::Ledger::enrol) again.
    #[error(
        "key: the one this device was enrolled with is not here; enrol again with a new code: \
         nothing that is here is lost"
    )]
    KeyGone,
    /// The key store does not sign now: unlock the device, then retry.
    #[error(transparent)]
    CannotSign(#[from] CannotSign),
    /// The record would outgrow its limits: open a new one and link it.
    #[error(transparent)]
    BadEdit(#[from] BadEdit),
    /// The record's document cannot be read: run a rebuild.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The phone's store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The centre's address or certificate cannot be used.
    #[error(transparent)]
    BadEndpoint(#[from] BadEndpoint),
    /// The centre could not be spoken to, or refused.
    #[error("the centre: {0:?}")]
    Centre(Failure),
    /// A synchronisation is running already.
    #[error("sync: one is running already; wait for it or cancel it")]
    Syncing,
    /// The device gave no randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoEntropy),
}

impl LedgerError {
    /// Whether the same call may succeed later without anyone changing anything.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retryable(),
            Self::Centre(failure) => failure.is_retryable(),
            Self::CannotSign(_) | Self::Syncing => true,
            _ => false,
        }
    }
}
