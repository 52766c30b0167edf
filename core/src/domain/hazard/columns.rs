//! The columns of the ledger of hazards (隐患排查治理台账), in the order of the form that districts
//! hand up. What the form asks and no record holds, such as telephone numbers, is left to paper.

use fangxian_protocol::id::FactId;
use fangxian_protocol::scalar::Scalar;

use super::act::{FiveItem, HazardAct as Act};
use super::view::{HazardView, Implementation};
use crate::domain::column::{Cell, Column, ColumnType, Seen};
use crate::domain::fact::Fact;
use crate::domain::field;
use crate::domain::record::Evidence;

/// In the order of the ledger.
pub(super) const COLUMNS: &[Column<HazardView>] = &[
    Column::LABEL,
    Column::TOWNSHIP,
    Column::VILLAGE,
    Column::PLACE,
    Column::field(("sector", "行业领域", "sector"), |seen| {
        Cell::text(seen.face.text(field::SECTOR))
    }),
    Column::new(("source", "检查类型", "how it came to light"), ColumnType::Word, |seen| {
        Cell::word(seen.view.source.map(|source| (source.zh(), source.en())))
    }),
    Column::new(("found", "排查时间", "found"), ColumnType::Moment, |seen| {
        let said = seen.face.described.iter().find(|one| one.field == field::SOURCE_FOUND_MS);
        let said_ms = said.and_then(|one| match one.value {
            Scalar::Int(at_ms) => Some(at_ms),
            _ => None,
        });
        Cell::moment(said_ms.or_else(|| reports(seen).first().map(|fact| fact.at_ms)))
    }),
    Column::new(("found_by", "排查人", "found by"), ColumnType::People, |seen| {
        Cell::people(reports(seen).into_iter().map(|fact| &fact.by))
    }),
    Column::field(("title", "隐患", "hazard"), |seen| Cell::text(&seen.face.title)),
    Column::field(("description", "隐患描述", "description"), |seen| {
        Cell::text(seen.face.text(field::DESCRIPTION))
    }),
    Column::new(("grade", "隐患等级", "grade"), ColumnType::Word, |seen| {
        let suspected = ("疑似重大", "suspected major");
        let grade = &seen.view.grade;
        Cell::word(match grade.judged {
            _ if grade.suspected_major => Some(suspected),
            judged => judged.map(|judged| (judged.zh(), judged.en())),
        })
    }),
    Column::field(("clause", "判定依据", "criteria"), |seen| {
        let clauses = told(seen, &seen.view.grade.because).filter_map(|said| match said {
            Act::Judge { clause, .. } | Act::SuspectMajor { clause } => clause.as_deref(),
            _ => None,
        });
        Cell::texts(clauses)
    }),
    Column::new(("mode", "整改方式", "how it must be put right"), ColumnType::Word, |seen| {
        Cell::word(seen.view.mode.map(|mode| (mode.zh(), mode.en())))
    }),
    Column::field(("measures", "整改措施", "measures"), |seen| {
        let claims = claims(seen);
        let planned = contents(seen, FiveItem::Measures).into_iter();
        Cell::texts(planned.chain(claims.into_iter().filter_map(|fact| match Act::of(fact) {
            Some(Act::Claim { measures, .. }) if !measures.is_empty() => Some(measures.as_str()),
            _ => None,
        })))
    }),
    Column::field(("responsible_unit", "整改责任单位", "unit responsible"), |seen| {
        Cell::texts(seen.view.responsible.iter().filter_map(|one| one.unit.as_deref()))
    }),
    Column::new(("responsible", "责任人", "person responsible"), ColumnType::People, |seen| {
        Cell::people(seen.view.responsible.iter().filter_map(|one| one.person.as_ref()))
    }),
    Column::new(("owners", "管辖单位", "unit in charge"), ColumnType::Units, |seen| {
        Cell::units(seen.view.owners.iter().copied())
    }),
    Column::new(("funds", "整改资金", "funds"), ColumnType::Money, |seen| {
        Cell::money(five(seen, FiveItem::Funds).and_then(|one| one.amount_fen))
    }),
    Column::new(("deadline", "整改期限", "deadline"), ColumnType::Day, |seen| {
        Cell::day(seen.view.deadline.as_ref().map(|deadline| deadline.day))
    }),
    Column::new(("extended_to", "延期至", "extended to"), ColumnType::Day, |seen| {
        let deadline = seen.view.deadline.as_ref().filter(|_| is_extended(seen));
        Cell::day(deadline.map(|deadline| deadline.day))
    }),
    Column::field(("interim_controls", "应急措施", "controls meanwhile"), |seen| {
        let asked = seen.facts.iter().filter(|ask| !is_refused(seen, ask.id));
        let controls = asked.filter_map(|fact| match Act::of(fact)? {
            Act::AskExtension { interim_controls, .. } => Some(interim_controls.as_str()),
            _ => None,
        });
        Cell::texts(contents(seen, FiveItem::EmergencyPlan).into_iter().chain(controls))
    }),
    Column::new(
        ("claimed", "整改完成时间", "work claimed done"),
        ColumnType::Moment,
        |seen| Cell::moment(claims(seen).last().map(|fact| fact.at_ms)),
    ),
    Column::new(("reinspected", "复查时间", "reinspected"), ColumnType::Moment, |seen| {
        Cell::moment(found(seen).map(|fact| fact.at_ms))
    }),
    Column::new(("reinspected_by", "复查人", "reinspected by"), ColumnType::People, |seen| {
        Cell::people(found(seen).map(|fact| &fact.by))
    }),
    Column::new(("result", "复查结果", "result"), ColumnType::Word, |seen| {
        Cell::word(found(seen).and_then(|fact| match Act::of(fact)? {
            Act::Reinspect { result, .. } => Some((result.zh(), result.en())),
            _ => None,
        }))
    }),
    Column::new(("closed", "销号时间", "closed"), ColumnType::Moment, |seen| {
        let closed = seen.view.closed.as_ref().and_then(|one| seen.fact(one.fact));
        Cell::moment(closed.map(|fact| fact.at_ms))
    }),
    Column::new(("closed_as", "销号类型", "closed as"), ColumnType::Word, |seen| {
        Cell::word(seen.view.closed.as_ref().map(|one| (one.kind.zh(), one.kind.en())))
    }),
    Column::new(("overdue", "超期天数", "days overdue"), ColumnType::Number, |seen| {
        Cell::Number(seen.view.days_overdue(seen.today))
    }),
    Column::new(("state", "状态", "state"), ColumnType::Word, |seen| {
        Cell::word(Some((seen.view.state.zh(), seen.view.state.en())))
    }),
    Column::new(("photos_before", "整改前照片", "photos before"), ColumnType::Number, |seen| {
        Cell::count(photos(seen, Evidence::is_before))
    }),
    Column::new(("photos_after", "整改后照片", "photos after"), ColumnType::Number, |seen| {
        Cell::count(photos(seen, Evidence::is_after))
    }),
    Column::NOTE,
];

type Here<'a> = Seen<'a, HazardView>;

/// The reports, earliest first.
fn reports<'a>(seen: &Here<'a>) -> Vec<&'a Fact> {
    let is_report = |fact: &&Fact| matches!(Act::of(fact), Some(Act::Report { .. }));
    seen.facts.iter().copied().filter(is_report).collect()
}

/// The claims that opened the rounds, first to last.
fn claims<'a>(seen: &Here<'a>) -> Vec<&'a Fact> {
    let claims = seen.view.rounds.iter().filter_map(|round| round.claim);
    claims.filter_map(|claim| seen.fact(claim)).collect()
}

/// What was said by whoever looked last.
fn found<'a>(seen: &Here<'a>) -> Option<&'a Fact> {
    seen.view.reinspected.as_ref().and_then(|found| seen.fact(found.fact))
}

/// Whether the day is one that an extension was granted to.
fn is_extended(seen: &Here<'_>) -> bool {
    let because = seen.view.deadline.as_ref().and_then(|deadline| seen.fact(deadline.because));
    matches!(because.and_then(Act::of), Some(Act::DecideExtension { .. }))
}

/// Whether somebody refused this request for an extension.
fn is_refused(seen: &Here<'_>, request: FactId) -> bool {
    let refuses = |act: &Act| match act {
        Act::DecideExtension { ask, granted: false, .. } => *ask == request,
        _ => false,
    };
    seen.facts.iter().copied().filter_map(Act::of).any(refuses)
}

/// One of the five, if it was stated.
fn five<'a>(seen: &Here<'a>, item: FiveItem) -> Option<&'a Implementation> {
    seen.view.five.iter().find(|one| one.item == item)
}

/// What the words that stand for one of the five consist of.
fn contents<'a>(seen: &Here<'a>, item: FiveItem) -> Vec<&'a str> {
    let because = five(seen, item).map(|one| one.because.as_slice()).unwrap_or_default();
    let said = told(seen, because).filter_map(|said| match said {
        Act::Implement { content, .. } => content.as_deref(),
        _ => None,
    });
    said.collect()
}

/// What these facts say.
fn told<'a>(seen: &Here<'a>, facts: &[FactId]) -> impl Iterator<Item = &'a Act> {
    let facts: Vec<&Fact> = facts.iter().filter_map(|id| seen.fact(*id)).collect();
    facts.into_iter().filter_map(Act::of)
}

/// How many photos show the one or the other.
fn photos(seen: &Here<'_>, shows: fn(&Evidence) -> bool) -> usize {
    seen.evidence().values().filter(|one| shows(one)).count()
}
