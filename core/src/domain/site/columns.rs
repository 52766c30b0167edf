//! The columns of the ledger of sites (场所台账).

use super::act::{CheckResult, SiteAct as Act};
use super::view::SiteView;
use crate::domain::column::{Cell, Column, ColumnType};
use crate::domain::fact::Fact;
use crate::domain::field;

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<SiteView>] = &[
    Column::LABEL,
    Column::TOWNSHIP,
    Column::VILLAGE,
    Column::field(("name", "场所名称", "name"), |seen| Cell::text(&seen.face.title)),
    Column::field(("category", "类别", "category"), |seen| {
        Cell::text(seen.face.text(field::CATEGORY))
    }),
    Column::PLACE,
    Column::new(("status", "状态", "status"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.status.zh(), seen.view.status.en())))
    }),
    Column::new(
        ("working_while_closed", "擅自复工", "working while closed"),
        ColumnType::YesNo,
        |seen| Cell::YesNo(seen.view.working_while_closed),
    ),
    Column::new(("visited", "最近巡查", "last visit"), ColumnType::Moment, |seen| {
        Cell::moment(seen.facts.iter().copied().rfind(|fact| is_visit(fact)).map(|fact| fact.at_ms))
    }),
    Column::new(("visitor", "巡查人", "who visited last"), ColumnType::People, |seen| {
        Cell::people(seen.facts.iter().copied().rfind(|fact| is_visit(fact)).map(|fact| &fact.by))
    }),
    Column::new(("checked", "检查项数", "lines checked"), ColumnType::Number, |seen| {
        Cell::count(seen.view.checks.len())
    }),
    Column::new(("not_met", "不符合项数", "lines not met"), ColumnType::Number, |seen| {
        let not_met = |result: CheckResult| result == CheckResult::NotMet;
        Cell::count(seen.view.checks.iter().filter(|check| not_met(check.result)).count())
    }),
    Column::new(("void", "作废", "entered by mistake"), ColumnType::YesNo, |seen| {
        Cell::YesNo(seen.view.void)
    }),
    Column::NOTE,
];

/// Whether someone was there.
fn is_visit(fact: &Fact) -> bool {
    matches!(Act::of(fact), Some(Act::Patrol { .. } | Act::Check { .. }))
}
