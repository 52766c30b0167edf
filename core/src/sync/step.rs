//! Where one synchronisation is.

use super::known::Known;
use super::pushed::Pushed;

/// What is waited for.
#[derive(Debug)]
pub(super) enum Step {
    Idle,
    Collecting,
    Sending {
        pushed: Vec<Pushed>,
        known: Known,
    },
    /// Whether it is an answer that brings anything, and up to where in the outbox it judged.
    Applying {
        fruitful: bool,
        through: Option<u64>,
    },
    Uploading,
    Renewing,
    Presenting,
    HearingAgain,
    NotHearing,
    Waiting,
    Over,
}
