//! A centre and the phones of a scenario, in one process or over HTTP.

mod centre;
mod phone;
mod units;
mod way;
mod world;

pub use centre::{Centre, Transports};
pub use phone::Phone;
pub use units::Units;
pub use way::Way;
pub use world::{BEGINS_MS, Screen, World, zero};
