//! The snapshot files one synchronisation is offered: fetched one after the other. One that cannot
//! be taken keeps nobody out of a village: its log is heard instead.

use std::collections::{BTreeSet, VecDeque};

use fangxian_protocol::id::Division;
use fangxian_protocol::log::Cursor;
use fangxian_protocol::message::SyncResponse;
use fangxian_protocol::snapshot::Manifest;

/// What became of the files that were offered.
#[derive(Debug, Default)]
pub(super) struct Files {
    offered: VecDeque<Manifest>,
    /// The village whose file is being fetched.
    fetching: Option<Division>,
    /// Villages whose file is of no use.
    useless: BTreeSet<Division>,
}

impl Files {
    pub(super) fn offer<'a>(&mut self, manifests: impl Iterator<Item = &'a Manifest>) {
        self.offered.extend(manifests.cloned());
    }

    /// The next to fetch.
    pub(super) fn next(&mut self) -> Option<Manifest> {
        let next = self.offered.pop_front();
        self.fetching = next.as_ref().map(|manifest| manifest.through.village);
        next
    }

    pub(super) fn is_fetching(&self) -> bool {
        self.fetching.is_some()
    }

    /// The file being fetched cannot be taken.
    pub(super) fn go_without(&mut self) {
        self.useless.extend(self.fetching);
    }

    pub(super) fn forget_offered(&mut self) {
        self.offered.clear();
        self.fetching = None;
    }

    /// Whether the centre offers a file once more, though the phone named the log's beginning.
    pub(super) fn is_offered_again(&self, response: &SyncResponse) -> bool {
        response.snapshots.iter().any(|one| self.useless.contains(&one.through.village))
    }

    /// How far each village was heard; whoever names the beginning of a log is offered no file.
    pub(super) fn cursors(&self, mut heard: Vec<Cursor>) -> Vec<Cursor> {
        let known: BTreeSet<Division> = heard.iter().map(|cursor| cursor.village).collect();
        heard.extend(self.useless.difference(&known).map(|village| Cursor::start(*village)));
        heard.sort_unstable_by_key(|cursor| cursor.village);
        heard
    }
}
