//! What came of what the centre said.

use fangxian_protocol::id::{EnvelopeHash, RecordId};

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ingested {
    /// Envelopes that are new here.
    pub taken: u64,
    /// Envelopes set aside.
    pub set_aside: u64,
    /// Records that changed.
    pub records: Vec<RecordId>,
    /// Own envelopes in whose place others were written.
    pub said_again: Vec<EnvelopeHash>,
}

impl Ingested {
    /// Counts another answer in.
    pub(super) fn add(&mut self, other: Self) {
        self.taken += other.taken;
        self.set_aside += other.set_aside;
        self.records.extend(other.records);
        self.said_again.extend(other.said_again);
    }
}
