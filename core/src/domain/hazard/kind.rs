//! Hazards as a kind of record: all that the shared rules ask of it.

use std::mem::discriminant;

use fangxian_protocol::id::{Division, EvidenceHash, PersonId, RecordId, Scope};

use super::act::{HazardAct as Act, Mode};
use super::view::HazardView;
use super::{columns, deed, derive, explain, rights, seen, succession};
use crate::domain::column::Column;
use crate::domain::day::Day;
use crate::domain::field::{self, BadField, Field, Shape};
use crate::domain::history::History;
use crate::domain::kind::Kind;
use crate::domain::listed::Line;
use crate::domain::offices::Verdict;
use crate::domain::org::OrgTree;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::speech::{Deed, Spoken, short_quote};

/// 隐患
#[derive(Debug)]
pub(crate) enum Hazard {}

impl Kind for Hazard {
    const NAME: &'static str = "hazard";
    const LABEL: &'static str = "YH";
    const UNTITLED: (&'static str, &'static str) = (
        "say in a few words what is dangerous, or take a photo",
        "请用几个字写明哪里危险,或者拍张照片。",
    );
    const PHOTO_IS_ENOUGH: bool = true;
    const SUCCEEDS: bool = true;
    const FIELDS: &'static [Field] = &[
        Field::new(field::TITLE, Shape::TITLE, "标题", "title"),
        Field::new(field::DESCRIPTION, Shape::LONG, "描述", "description"),
        Field::new(field::SECTOR, Shape::SHORT, "行业", "sector"),
        Field::new(field::SITE, Shape::RecordId, "场所", "site"),
        Field::new(field::SOURCE_FOUND_MS, Shape::MOMENT_MS, "发现时间", "time found"),
    ];
    type Act = Act;
    type View = HazardView;

    fn derive(record: &Record) -> HazardView {
        derive::derive(record)
    }

    fn authorize(by: (&PersonId, Role, Option<Scope>), act: &Act, view: &HazardView) -> Verdict {
        rights::authorize(by, act, view)
    }

    fn must_see(act: &Act, earlier: &Act, _: &Record) -> bool {
        seen::must_see(act, earlier)
    }

    fn deed(history: &History<'_>, act: &Act) -> Deed {
        deed::deed(history, act)
    }

    fn line(_: &Record, _: &HazardView) -> Option<Line> {
        None
    }

    fn columns() -> &'static [Column<HazardView>] {
        columns::COLUMNS
    }

    fn explain(record: &Record, view: &HazardView, today: Day) -> Spoken {
        explain::explain(record, view, today)
    }

    fn begins(act: &Act) -> bool {
        matches!(act, Act::Report { .. })
    }

    fn decides(act: &Act) -> bool {
        match act {
            Act::Implement { .. }
            | Act::Judge { .. }
            | Act::Order { .. }
            | Act::Assign { .. }
            | Act::Reinspect { .. }
            | Act::Close { .. }
            | Act::List { .. }
            | Act::Delist { .. }
            | Act::DecideExtension { .. }
            | Act::AcceptTransfer { .. }
            | Act::DecideDuplicate { .. }
            | Act::Void { .. } => true,
            Act::Report { .. }
            | Act::Observe { .. }
            | Act::SuspectMajor { .. }
            | Act::Accept {}
            | Act::Return { .. }
            | Act::Serve { .. }
            | Act::Plan { .. }
            | Act::Claim { .. }
            | Act::Progress { .. }
            | Act::AskExtension { .. }
            | Act::OfferTransfer { .. }
            | Act::RefuseTransfer { .. }
            | Act::SuspectDuplicate { .. } => false,
        }
    }

    fn check(act: &Act, on: RecordId) -> Result<(), BadField> {
        let (field, next, next_zh) = match act {
            Act::Order { mode: Mode::ByDeadline, deadline: None, .. } => (
                "deadline",
                "say by which day, or order it done at once",
                "请写明限哪天改好,或者要求立即整改。",
            ),
            Act::Assign { person: None, unit: None } => {
                ("person", "name a person or a unit", "请指定责任人或责任单位。")
            }
            Act::DecideExtension { granted: true, until: None, .. } => {
                ("until", "say until which day", "请写明延到哪天。")
            }
            Act::DecideExtension { granted: false, until: Some(_), .. } => {
                ("until", "leave the day out, or grant it", "没有批准就不用填延到哪天。")
            }
            Act::SuspectDuplicate { of, .. } | Act::DecideDuplicate { of, .. } if *of == on => {
                ("of", "name the other record", "请选另一条记录。")
            }
            _ => return Ok(()),
        };
        Err(BadField::new(field, next, next_zh))
    }

    fn shows(act: &Act) -> Option<EvidenceHash> {
        match act {
            Act::Observe { photo, .. } => *photo,
            _ => None,
        }
    }

    /// An order may be stricter than what is ordered here, whatever is ordered beside it.
    fn stands_alone(act: &Act) -> bool {
        matches!(act, Act::Order { .. })
    }

    fn void(reason: String) -> Act {
        Act::Void { reason }
    }

    fn own_words(act: &Act) -> Option<&str> {
        match act {
            // A short note is quoted inside the sentence.
            Act::Observe { note, .. } if short_quote(note.as_deref()).is_none() => note.as_deref(),
            Act::Reinspect { opinion, .. } => opinion.as_deref(),
            Act::Claim { measures: words, .. }
            | Act::Plan { text: words, .. }
            | Act::Progress { text: words }
            | Act::Return { reason: words }
            | Act::AskExtension { reason: words, .. }
            | Act::OfferTransfer { reason: words, .. }
            | Act::RefuseTransfer { reason: words, .. }
            | Act::Void { reason: words } => Some(words),
            _ => None,
        }
    }

    fn answers(answer: &Act, proposal: &Act) -> bool {
        let like = discriminant(answer) == discriminant(proposal);
        (like && is_of_same(answer, proposal)) || looks_into(answer, proposal)
    }

    fn does_as_much(answer: &Act, proposal: &Act) -> bool {
        match (answer, proposal) {
            (Act::Order { mode, .. }, Act::Order { mode: asked, .. }) => mode == asked,
            (Act::Judge { grade, .. }, Act::Judge { grade: asked, .. }) => grade == asked,
            (Act::List { level, .. }, Act::List { level: asked, .. }) => level == asked,
            _ => true,
        }
    }

    fn hands_over(act: &Act) -> bool {
        act.is_transfer()
    }

    fn takes_over(act: &Act) -> bool {
        matches!(act, Act::AcceptTransfer { .. })
    }

    fn is_of_unit(act: &Act) -> bool {
        act.is_of_unit()
    }

    fn offers_to(act: &Act) -> Option<Division> {
        match act {
            Act::OfferTransfer { to, .. } => Some(*to),
            _ => None,
        }
    }

    fn joins(act: &Act) -> Option<RecordId> {
        match act {
            Act::DecideDuplicate { of, same: true } => Some(*of),
            _ => None,
        }
    }

    fn sentences(view: &mut HazardView) -> Vec<(&mut String, &mut String)> {
        let deadline = view.deadline.as_mut().map(|deadline| &mut deadline.why);
        let whys = deadline.into_iter().chain([&mut view.grade.why]);
        let whys = whys.map(|why| (&mut why.zh, &mut why.en));
        whys.chain([(&mut view.next.zh, &mut view.next.en)]).collect()
    }

    fn succeed(view: &mut HazardView, tree: &OrgTree, today: Day) {
        succession::succeed(view, tree, today);
    }

    fn is_in_charge(post: Scope, view: &HazardView) -> bool {
        rights::is_in_charge(post, view)
    }
}

/// Whether somebody who looks after the record looked into what was said.
fn looks_into(answer: &Act, proposal: &Act) -> bool {
    use Act::{Accept, AcceptTransfer, Close, Judge, Observe, RefuseTransfer};
    use Act::{Reinspect, Report, Return, SuspectMajor};
    match proposal {
        Report { .. } => {
            matches!(answer, Reinspect { .. } | Close { .. } | Accept {} | Return { .. })
        }
        Observe { .. } => matches!(answer, Reinspect { .. } | Close { .. }),
        SuspectMajor { .. } => matches!(answer, Judge { .. }),
        AcceptTransfer { offer } => {
            matches!(answer, RefuseTransfer { offer: other, .. } if other == offer)
        }
        RefuseTransfer { offer, .. } => {
            matches!(answer, AcceptTransfer { offer: other } if other == offer)
        }
        _ => false,
    }
}

/// Whether two acts of one sort are about the same thing: the same listing, request, offer, order,
/// other record or item.
fn is_of_same(one: &Act, other: &Act) -> bool {
    use Act::{AcceptTransfer, RefuseTransfer, SuspectDuplicate};
    use Act::{DecideDuplicate, DecideExtension, Delist, Implement, Plan, Serve};
    match (one, other) {
        (Delist { listing: a, .. }, Delist { listing: b, .. })
        | (DecideExtension { ask: a, .. }, DecideExtension { ask: b, .. })
        | (AcceptTransfer { offer: a }, AcceptTransfer { offer: b })
        | (RefuseTransfer { offer: a, .. }, RefuseTransfer { offer: b, .. })
        | (Serve { order: a, .. }, Serve { order: b, .. }) => a == b,
        (DecideDuplicate { of: a, .. }, DecideDuplicate { of: b, .. })
        | (SuspectDuplicate { of: a, .. }, SuspectDuplicate { of: b, .. }) => a == b,
        (Implement { item: a, .. }, Implement { item: b, .. }) => a == b,
        (Plan { item: a, .. }, Plan { item: b, .. }) => a == b,
        _ => true,
    }
}
