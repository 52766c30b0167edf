//! Room 1: nouns and rules. Pure: no disk, no network, no clock, no document engine.
//!
//! [`derive`] says what follows from a record, [`authorize`] who may do what, and [`seen_for`] what
//! an act must say it has seen so that the merge can keep its law: danger beats safety.

pub mod accident;
mod authorize;
pub mod centre;
mod clock;
mod column;
pub mod day;
mod described;
pub mod drill;
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
mod known;
#[cfg(test)]
mod laws;
pub mod listed;
mod offices;
pub mod org;
pub mod person;
mod proposals;
pub mod reach;
pub mod record;
pub mod review;
#[cfg(test)]
pub(crate) mod sample;
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
mod unknown;
pub mod view;
mod voiding;

pub use authorize::authorize;
pub use clock::{doubtful, is_ahead};
pub use column::{Cell, ColumnType, Heading};
pub use described::shown as shown_value;
pub use explain::explain;
pub use face::{Described, Face};
pub use fact::door;

#[cfg(feature = "client")]
pub(crate) use kinds::{KINDS, about};
pub use kinds::{View, derive};
pub use known::{check_title, headings, labels};
pub use offices::{HIGH_OFFICES, OFFICES, Verdict, asked_of, post_of};
pub use seen::seen_for;
pub use speech::Spoken;
pub use unknown::UnknownView;
