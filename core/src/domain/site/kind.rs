//! Sites as a kind of record: all that the shared rules ask of it.

use std::mem::discriminant;

use fangxian_protocol::id::{PersonId, Scope};

use super::act::{SiteAct as Act, SiteStatus};
use super::view::{SiteLine, SiteView};
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

/// 场所
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Site {}

impl Listed for Site {
    const KIND: &'static str = Self::NAME;
    const ORDER: Order = Order::Village;
    type State = SiteStatus;
    type More = SiteLine;
}

impl Kind for Site {
    const NAME: &'static str = "site";
    const LABEL: &'static str = "CS";
    const TITLE: &'static str = field::NAME;
    const UNTITLED: (&'static str, &'static str) = ("give the site's name", "请填场所名称。");
    const FIELDS: &'static [Field] = &[
        Field::new(field::NAME, Shape::TITLE, "名称", "name"),
        Field::new(field::CATEGORY, Shape::SHORT, "场所类别", "category"),
        Field::new(field::SECTOR, Shape::SHORT, "行业", "sector"),
        Field::new(field::DESCRIPTION, Shape::LONG, "描述", "description"),
    ];
    type Act = Act;
    type View = SiteView;

    fn derive(record: &Record) -> SiteView {
        rules::derive(record)
    }

    fn authorize(
        (person, role, _): (&PersonId, Role, Option<Scope>),
        act: &Act,
        view: &SiteView,
    ) -> Verdict {
        rules::verdict(role, act, view.face.is_only_of(person))
    }

    fn must_see(act: &Act, earlier: &Act, _: &Record) -> bool {
        rules::must_see(act, earlier)
    }

    fn deed(_: &History<'_>, act: &Act) -> Deed {
        deed::deed(act)
    }

    fn line(_: &Record, view: &SiteView) -> Option<Line> {
        let more = SiteLine { working_while_closed: view.working_while_closed };
        Some(Line {
            void: view.void,
            category: view.face.text(field::CATEGORY).to_owned(),
            ..Line::of::<Self>(view.status, &more)
        })
    }

    fn columns() -> &'static [Column<SiteView>] {
        columns::COLUMNS
    }

    fn explain(_: &Record, view: &SiteView, _: Day) -> Spoken {
        explain::explain(view)
    }

    fn begins(act: &Act) -> bool {
        matches!(act, Act::Register {})
    }

    fn decides(act: &Act) -> bool {
        match act {
            Act::SetStatus { .. } | Act::Check { .. } | Act::Void { .. } => true,
            Act::Register {} | Act::Patrol { .. } => false,
        }
    }

    fn void(reason: String) -> Act {
        Act::Void { reason }
    }

    fn own_words(act: &Act) -> Option<&str> {
        match act {
            Act::Check { note, .. } => note.as_deref(),
            Act::Void { reason } => Some(reason),
            _ => None,
        }
    }

    fn answers(answer: &Act, proposal: &Act) -> bool {
        let like = discriminant(answer) == discriminant(proposal);
        let looked = matches!((answer, proposal), (Act::SetStatus { .. }, Act::Patrol { .. }));
        looked || (like && item(answer) == item(proposal))
    }
}

/// The line of the checklist that it answers.
fn item(act: &Act) -> Option<&str> {
    match act {
        Act::Check { item, .. } => Some(item),
        _ => None,
    }
}
