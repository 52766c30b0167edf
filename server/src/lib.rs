//! The centre (中心): one binary that keeps every village's log.
//!
//! [`registry`] knows who there is, [`centre`] takes pushes through the gate and answers pulls,
//! [`storage`] keeps it all, [`routes`] speaks HTTP and [`cli`] is what an operator types.

pub mod address;
pub mod centre;
pub mod cli;
pub mod clock;
pub mod door;
pub mod drive;
pub mod import;
pub mod lock;
pub mod metrics;
mod private;
pub mod registry;
pub mod routes;
pub mod serve;
mod share;
pub mod storage;
pub mod tls;

pub use centre::{Centre, Held, Piece, Quotas, Refused};
pub use routes::{MEMORY_BYTES_MAX, Options, app, watch};
