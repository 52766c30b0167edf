//! Who is worked for now: so many at a time, and only some of one address.

use std::net::IpAddr;

use crate::share::{Shared, Taken};

/// Requests worked on at a time; most of them wait for the drive.
const LIGHT: usize = 24;
const LIGHT_SHARE: usize = 6;
/// Those with large bodies, which take most memory.
const HEAVY: usize = 4;
const HEAVY_SHARE: usize = 2;
/// Enrolments, which nothing else may keep out.
const ENROLMENTS: usize = 4;
const ENROLMENTS_SHARE: usize = 2;
/// From so many bytes on a body is large.
const HEAVY_BYTES: usize = 256 * 1024;

/// What kind of work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Little is asked.
    Light,
    /// A large body was brought.
    Heavy,
    /// Someone new.
    Enrolment,
}

/// The turns there are.
#[derive(Debug)]
pub(super) struct Turns {
    light: Shared<IpAddr>,
    heavy: Shared<IpAddr>,
    enrolments: Shared<IpAddr>,
}

impl Turn {
    /// For a body of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        if bytes > HEAVY_BYTES { Self::Heavy } else { Self::Light }
    }
}

impl Turns {
    /// Nobody is worked for yet.
    pub(super) fn new() -> Self {
        Self {
            light: Shared::new(LIGHT, LIGHT_SHARE),
            heavy: Shared::new(HEAVY, HEAVY_SHARE),
            enrolments: Shared::new(ENROLMENTS, ENROLMENTS_SHARE),
        }
    }

    /// A turn for someone, when it comes.
    pub(super) async fn take(&self, turn: Turn, address: IpAddr) -> Option<Taken> {
        let turns = match turn {
            Turn::Light => &self.light,
            Turn::Heavy => &self.heavy,
            Turn::Enrolment => &self.enrolments,
        };
        turns.take(address, 1).await
    }
}
