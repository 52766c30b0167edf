//! Whether a device was restored from a backup, or copied: then its chain of envelopes is not the
//! one the centre knows.

use fangxian_protocol::message::Chain;

use super::Centre;
use super::auth::Caller;
use super::prepare::Prepared;
use crate::storage::StorageError;

impl Centre {
    /// Whether the centre knows a later envelope of the device than the device itself, or another
    /// under the same number.
    pub(super) fn is_copied(
        &self,
        caller: &Caller,
        chain: Chain,
        pushed: &[Prepared],
    ) -> Result<bool, StorageError> {
        let storage = self.registry().storage();
        let Some((counter, _)) = storage.last_envelope(caller.id)? else {
            return Ok(false);
        };
        // One name, two pasts: none of its phones has heard what the other said under it.
        if counter > chain.counter || storage.is_doubled(caller.id)? {
            return Ok(true);
        }
        let own = pushed.iter().filter_map(|one| {
            let header = &one.envelope.as_ref()?.header;
            let signed = one.device.is_ok() && header.device == caller.id;
            (signed && header.counter <= counter).then_some((header.counter, one.hash))
        });
        let said: Vec<_> = own.chain([(chain.counter, chain.last)]).collect();
        let numbers: Vec<_> = said.iter().map(|(counter, _)| (caller.id, *counter)).collect();
        let held = storage.envelope_hashes(&numbers)?;
        let differs = |(counter, hash): &(u64, _)| {
            held.get(&(caller.id, *counter)).is_some_and(|there| !there.contains(hash))
        };
        Ok(said.iter().any(differs))
    }

    /// How many of a device's envelopes, from the first, are here as they are.
    pub(super) fn held(&self, caller: &Caller, waiting: &[Chain]) -> Result<u64, StorageError> {
        let numbers: Vec<_> = waiting.iter().map(|one| (caller.id, one.counter)).collect();
        let held = self.registry().storage().envelope_hashes(&numbers)?;
        let is_held = |one: &&Chain| {
            held.get(&(caller.id, one.counter)).is_some_and(|there| there.contains(&one.last))
        };
        Ok(waiting.iter().take_while(is_held).count() as u64)
    }
}
