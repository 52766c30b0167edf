//! What the words promise: they read back, refuse everything else, and stay as they were.

mod allocation;
mod cddl;
mod golden;
mod hostile;
mod lengths;
mod round_trip;
mod seed;
mod signatures;
mod specification;
mod words;
