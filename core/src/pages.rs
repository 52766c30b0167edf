//! A damaged database file, read page by page: nothing here trusts a byte of it.
//!
//! [`readable`] makes one plain file of it and its write-ahead log; [`Intact`] are the rows found
//! in that, whatever became of the trees that led to them; what is made of them takes its place by
//! [`replace`](replace()).

mod image;
mod intact;
mod leaf;
mod replace;

use std::path::{Path, PathBuf};

pub use image::readable;
pub use intact::{Intact, Source};
pub use leaf::{Column, RawRow, Spot, row};
pub use replace::{discard, finish_replacing, replace};

/// The file beside `path` whose name ends in `suffix`: its log, a scratch file.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
