//! Room 4: the conversation with the centre.
//!
//! [`Session`] decides and does nothing: time, randomness, disk and network are arguments. The
//! [driver](driver::run) pumps it between the store and a [`Transport`].

mod backoff;
pub mod driver;
mod effect;
mod event;
mod files;
mod heard;
mod http;
mod ingest;
mod known;
mod outside;
mod pace;
mod pages;
mod patience;
mod present;
mod proof;
mod pushed;
mod reason;
mod rename;
mod report;
mod session;
mod snapshot;
mod step;
mod transport;
mod upload;
mod uploading;

pub use backoff::Backoff;
pub use effect::{Collect, Effect, UploadWork};
pub use event::{Event, Failure, Outgoing, UploadDone};
pub use heard::Ingested;
pub use http::{BadEndpoint, Endpoint, HttpTransport, Trust};
pub use ingest::{Taking, Vouched, ingest};
pub use outside::Cancel;
pub(crate) use proof::ask as ask_for_proof;
pub(crate) use rename::{NewName, take_new_name};
pub use report::{Outcome, Progress, Refused, SyncReport};
pub use session::Session;
pub(crate) use snapshot::remove_taken as remove_taken_snapshots;
pub use transport::{Barrier, CertificateFault, Held, Transport, TransportError, UploadStep};
