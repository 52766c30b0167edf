//! Which rows of a table of a damaged file are intact, and where each can be read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use super::image::PAGE_BYTES;
use super::leaf::{Column, Spot, rows};

/// No envelope row is shorter, so this bounds how many there can be.
const ROW_BYTES_MIN: u64 = 200;

/// Where an intact row can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Through its table.
    Table,
    /// On its page only.
    Page(Spot),
}

/// The intact rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intact {
    /// Where each can be read, by its number.
    pub sources: BTreeMap<i64, Source>,
    /// How many rows there are known to have been.
    pub expected: u64,
}

impl Intact {
    /// Looks for the rows of a table of envelopes: through the table, whose newest number is
    /// `last`, and page by page. `in_table` and `on_page` say whether a row is what it claims to
    /// be.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(
        file: &mut File,
        last: Option<i64>,
        in_table: impl Fn(i64) -> bool,
        on_page: impl Fn(&[Column]) -> bool,
    ) -> io::Result<Self> {
        let length = file.metadata()?.len();
        // A row whose number is damaged may claim any; nobody counts up to that.
        let possible = 0..=(length / ROW_BYTES_MIN) as i64;
        let last = last.filter(|last| possible.contains(last));
        let ids = (1..=last.unwrap_or(*possible.end())).filter(|id| in_table(*id));
        let mut sources: BTreeMap<i64, Source> = ids.map(|id| (id, Source::Table)).collect();
        // A table whose tree has lost branches does not say so: nothing is complete before every
        // page was looked at.
        for number in 1..=(length / PAGE_BYTES as u64) as u32 {
            for row in rows(file, number)? {
                if on_page(&row.columns) {
                    sources.entry(row.id).or_insert(Source::Page(row.spot));
                }
            }
        }
        let highest = sources.keys().rfind(|id| possible.contains(id)).copied();
        let expected = last.unwrap_or_default().max(highest.unwrap_or_default()).unsigned_abs();
        Ok(Self { sources, expected })
    }
}
