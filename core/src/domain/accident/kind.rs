//! Accidents as a kind of record: all that the shared rules ask of it.

use fangxian_protocol::id::{PersonId, Scope};

use super::act::AccidentAct as Act;
use super::view::{AccidentLine, AccidentState, AccidentView};
use super::{columns, deed, explain, rules};
use crate::domain::column::Column;
use crate::domain::day::Day;
use crate::domain::field::{self, Field, Shape};
use crate::domain::history::History;
use crate::domain::kind::Kind;
use crate::domain::listed::{Line, Listed, Order};
use crate::domain::offices::Verdict;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::speech::{Deed, Spoken};

/// 事故
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accident {}

impl Listed for Accident {
    const KIND: &'static str = Self::NAME;
    const ORDER: Order = Order::Newest;
    type State = AccidentState;
    type More = AccidentLine;
}

impl Kind for Accident {
    const NAME: &'static str = "accident";
    const LABEL: &'static str = "SG";
    const UNTITLED: (&'static str, &'static str) = ("say what happened", "请写明出了什么事。");
    const FIELDS: &'static [Field] = &[
        Field::new(field::TITLE, Shape::TITLE, "标题", "title"),
        Field::new(field::DESCRIPTION, Shape::LONG, "描述", "description"),
        Field::new(field::CATEGORY, Shape::SHORT, "事故类型", "accident type"),
        Field::new(field::SECTOR, Shape::SHORT, "行业", "sector"),
        Field::new(field::UNIT, Shape::SHORT, "事故单位", "unit"),
        Field::new(field::SITE, Shape::RecordId, "场所", "site"),
    ];
    type Act = Act;
    type View = AccidentView;

    fn derive(record: &Record) -> AccidentView {
        rules::derive(record)
    }

    fn authorize(
        (person, role, _): (&PersonId, Role, Option<Scope>),
        act: &Act,
        view: &AccidentView,
    ) -> Verdict {
        rules::verdict(role, act, view.face.is_only_of(person))
    }

    fn must_see(act: &Act, earlier: &Act, _: &Record) -> bool {
        rules::must_see(act, earlier)
    }

    fn deed(_: &History<'_>, act: &Act) -> Deed {
        deed::deed(act)
    }

    fn line(_: &Record, view: &AccidentView) -> Option<Line> {
        let (level, figures) = (view.level, view.figures);
        Some(Line {
            void: view.state == AccidentState::Void,
            listed_ms: view.occurred_ms.unwrap_or_default(),
            category: view.face.text(field::CATEGORY).to_owned(),
            words: view.face.text(field::DESCRIPTION).to_owned(),
            ..Line::of::<Self>(view.state, &AccidentLine { level, figures })
        })
    }

    fn columns() -> &'static [Column<AccidentView>] {
        columns::COLUMNS
    }

    fn explain(_: &Record, view: &AccidentView, _: Day) -> Spoken {
        explain::explain(view)
    }

    fn begins(act: &Act) -> bool {
        matches!(act, Act::Report { .. })
    }

    fn decides(act: &Act) -> bool {
        match act {
            Act::Supplement { .. } | Act::Void { .. } => true,
            Act::Report { .. } => false,
        }
    }

    fn void(reason: String) -> Act {
        Act::Void { reason }
    }

    fn own_words(act: &Act) -> Option<&str> {
        match act {
            Act::Void { reason } => Some(reason),
            _ => None,
        }
    }
}
