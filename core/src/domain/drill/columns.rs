//! The columns of the ledger of drills (演练台账).

use super::DrillView;
use crate::domain::column::{Cell, Column, ColumnType};
use crate::domain::field;

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<DrillView>] = &[
    Column::LABEL,
    Column::TOWNSHIP,
    Column::VILLAGE,
    Column::field(("title", "演练名称", "drill"), |seen| Cell::text(&seen.face.title)),
    Column::field(("category", "演练形式", "form"), |seen| {
        Cell::text(seen.face.text(field::CATEGORY))
    }),
    Column::field(("organiser", "组织单位", "organiser"), |seen| {
        Cell::text(seen.face.text(field::ORGANISER))
    }),
    Column::PLACE,
    Column::new(("planned", "计划日期", "planned for"), ColumnType::Day, |seen| {
        Cell::day(seen.view.planned)
    }),
    Column::new(("held", "演练时间", "held"), ColumnType::Moment, |seen| {
        Cell::moment(seen.view.held_ms)
    }),
    Column::new(("count", "参演人数", "took part"), ColumnType::Number, |seen| {
        Cell::number(seen.view.count)
    }),
    Column::field(("findings", "发现问题", "findings"), |seen| {
        Cell::texts(seen.view.findings.iter().map(String::as_str))
    }),
    Column::new(("state", "演练情况", "state"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.state.zh(), seen.view.state.en())))
    }),
    Column::field(("description", "演练内容", "what is drilled"), |seen| {
        Cell::text(seen.face.text(field::DESCRIPTION))
    }),
    Column::NOTE,
];
