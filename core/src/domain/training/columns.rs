//! The columns of the ledger of training sessions (培训台账).

use super::view::TrainingView;
use crate::domain::column::{Cell, Column, ColumnType};
use crate::domain::day::Day;
use crate::domain::field;

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<TrainingView>] = &[
    Column::LABEL,
    Column::TOWNSHIP,
    Column::VILLAGE,
    Column::field(("title", "培训名称", "title"), |seen| Cell::text(&seen.face.title)),
    Column::field(("category", "培训类别", "category"), |seen| {
        Cell::text(seen.face.text(field::CATEGORY))
    }),
    Column::new(("day", "培训日期", "day"), ColumnType::Day, |seen| {
        Cell::day(seen.view.planned_ms.and_then(|plan| Day::of_ms(plan.start_ms)))
    }),
    Column::new(("start", "开始时间", "start"), ColumnType::Moment, |seen| {
        Cell::moment(seen.view.planned_ms.map(|plan| plan.start_ms))
    }),
    Column::new(("end", "结束时间", "end"), ColumnType::Moment, |seen| {
        Cell::moment(seen.view.planned_ms.map(|plan| plan.end_ms))
    }),
    Column::PLACE,
    Column::field(("lecturer", "授课人", "lecturer"), |seen| {
        Cell::text(seen.face.text(field::LECTURER))
    }),
    Column::field(("organiser", "主办单位", "organiser"), |seen| {
        Cell::text(seen.face.text(field::ORGANISER))
    }),
    Column::field(("topics", "培训内容", "topics"), |seen| {
        Cell::text(seen.face.text(field::TOPICS))
    }),
    Column::new(("attended", "参训人数", "people who came"), ColumnType::Number, |seen| {
        Cell::count(seen.view.attended())
    }),
    Column::new(("disputed", "存疑人数", "people in doubt"), ColumnType::Number, |seen| {
        Cell::count(seen.view.attendance.iter().filter(|one| one.disputed).count())
    }),
    Column::new(("declared", "申报人数", "headcount declared"), ColumnType::Number, |seen| {
        Cell::number(seen.view.headcounts.iter().map(|one| one.count).max())
    }),
    Column::new(
        ("minutes", "人员学时(分钟)", "minutes of all people"),
        ColumnType::Number,
        |seen| Cell::Number(seen.view.person_minutes),
    ),
    Column::new(("examined", "考试人次", "exams taken"), ColumnType::Number, |seen| {
        Cell::count(seen.view.exams.len())
    }),
    Column::new(("passed", "合格人次", "exams passed"), ColumnType::Number, |seen| {
        Cell::count(seen.view.exams.iter().filter(|exam| exam.passed).count())
    }),
    Column::new(("state", "状态", "state"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.state.zh(), seen.view.state.en())))
    }),
    Column::NOTE,
];
