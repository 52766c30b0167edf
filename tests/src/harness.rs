//! A real centre process, real ledgers in their own folders, and links that can be cut.

mod centre;
mod clock;
pub mod command;
mod dying;
pub mod effort;
mod folder;
mod link;
mod phone;
mod proxy;
mod words;

pub use centre::Centre;
pub use clock::{FileClock, HandClock};
pub use dying::Dying;
pub use folder::copy_folder;
pub use link::{Link, Traffic};
pub use phone::{Phone, once};
pub use proxy::Proxy;
pub use words::{counts, is_done, leak, sees};

/// What a harness step may fail with: shown to whoever runs it.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The tables of the fictional district of Wangchuan: units, people and posts.
pub fn tables() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/wangchuan")
}
