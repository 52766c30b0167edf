//! The columns of the ledger of samples.

use super::kind::SampleView;
use crate::domain::column::{Cell, Column, ColumnType};

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<SampleView>] = &[
    Column::LABEL,
    Column::VILLAGE,
    Column::field(("title", "名称", "title"), |seen| Cell::text(&seen.face.title)),
    Column::new(("count", "人数", "count"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.count)
    }),
];
