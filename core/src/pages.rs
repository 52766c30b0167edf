//! A damaged database file, read page by page: nothing here trusts a byte of it.
//!
//! [`merge`] makes one plain file of it and its write-ahead log; [`rows`] are what looks like rows
//! on its pages, whatever became of the trees that led to them. Whoever reads a row checks it.

mod image;
mod leaf;

use std::path::{Path, PathBuf};

pub use image::{PAGE_BYTES, Page, merge, schema_pages};
pub use leaf::{Column, RawRow, Spot, row, rows};

/// The file beside `path` whose name ends in `suffix`: its log, a scratch file.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
