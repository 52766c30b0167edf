//! What the phone had when it asked, and so whether an answer brings it anything.

use std::collections::BTreeMap;

use fangxian_protocol::id::Division;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::SyncResponse;

use super::event::Outgoing;

/// What the phone had when it asked.
#[derive(Debug, Default)]
pub(super) struct Known {
    heard: BTreeMap<Division, u64>,
    directory: u64,
}

impl Known {
    /// What is about to be said to the centre.
    pub(super) fn of(outgoing: &Outgoing) -> Self {
        let heard = outgoing.cursors.iter().map(|cursor| (cursor.village, cursor.position));
        Self { heard: heard.collect(), directory: outgoing.directory }
    }

    /// Whether something behind this place in a log is not here.
    pub(super) fn lacks(&self, through: &Cursor) -> bool {
        through.position > self.heard.get(&through.village).copied().unwrap_or(0)
    }

    /// Whether an answer has words or rows in it that are not here.
    pub(super) fn grows_by(&self, response: &SyncResponse) -> bool {
        response.villages.iter().any(|log| self.lacks(&log.through))
            || response.directory.as_ref().is_some_and(|rows| rows.version > self.directory)
    }

    /// Whether an answer offers a file that brings the phone on.
    pub(super) fn is_offered(&self, response: &SyncResponse) -> bool {
        response.snapshots.iter().any(|manifest| self.lacks(&manifest.through))
    }
}
