//! YAML as words, lists and tables that know their line.

mod fault;
mod nearest;
mod node;

pub use fault::Fault;
pub use nearest::nearest;
pub use node::{Content, Node, read};
