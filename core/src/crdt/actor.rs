//! Names of writers. A name is used by one copy of one document in one session of the process.

use fangxian_protocol::id::{Actor, DeviceId};

/// How much of a name its device gives, when it gives any.
const DEVICE_BYTES: usize = 8;
const CHANCE_BYTES: usize = Actor::LEN_BYTES - DEVICE_BYTES;

/// A writer's name for one document and one session of the process. Never store it, never use it
/// again: two copies of a device under one name would split the replicas for ever.
pub fn fresh_actor() -> Actor {
    let mut actor = Actor([0; Actor::LEN_BYTES]);
    fill(&mut actor.0);
    actor
}

/// As [`fresh_actor`], but half of the name is the device's, so that [`is_actor_of`] can tell a
/// change written under another device's name without asking anyone.
pub fn fresh_actor_of(device: &DeviceId) -> Actor {
    let mut chance = [0; CHANCE_BYTES];
    fill(&mut chance);
    actor_of(device, chance)
}

/// As [`fresh_actor_of`], of random bytes the caller has; they must never have been used before.
pub fn actor_of(device: &DeviceId, chance: [u8; CHANCE_BYTES]) -> Actor {
    let mut actor = Actor([0; Actor::LEN_BYTES]);
    actor.0[..DEVICE_BYTES].copy_from_slice(&device.0[..DEVICE_BYTES]);
    actor.0[DEVICE_BYTES..].copy_from_slice(&chance);
    actor
}

/// Whether a writer's name was made by [`fresh_actor_of`] for this device.
pub fn is_actor_of(actor: &Actor, device: &DeviceId) -> bool {
    actor.0[..DEVICE_BYTES] == device.0[..DEVICE_BYTES]
}

fn fill(bytes: &mut [u8]) {
    // The source may not be seeded right after boot; any other name would be worse than waiting.
    while getrandom::fill(bytes).is_err() {
        std::thread::yield_now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sessions_write_under_one_name() {
        let device = DeviceId([7; DeviceId::LEN_BYTES]);
        let names = (0..1_000).flat_map(|_| [fresh_actor(), fresh_actor_of(&device)]);
        let names: std::collections::BTreeSet<_> = names.collect();
        assert_eq!(names.len(), 2_000);
    }

    #[test]
    fn a_name_tells_its_device() {
        let (mine, theirs) = (DeviceId([7; 16]), DeviceId([8; 16]));
        let actor = fresh_actor_of(&mine);
        assert!(is_actor_of(&actor, &mine) && !is_actor_of(&actor, &theirs));
    }
}
