//! The verbs of the ledger that serve records of every kind.

mod describe;
mod read;
mod say;
mod sync;
mod upkeep;
