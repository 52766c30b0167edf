//! What waits to be sent, and what could not be used here.

use fangxian::store;

use crate::across::mirror;
use crate::ids::Moment;

mirror! {
    /// What waits to be sent, and since when (待上传).
    to Outbox of store::OutboxSummary {
        /// Changes that are only on this device.
        only_here: u64,
        /// Sent and not answered.
        sent: u64,
        /// Accepted by the centre.
        accepted: u64,
        /// Set aside by the centre.
        quarantined: u64,
        /// Of those accepted, taken as unverified proposals.
        unverified: u64,
        /// Photos, voice notes and documents of records that the centre does not have, those set
        /// aside among them.
        attachments_waiting: u64,
        /// Those of them that need a person: `attachments_set_aside` says which and what to do.
        attachments_set_aside: u64,
        /// How many bytes those are.
        attachment_bytes_waiting: u64,
        /// Changes the centre once had and has lost: this device brings them back.
        lost: u64,
        /// Records with a change that is only here or unanswered, or an attachment that waits.
        records_pending: u64,
        /// When the oldest of those was stored.
        #[uniffi(name = "oldest_pending")]
        oldest_pending_ms: Option<Moment>,
    }

    /// Bytes that could not be used here and were set aside (隔离区). Nothing is deleted.
    to Quarantined of store::Quarantined {
        /// Its number here, counting up.
        id: u64,
        /// What arrived, unchanged.
        bytes: Vec<u8>,
        /// Why it could not be taken: a stable word.
        reason: String,
        /// Where it came from: a stable word.
        source: String,
        /// When it was set aside.
        #[uniffi(name = "at")]
        at_ms: Moment,
        /// It may be taken later, when what it needs has arrived.
        retriable: bool,
        /// It was taken after all.
        settled: bool,
    }
}
