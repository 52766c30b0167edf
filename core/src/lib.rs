//! Fangxian (防线): an offline-first ledger of work-safety hazards and training.
//!
//! A **record** is a set of signed **facts** ([`domain`]), held as a **document** ([`crdt`]), kept
//! in a **store**, carried by **sync** and offered by the **ledger**.

pub mod clock;
pub mod crdt;
pub mod domain;
#[cfg(feature = "client")]
pub mod entropy;
pub mod files;
#[cfg(feature = "client")]
pub mod keys;
#[cfg(feature = "client")]
pub mod ledger;
pub mod pages;
#[cfg(feature = "client")]
pub mod store;
#[cfg(feature = "client")]
pub mod sync;

/// The quickstart of the README, compiled as a doctest.
#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// The Rust of the embedding guide, run as a doctest.
#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../../docs/embedding.md")]
pub struct EmbeddingGuide;
