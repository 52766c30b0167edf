//! Batches packed and unpacked: the hashes that they leave out are the engine's to give.

use fangxian_protocol::batch::Batch;
use fangxian_protocol::codec::{Fault, Malformed};

use super::gate::hash_of;

/// Packs entries. Each change is rebuilt for its hash.
pub fn pack<T: AsRef<[u8]>>(entries: impl IntoIterator<Item = T>) -> Batch {
    Batch::pack(entries, &|change| hash_of(change).ok())
}

/// The entries of a batch, of at most `bytes_max` bytes together. Each change is rebuilt for its
/// hash; one that cannot be rebuilt gets a hash that no gate lets pass.
///
/// # Errors
/// [`Malformed`] when the batch is larger, or none.
pub fn unpack(batch: &Batch, bytes_max: usize) -> Result<Vec<Vec<u8>>, Malformed> {
    if batch.bytes() > bytes_max {
        return Err(Malformed { field: "batch.bytes", at_byte: 0, fault: Fault::TooLong });
    }
    batch.unpack(&|change| hash_of(change).ok())
}
