//! Everything a device and the centre may say to each other.

mod enrol;
mod refusal;
mod signed;
mod sync;

pub use enrol::{EnrolRequest, EnrolResponse};
pub use refusal::{Refusal, RefusalCode};
pub use signed::{SignedRequest, path_signed_bytes};
pub use sync::{Cursor, SyncRequest, SyncResponse, VillageLog};

/// Where a device enrols.
pub const ENROL_PATH: &str = "/v1/enrol";
/// Where a device pushes and pulls.
pub const SYNC_PATH: &str = "/v1/sync";
/// Where a device fetches snapshot files; the file name follows.
pub const SNAPSHOT_PATH: &str = "/v1/snapshot/";
