//! Which attachments are here of which not every record was told, and when it may be.

use std::collections::VecDeque;
use std::time::Duration;

use fangxian_protocol::id::EvidenceHash;

use super::debt::Debt;
use crate::clock::Stopwatch;

/// Nothing is looked for until then.
const LATER: Duration = Duration::from_secs(3600);

/// Attachments that are here and that not every record was told of that names them.
pub(super) struct Telling {
    pub(super) untold: VecDeque<EvidenceHash>,
    /// Of the gate's time, telling has no larger share than a person.
    pub(super) debt: Debt,
    pub(super) since: Stopwatch,
}

impl Default for Telling {
    fn default() -> Self {
        Self { untold: VecDeque::new(), debt: Debt::default(), since: Stopwatch::start() }
    }
}

impl Telling {
    /// How long until some may be told.
    pub(super) fn wait(&self) -> Duration {
        if self.untold.is_empty() {
            return LATER;
        }
        self.debt.wait(Duration::ZERO, self.since.elapsed())
    }
}
