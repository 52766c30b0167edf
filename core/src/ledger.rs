//! Room 5: the ledger (台账) an app opens.
//!
//! [`Ledger::begin`] and [`Ledger::say`] do all that is done to records of any kind; what does more
//! than say an act is a method of its own. Each saves one signed, fsynced change and returns what
//! follows from it. Queries read what is on this device; [`Ledger::sync`] exchanges it with the
//! centre. Local calls block and are fast; [`Ledger::enrol`] and [`Ledger::sync`] are async.

mod act;
mod attach;
mod begin;
mod columns;
mod deletion;
mod draft;
mod duplicate;
mod enrol;
mod error;
mod follow;
mod hazard;
mod history;
mod kinds;
mod names;
mod observer;
mod open;
mod quarantine;
mod query;
mod review;
mod say;
mod settle;
mod sync;
mod void;

pub use act::Saved;
pub use begin::NewRecord;
pub use deletion::{Deletion, Obstacle, ObstacleKind};
pub use draft::{Attachment, HazardDraft, Observation};
pub use duplicate::Near;
pub use enrol::{Enrolment, Me};
pub use error::LedgerError;
pub use history::Story;
pub use observer::{News, Subscription};
pub use open::{Ledger, Options};
pub use quarantine::{AttachmentSetAside, Retried, SetAside};
pub use query::Outbox;
