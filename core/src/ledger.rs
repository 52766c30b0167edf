//! Room 5: the ledger (台账) an app opens.
//!
//! Every verb of the domain is one method; each saves one signed, fsynced change and returns what
//! follows from it. Queries read what is on this device; [`Ledger::sync`] exchanges it with the
//! centre. Local calls block and are fast; [`Ledger::enrol`] and [`Ledger::sync`] are async.

mod accident;
mod act;
mod attach;
mod begin;
mod deletion;
mod draft;
mod duplicate;
mod enrol;
mod error;
mod follow;
mod hazard;
mod history;
mod names;
mod observer;
mod office;
mod open;
mod quarantine;
mod query;
mod review;
mod say;
mod settle;
mod site;
mod sync;
mod training;

pub use act::Saved;
pub use begin::NewRecord;
pub use deletion::{Deletion, Obstacle, ObstacleKind};
pub use draft::{
    AccidentDraft, Attachment, CheckDraft, CloseDraft, HazardDraft, ImplementDraft, ListDraft,
    Observation, OrderDraft, SiteDraft, TrainingDraft,
};
pub use duplicate::Near;
pub use enrol::{Enrolment, Me};
pub use error::LedgerError;
pub use history::Story;
pub use observer::{News, Subscription};
pub use open::{Ledger, Options};
pub use quarantine::{AttachmentSetAside, Retried, SetAside};
pub use query::Outbox;
