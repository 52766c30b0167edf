//! Everything a device and the centre may say to each other.

mod answer;
mod claim;
mod enrol;
mod page;
mod present;
mod proof;
mod refusal;
mod renew;
mod signed;
mod sync;

pub use answer::{ANSWER_HEADER, Answer, held_answer};
pub use claim::Claim;
pub use enrol::{EnrolRequest, EnrolResponse};
pub use page::{Page, Span};
pub use present::{PresentRequest, PresentResponse};
pub use proof::{Proof, ProofRequest};
pub use refusal::{Refusal, RefusalCode};
pub use renew::{RenewRequest, RenewResponse};
pub use signed::{SignedRequest, path_signed_bytes};
pub use sync::{Chain, SyncRequest, SyncResponse, VillageLog};

/// Where a device enrols.
pub const ENROL_PATH: &str = "/v1/enrol";
/// Where a device that was restored or copied takes a new name.
pub const RENEW_PATH: &str = "/v1/renew";
/// Where a device presents certificates to a centre that lost them.
pub const PRESENT_PATH: &str = "/v1/present";
/// Where the centre proves that it is the centre.
pub const PROOF_PATH: &str = "/v1/proof";
/// Where a device pushes and pulls.
pub const SYNC_PATH: &str = "/v1/sync";
/// Where a device fetches snapshot files; the file name follows.
pub const SNAPSHOT_PATH: &str = "/v1/snapshot/";
/// Where a device uploads attachments by the core of the tus 1.0 protocol; the hash follows.
pub const ATTACHMENT_PATH: &str = "/v1/attachment/";
