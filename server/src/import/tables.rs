//! The tables that were read, and their rows.

use super::table::Table;

/// The tables that were read, for what is found wrong in them later.
pub(super) struct Tables {
    pub(super) units: Table,
    pub(super) people: Table,
    pub(super) posts: Table,
}

/// Rows with the lines they stand in.
pub(super) type Rows<T> = Vec<(u64, T)>;
