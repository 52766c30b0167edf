//! Room 2: one record's whole history, and the only room that says `automerge`.
//!
//! A [`Document`] is written through an [`Edit`] and grows by changes from elsewhere. Both take
//! the same way in: the change is spelled as a bounded list of operations, the gate checks the
//! list against the vocabulary and the causal past, the change is rebuilt from the list, its hash
//! is compared, and only then the engine sees it (D6). Engine bytes never come from outside.

mod actor;
mod batch;
mod commit;
mod contents;
mod digest;
mod document;
mod edit;
mod engine;
mod gate;
mod hydrate;
mod index;
mod refused;
mod seal;
mod shape;

#[cfg(test)]
mod tests;

pub use actor::{actor_of, fresh_actor, fresh_actor_of, is_actor_of};
pub use batch::{pack, unpack};
pub use document::{Applied, Document};
pub use edit::{BadEdit, Edit, Written, edit_of};
pub use gate::{Said, facts_of, hash_of};
pub use refused::{Refused, Unreadable};
