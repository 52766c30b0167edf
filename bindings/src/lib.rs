//! The ledger (台账) for Kotlin, Swift and Python: the only crate that says `uniffi`.
//!
//! Every verb is a one-line delegation to [`fangxian::ledger::Ledger`]. Types cross as they are
//! where uniffi can carry their shape (`uniffi::remote`), and as [mirrors](across) where it cannot.
//! Both name every field and every arm, so that a change of the ledger does not compile here
//! before it is bound. Panics end as typed errors, and no error holds what a user typed.

// The scaffolding that uniffi writes speaks C.
#![allow(unsafe_code)]
// What is public here is public in the other languages; no Rust crate uses it.
#![allow(unreachable_pub)]

mod across;
mod act;
mod clock;
mod codes;
mod column;
mod draft;
mod error;
mod history;
mod ids;
mod key;
mod kind;
mod ledger;
mod line;
mod log;
mod network;
mod observer;
mod opened;
mod org;
mod outbox;
mod sync;
mod upkeep;
mod view;
mod words;

uniffi::setup_scaffolding!();

/// The version of this library. The skins compare it with their own before they open anything.
#[uniffi::export]
pub fn library_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
