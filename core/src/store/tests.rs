//! What the store promises, on real files.

mod arriving;
mod damage;
mod durable;
mod figures;
mod kept;
mod lists;
mod many;
mod overlapping;
mod rebuilding;
mod searching;
mod support;

pub(super) use support::Folder;
