//! The columns of the ledger of accidents (事故台账).

use super::view::AccidentView;
use crate::domain::column::{Cell, Column, ColumnType};
use crate::domain::field;

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<AccidentView>] = &[
    Column::LABEL,
    Column::TOWNSHIP,
    Column::VILLAGE,
    Column::field(("title", "事故", "accident"), |seen| Cell::text(&seen.face.title)),
    Column::PLACE,
    Column::field(("unit", "事故单位", "unit"), |seen| Cell::text(seen.face.text(field::UNIT))),
    Column::field(("category", "事故类型", "accident type"), |seen| {
        Cell::text(seen.face.text(field::CATEGORY))
    }),
    Column::field(("sector", "行业领域", "sector"), |seen| {
        Cell::text(seen.face.text(field::SECTOR))
    }),
    Column::new(("occurred", "发生时间", "time"), ColumnType::Moment, |seen| {
        Cell::moment(seen.view.occurred_ms)
    }),
    Column::new(("dead", "死亡人数", "dead"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.figures.dead)
    }),
    Column::new(("missing", "失踪人数", "missing"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.figures.missing)
    }),
    Column::new(("serious", "重伤人数", "badly hurt"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.figures.serious)
    }),
    Column::new(("minor", "轻伤人数", "slightly hurt"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.figures.minor)
    }),
    Column::new(("loss", "直接经济损失", "direct loss"), ColumnType::Money, |seen| {
        Cell::Money(seen.view.figures.loss_fen)
    }),
    Column::new(("level", "事故等级", "level"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.level.zh(), seen.view.level.en())))
    }),
    Column::new(("state", "报告情况", "state"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.state.zh(), seen.view.state.en())))
    }),
    Column::field(("description", "事故经过", "what happened"), |seen| {
        Cell::text(seen.face.text(field::DESCRIPTION))
    }),
    Column::NOTE,
];
