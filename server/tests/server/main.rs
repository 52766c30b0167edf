//! The centre, through its front door.
// Helpers of tests may say plainly what they expect, too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod admin;
mod answers;
mod attachment;
mod binary;
mod door;
mod enrol;
mod figures;
mod gate;
mod hostile;
mod import;
mod import_law;
mod lost;
mod neighbour;
mod pull;
mod renew;
mod snapshot;
mod support;
mod transfer;
mod unverified;
