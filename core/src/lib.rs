//! Fangxian (防线): an offline-first ledger of work-safety hazards and training.
//!
//! A **record** is a set of signed **facts** ([`domain`]), held as a **document** ([`crdt`]), kept
//! in a **store**, carried by **sync** and offered by the **ledger**.

pub mod crdt;
pub mod domain;
#[cfg(feature = "client")]
pub mod store;
