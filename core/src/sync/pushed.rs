//! What was pushed, and whether the answer to it gets a session anywhere.

use fangxian_protocol::id::EnvelopeHash;
use fangxian_protocol::message::SyncResponse;

use super::known::Known;
use crate::store::Waiting;

/// What was pushed: which, where it is in the outbox, and whether this phone wrote it.
#[derive(Debug)]
pub(super) struct Pushed {
    pub(super) hash: EnvelopeHash,
    pub(super) position: u64,
    pub(super) own: bool,
    pub(super) bytes: usize,
}

impl From<&Waiting> for Pushed {
    fn from(one: &Waiting) -> Self {
        Self { hash: one.hash, position: one.position, own: one.own, bytes: one.bytes.len() }
    }
}

/// Whether the same question would only get the same answer: nothing that was pushed is judged; or
/// more is claimed to be waiting, and nothing came that was not here.
pub(super) fn is_stuck(pushed: &[Pushed], known: &Known, response: &SyncResponse) -> bool {
    let judged = response.judged > 0 && !pushed.is_empty();
    let differs = !response.differs.is_empty();
    let brings = judged || differs || known.grows_by(response) || known.is_offered(response);
    !pushed.is_empty() && !judged || response.more && !brings
}
