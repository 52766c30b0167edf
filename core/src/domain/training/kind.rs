//! Training sessions as a kind of record: all that the shared rules ask of it.

use std::mem::discriminant;

use fangxian_protocol::id::{PersonId, RecordId, Scope};

use super::act::TrainingAct as Act;
use super::hours::can_be_planned;
use super::view::{TrainingLine, TrainingState, TrainingView};
use super::{columns, deed, derive, explain, rights};
use crate::domain::column::Column;
use crate::domain::day::Day;
use crate::domain::field::{self, BadField, Field, Shape};
use crate::domain::history::History;
use crate::domain::kind::Kind;
use crate::domain::listed::{Line, Listed, Order};
use crate::domain::offices::Verdict;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::speech::{Deed, Spoken};

/// How a headcount may have come about: 清点, 估算.
const HOW_COUNTED: [&str; 2] = ["counted", "estimated"];

/// 培训
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Training {}

impl Listed for Training {
    const KIND: &'static str = Self::NAME;
    const ORDER: Order = Order::Newest;
    const WITH_VOID: bool = true;
    type State = TrainingState;
    type More = TrainingLine;
}

impl Kind for Training {
    const NAME: &'static str = "training";
    const LABEL: &'static str = "PX";
    const UNTITLED: (&'static str, &'static str) =
        ("say what the training is about", "请写明培训什么。");
    const FIELDS: &'static [Field] = &[
        Field::new(field::TITLE, Shape::TITLE, "标题", "title"),
        Field::new(field::DESCRIPTION, Shape::LONG, "描述", "description"),
        Field::new(field::CATEGORY, Shape::SHORT, "培训类别", "category"),
        Field::new(field::LECTURER, Shape::SHORT, "讲师", "lecturer"),
        Field::new(field::ORGANISER, Shape::SHORT, "主办单位", "organiser"),
        Field::new(field::TOPICS, Shape::LONG, "培训内容", "topics"),
        Field::new(field::SITE, Shape::RecordId, "场所", "site"),
    ];
    type Act = Act;
    type View = TrainingView;

    fn derive(record: &Record) -> TrainingView {
        derive::derive(record)
    }

    fn authorize(
        (person, role, _): (&PersonId, Role, Option<Scope>),
        act: &Act,
        view: &TrainingView,
    ) -> Verdict {
        rights::verdict(role, act, view.face.is_only_of(person))
    }

    fn must_see(act: &Act, earlier: &Act, record: &Record) -> bool {
        rights::must_see(act, earlier, record)
    }

    fn deed(history: &History<'_>, act: &Act) -> Deed {
        deed::deed(history, act)
    }

    fn line(record: &Record, view: &TrainingView) -> Option<Line> {
        let more = TrainingLine {
            planned_ms: view.planned_ms,
            attendees: view.attended() as u64,
            person_minutes: view.person_minutes,
        };
        let first_ms = record.facts.values().map(|fact| fact.at_ms).min();
        let start_ms = view.planned_ms.map(|planned| planned.start_ms);
        Some(Line {
            void: view.state == TrainingState::Void,
            listed_ms: start_ms.or(first_ms).unwrap_or_default(),
            category: view.face.text(field::CATEGORY).to_owned(),
            ..Line::of::<Self>(view.state, &more)
        })
    }

    fn columns() -> &'static [Column<TrainingView>] {
        columns::COLUMNS
    }

    fn explain(_: &Record, view: &TrainingView, _: Day) -> Spoken {
        explain::explain(view)
    }

    fn begins(act: &Act) -> bool {
        matches!(act, Act::Schedule { .. })
    }

    fn decides(act: &Act) -> bool {
        match act {
            // A new plan takes the place of those that were seen.
            Act::Schedule { .. }
            | Act::DecideAttendance { .. }
            | Act::Archive {}
            | Act::Void { .. } => true,
            Act::SignIn { .. }
            | Act::SignOut { .. }
            | Act::Examine { .. }
            | Act::DisputeAttendance { .. }
            | Act::DeclareHeadcount { .. } => false,
        }
    }

    fn check(act: &Act, _: RecordId) -> Result<(), BadField> {
        let (field, next, next_zh) = match act {
            Act::Schedule { start_ms, end_ms } if end_ms <= start_ms => {
                ("end_ms", "set an end after the start", "结束时间要在开始之后,请重填。")
            }
            Act::Schedule { start_ms, end_ms } if !can_be_planned((*start_ms, *end_ms)) => (
                "end_ms",
                "one session lasts at most 16 hours: check the day, or open one for each day",
                "一次培训最多16个小时:请核对日期,办几天就建几次。",
            ),
            Act::DeclareHeadcount { method, .. } if !HOW_COUNTED.contains(&method.as_str()) => {
                ("method", "say counted or estimated", "请注明是清点的还是估计的。")
            }
            _ => return Ok(()),
        };
        Err(BadField::new(field, next, next_zh))
    }

    fn void(reason: String) -> Act {
        Act::Void { reason }
    }

    fn own_words(act: &Act) -> Option<&str> {
        match act {
            Act::DisputeAttendance { reason, .. } | Act::Void { reason } => Some(reason),
            _ => None,
        }
    }

    fn answers(answer: &Act, proposal: &Act) -> bool {
        let like = discriminant(answer) == discriminant(proposal);
        like && answer.attendee() == proposal.attendee()
    }
}
