//! Gatherings (聚会) of a village: held once, with so many people.

use fangxian_protocol::id::{PersonId, Scope};
use serde::{Deserialize, Serialize};

use super::columns;
use crate::domain::column::Column;
use crate::domain::day::Day;
use crate::domain::face::Face;

use crate::domain::field::{self, Field, Shape};
use crate::domain::findings::Findings;
use crate::domain::history::History;
use crate::domain::judged::Judged;
use crate::domain::kind::Kind;
use crate::domain::listed::{Line, Listed, Order};
use crate::domain::offices::Verdict;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::speech::{Deed, Spoken};
use crate::domain::{clock, voiding};

/// 聚会
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sample {}

/// What may happen to one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SampleAct {
    /// It was held, with so many people.
    Hold {
        /// How many came.
        count: i64,
    },
    /// Entered by mistake.
    Void {
        /// Why.
        reason: String,
    },
}

/// What people see of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleView {
    /// What every record shows.
    pub face: Face,
    /// Where it stands.
    pub state: SampleState,
    /// The most people anyone counted.
    pub count: i64,
}

/// Where one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleState {
    /// It was held.
    Held,
    /// It was not.
    Void,
}

/// What its line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SampleLine {
    /// The most people anyone counted.
    pub(crate) count: i64,
}

impl Listed for Sample {
    const KIND: &'static str = Self::NAME;
    const ORDER: Order = Order::Newest;
    type State = SampleState;
    type More = SampleLine;
}

impl Kind for Sample {
    const NAME: &'static str = "sample";
    const LABEL: &'static str = "JH";
    const UNTITLED: (&'static str, &'static str) = ("say what it was for", "请写明为什么聚。");
    const FIELDS: &'static [Field] = &[Field::new(field::TITLE, Shape::TITLE, "名称", "title")];
    type Act = SampleAct;
    type View = SampleView;

    fn derive(record: &Record) -> SampleView {
        let mut said = Findings::default();
        let judged = Judged::of(record, |fact, role, alone| {
            Some(verdict(role, SampleAct::of(fact)?, alone))
        });
        let held = judged.said(|fact| matches!(SampleAct::of(fact), Some(SampleAct::Hold { .. })));
        let counts = held.iter().filter_map(|fact| match SampleAct::of(fact)? {
            SampleAct::Hold { count } => Some(*count),
            SampleAct::Void { .. } => None,
        });
        let count = counts.max().unwrap_or_default();
        let voids = judged.done(|fact| fact.body.is_void());
        let void = voiding::is_void(record, &judged.history, &voids, &held, &mut said);
        let proposals = judged.proposals(&mut said);
        clock::doubt(&judged.history, &mut said);
        let state = if void { SampleState::Void } else { SampleState::Held };
        SampleView { face: Face::of(record, said, proposals, void), state, count }
    }

    fn authorize(
        (person, role, _): (&PersonId, Role, Option<Scope>),
        act: &SampleAct,
        view: &SampleView,
    ) -> Verdict {
        verdict(role, act, view.face.is_only_of(person))
    }

    fn deed(_: &History<'_>, act: &SampleAct) -> Deed {
        match act {
            SampleAct::Hold { count } => Deed::stated(Spoken::new(
                format!("记下来了{count}人"),
                format!("noted that {count} people came"),
            )),
            SampleAct::Void { .. } => voiding::deed(),
        }
    }

    fn line(_: &Record, view: &SampleView) -> Option<Line> {
        let void = view.state == SampleState::Void;
        let more = SampleLine { count: view.count };
        Some(Line { void, ..Line::of::<Self>(view.state, &more) })
    }

    fn columns() -> &'static [Column<SampleView>] {
        columns::COLUMNS
    }

    fn explain(_: &Record, view: &SampleView, _: Day) -> Spoken {
        let count = view.count;
        Spoken::new(format!("这次来了{count}人。"), format!("{count} people came."))
    }

    fn decides(act: &SampleAct) -> bool {
        matches!(act, SampleAct::Void { .. })
    }

    fn begins(act: &SampleAct) -> bool {
        matches!(act, SampleAct::Hold { .. })
    }

    fn void(reason: String) -> SampleAct {
        SampleAct::Void { reason }
    }
}

/// Anyone may say that it was held.
fn verdict(role: Role, act: &SampleAct, alone: bool) -> Verdict {
    match act {
        SampleAct::Hold { .. } => Verdict::Allowed,
        SampleAct::Void { .. } => voiding::may(role, alone),
    }
}
