//! The words a phone and the centre both speak.
//!
//! A device says what happened in a [`Change`](change::Change), signs it in an
//! [`Envelope`](envelope::Envelope) and carries it to the centre in a
//! [`SyncRequest`](message::SyncRequest). Everything here is bytes, ids, addresses and limits: no
//! clock, no disk, no network and no document engine.

pub mod address;
pub mod batch;
pub mod certificate;
pub mod change;
pub mod code;
pub mod codec;
pub mod directory;
pub mod entry;
pub mod envelope;
pub mod id;
pub mod key;
pub mod limits;
pub mod log;
pub mod message;
pub mod problem;
pub mod scalar;
pub mod snapshot;
pub mod version;
