//! Room 1: nouns and rules. Pure: no disk, no network, no clock, no document engine.
//!
//! [`derive`] says what follows from a record, [`authorize`] who may do what, and [`seen_for`] what
//! an act must say it has seen so that the merge can keep its law: danger beats safety.

pub mod accident;
mod authorize;
pub mod centre;
mod clock;
pub mod day;
mod described;
pub mod door;
pub mod duplicate;
mod explain;
pub(crate) mod face;
pub mod fact;
pub mod field;
mod findings;
pub mod hazard;
pub(crate) mod history;
pub mod id_text;
mod judged;
mod kind;
mod kinds;
#[cfg(test)]
mod laws;
pub mod listed;
pub mod org;
pub mod person;
mod proposals;
pub mod reach;
pub mod record;
pub mod review;
mod seen;
mod sentence;
pub mod site;
mod speech;
pub mod spelling;
mod spoken;
pub(crate) mod story;
#[cfg(test)]
pub(crate) mod testing;
pub mod text;
pub mod training;
pub mod view;
mod voiding;

pub use authorize::{HIGH_OFFICES, OFFICES, Verdict, asked_of, authorize, post_of};
pub use clock::{doubtful, is_ahead};
pub use described::shown as shown_value;
pub use explain::explain;
pub use face::{Described, Face};

pub use kinds::{UnknownView, View, check_title, derive, labels};
pub use seen::seen_for;
pub use speech::Spoken;
