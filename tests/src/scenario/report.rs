//! Tells people and machines what scenarios are, what they promise and whether it holds.

mod documents;
mod files;
mod guide;
mod plans;
mod rules;
mod schema;
mod tell;

pub use documents::{documents, folder};
pub use files::{find, load};
pub use guide::guide;
pub use plans::write_plans;
pub use rules::rules;
pub use schema::schema;
pub use tell::{line, summary, to_json};
