//! Memory for bodies and answers: so much for all, and a share of it for each address and device.

use std::net::IpAddr;

use axum::body::Bytes;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::problem::ProblemCode;

use super::{Asker, Problem, TURN_MAX};
use crate::share::{Shared, Taken};

/// So much of each body and answer is counted with its connection and takes no room.
pub(super) const FREE_BYTES: usize = 16 * 1024;

const KIB: usize = 1024;
const MIB_IN_KIB: usize = 1024;

/// Bodies of known devices, and of one address among them: three of the largest.
const BODIES_KIB: usize = 96 * MIB_IN_KIB;
const BODIES_SHARE_KIB: usize = 16 * MIB_IN_KIB;
/// Bodies of devices nobody vouches for yet.
const STRANGERS_KIB: usize = 24 * MIB_IN_KIB;
const STRANGERS_SHARE_KIB: usize = 6 * MIB_IN_KIB;
/// The longest answer there is.
const LONGEST_KIB: usize = MESSAGE_BYTES_MAX / KIB + 1;
/// Answers until they were read, of one address, and of one device: the longest, and a short one.
const ANSWERS_KIB: usize = 128 * MIB_IN_KIB;
const ANSWERS_SHARE_KIB: usize = 16 * MIB_IN_KIB;
const ANSWERS_DEVICE_KIB: usize = 12 * MIB_IN_KIB;

/// What is held of bodies and answers.
#[derive(Debug)]
pub(super) struct Rooms {
    bodies: Shared<IpAddr>,
    strangers: Shared<IpAddr>,
    answers: Shared<IpAddr>,
    devices: Shared<DeviceId>,
}

/// Room that is taken.
#[derive(Debug)]
pub(super) struct Room {
    _taken: Taken,
}

/// An answer that takes room until it was read.
struct Kept {
    bytes: Vec<u8>,
    _room: [Taken; 2],
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Rooms {
    /// Nothing is held yet.
    pub(super) fn new() -> Self {
        Self {
            bodies: Shared::new(BODIES_KIB, BODIES_SHARE_KIB),
            strangers: Shared::new(STRANGERS_KIB, STRANGERS_SHARE_KIB),
            answers: Shared::new(ANSWERS_KIB, ANSWERS_SHARE_KIB),
            devices: Shared::new(usize::MAX >> 3, ANSWERS_DEVICE_KIB),
        }
    }

    /// Room for a body, when there is some.
    pub(super) async fn for_body(
        &self,
        asker: Asker,
        bytes: usize,
        of_strangers: bool,
    ) -> Result<Room, Problem> {
        let rooms = if of_strangers { &self.strangers } else { &self.bodies };
        let taken = tokio::time::timeout(TURN_MAX, rooms.take(asker.address, kib(bytes))).await;
        let taken = taken.ok().flatten().ok_or(ProblemCode::Unavailable)?;
        Ok(Room { _taken: taken })
    }

    /// Whether an answer to a device would find room, however long it is.
    pub(super) fn may_answer(&self, device: Option<DeviceId>) -> bool {
        device.is_none_or(|device| self.devices.has(device, LONGEST_KIB))
    }

    /// An answer with the room it takes; a short one takes none.
    pub(super) fn for_answer(
        &self,
        asker: Asker,
        device: Option<DeviceId>,
        mut bytes: Vec<u8>,
    ) -> Result<Bytes, Problem> {
        bytes.shrink_to_fit();
        if bytes.len() <= FREE_BYTES {
            return Ok(bytes.into());
        }
        let size = kib(bytes.len());
        let device = device.ok_or(ProblemCode::Unavailable)?;
        let own = self.devices.take_now(device, size).ok_or(ProblemCode::Unavailable)?;
        let room = self.answers.take_now(asker.address, size).ok_or(ProblemCode::Unavailable)?;
        Ok(Bytes::from_owner(Kept { bytes, _room: [own, room] }))
    }
}

fn kib(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(KIB)).unwrap_or(u32::MAX)
}
