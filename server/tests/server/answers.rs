//! What is in the centre's answers.

use fangxian::crdt::unpack;
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{SyncResponse, VillageLog};

/// Every entry of an answer, of all villages.
fn entries(answer: &SyncResponse) -> impl Iterator<Item = Vec<u8>> {
    let unpacked = |village: &VillageLog| unpack(&village.entries, MESSAGE_BYTES_MAX).unwrap();
    answer.villages.iter().flat_map(unpacked)
}

/// Every envelope of an answer.
pub(crate) fn envelopes(answer: &SyncResponse) -> Vec<Vec<u8>> {
    entries(answer).filter(|entry| !Arrival::is_in(entry)).collect()
}

/// All that an answer says to have arrived.
pub(crate) fn arrivals(answer: &SyncResponse) -> Vec<Arrival> {
    let arrivals = entries(answer).filter(|entry| Arrival::is_in(entry));
    arrivals.map(|entry| Arrival::from_bytes(&entry).unwrap()).collect()
}

pub(crate) fn codes(answer: &SyncResponse) -> Vec<(u64, &'static str)> {
    answer.refused.iter().map(|refusal| (refusal.index, refusal.code.as_str())).collect()
}
