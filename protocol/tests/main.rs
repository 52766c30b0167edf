//! What the words promise: they read back, refuse everything else, and stay as they were.

// Tests may say plainly what they expect, their helpers too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod allocation;
mod batch;
mod cddl;
mod golden;
mod hostile;
mod lengths;
mod round_trip;
mod seed;
mod signatures;
mod specification;
mod words;
