//! Drills as a kind of record: all that the shared rules ask of it.

use std::collections::BTreeSet;

use fangxian_protocol::id::{PersonId, RecordId, Scope};

use super::{DrillAct as Act, DrillLine, DrillState, DrillView, columns};
use crate::domain::column::Column;
use crate::domain::day::Day;
use crate::domain::face::Face;
use crate::domain::field::{self, BadField, Field, Shape};
use crate::domain::findings::{Findings, noticed};
use crate::domain::history::History;
use crate::domain::judged::Judged;
use crate::domain::kind::Kind;
use crate::domain::listed::{Line, Listed, Order};
use crate::domain::offices::Verdict;
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::speech::{Deed, Spoken, moment, on, paragraph};
use crate::domain::view::NoticeKind;
use crate::domain::{clock, voiding};

/// 演练
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drill {}

impl Listed for Drill {
    const KIND: &'static str = Self::NAME;
    const ORDER: Order = Order::Newest;
    type State = DrillState;
    type More = DrillLine;
}

impl Kind for Drill {
    const NAME: &'static str = "drill";
    const LABEL: &'static str = "YL";
    const UNTITLED: (&'static str, &'static str) = ("say what is drilled", "请写明演练什么。");
    const FIELDS: &'static [Field] = &[
        Field::new(field::TITLE, Shape::TITLE, "演练名称", "title"),
        Field::new(field::DESCRIPTION, Shape::LONG, "演练内容", "what is drilled"),
        Field::new(field::CATEGORY, Shape::SHORT, "演练形式", "form"),
        Field::new(field::ORGANISER, Shape::SHORT, "组织单位", "organiser"),
        Field::new(field::SITE, Shape::RecordId, "场所", "site"),
    ];
    type Act = Act;
    type View = DrillView;

    fn derive(record: &Record) -> DrillView {
        derive(record)
    }

    fn authorize(
        (person, role, _): (&PersonId, Role, Option<Scope>),
        act: &Act,
        view: &DrillView,
    ) -> Verdict {
        verdict(role, act, view.face.is_only_of(person))
    }

    fn must_see(act: &Act, earlier: &Act, _: &Record) -> bool {
        match act {
            Act::Plan { .. } => matches!(earlier, Act::Plan { .. }),
            Act::Hold { .. } => matches!(earlier, Act::Hold { .. }),
            Act::Find { .. } => false,
            Act::Void { .. } => true,
        }
    }

    fn deed(_: &History<'_>, act: &Act) -> Deed {
        let (zh, en) = match act {
            Act::Plan { day } => {
                (format!("计划在 {} 前演练", on(*day)), format!("planned it by {}", on(*day)))
            }
            Act::Hold { held_ms, count } => {
                let when = moment(*held_ms);
                (
                    format!("记下 {} 演练了,{count}人参加", when.zh),
                    format!("noted that it was held ({}) by {count} people", when.en),
                )
            }
            Act::Find { .. } => ("说演练里发现了问题".into(), "said what went wrong".into()),
            Act::Void { .. } => return voiding::deed(),
        };
        Deed::stated(Spoken::new(zh, en))
    }

    fn line(_: &Record, view: &DrillView) -> Option<Line> {
        let findings = view.findings.len() as u64;
        let more = DrillLine { planned: view.planned, count: view.count, findings };
        let day_ms = view.held_ms.or(view.planned.map(Day::start_ms));
        Some(Line {
            void: view.state == DrillState::Void,
            listed_ms: day_ms.unwrap_or_default(),
            category: view.face.text(field::CATEGORY).to_owned(),
            words: view.face.text(field::DESCRIPTION).to_owned(),
            ..Line::of::<Self>(view.state, &more)
        })
    }

    fn columns() -> &'static [Column<DrillView>] {
        columns::COLUMNS
    }

    fn explain(_: &Record, view: &DrillView, today: Day) -> Spoken {
        explain(view, today)
    }

    fn begins(act: &Act) -> bool {
        matches!(act, Act::Plan { .. } | Act::Hold { .. })
    }

    fn decides(act: &Act) -> bool {
        !matches!(act, Act::Find { .. })
    }

    fn check(act: &Act, _: RecordId) -> Result<(), BadField> {
        match act {
            Act::Hold { count: ..=0, .. } => {
                let (next, next_zh) = ("say how many took part", "请填有几个人参加。");
                Err(BadField::new("count", next, next_zh))
            }
            _ => Ok(()),
        }
    }

    fn void(reason: String) -> Act {
        Act::Void { reason }
    }

    fn own_words(act: &Act) -> Option<&str> {
        match act {
            Act::Find { text } => Some(text),
            Act::Void { reason } => Some(reason),
            _ => None,
        }
    }
}

/// Anyone may plan one, say that it was held and what went wrong.
fn verdict(role: Role, act: &Act, alone: bool) -> Verdict {
    match act {
        Act::Plan { .. } | Act::Hold { .. } | Act::Find { .. } => Verdict::Allowed,
        Act::Void { .. } => voiding::may(role, alone),
    }
}

/// What follows, whatever the order it arrived in: of what two people said apart counts what asks
/// for more, until somebody who saw both says again.
fn derive(record: &Record) -> DrillView {
    let mut said = Findings::default();
    let judged = Judged::of(record, |fact, role, alone| Some(verdict(role, Act::of(fact)?, alone)));
    let plans = judged.done(|fact| matches!(Act::of(fact), Some(Act::Plan { .. })));
    let planned =
        judged.history.standing(&plans).into_iter().filter_map(|fact| match Act::of(fact)? {
            Act::Plan { day } => Some(*day),
            _ => None,
        });
    let planned = planned.min();
    let holds = judged.done(|fact| matches!(Act::of(fact), Some(Act::Hold { .. })));
    let holds = judged.history.standing(&holds);
    let told = holds.iter().filter_map(|fact| match Act::of(fact)? {
        Act::Hold { held_ms, count } => Some((*held_ms, (*count).max(0))),
        _ => None,
    });
    let (held, counts): (BTreeSet<i64>, BTreeSet<i64>) = told.unzip();
    if counts.len() > 1 {
        let differ = Sentence::of_all(&holds, "记的参演人数不一样", "counted differently");
        let differ = differ.then("先按最少的算", "the fewest count");
        let ask = ("请当时在场的人核对后再记一次", "whoever was there is asked to count again");
        said.notice(NoticeKind::StatementsDiffer, &holds, differ.pleads(ask.0, ask.1));
    }
    let findings = judged.history.facts().filter_map(|fact| match Act::of(fact)? {
        Act::Find { text } => Some(text.clone()),
        _ => None,
    });
    let findings = findings.collect();
    let words = judged.said(|fact| Act::of(fact).is_some() && !fact.body.is_void());
    let voids = judged.done(|fact| fact.body.is_void());
    let state = match voiding::is_void(record, &judged.history, &voids, &words, &mut said) {
        true => DrillState::Void,
        false if held.is_empty() => DrillState::Planned,
        false => DrillState::Held,
    };
    let proposals = judged.proposals(&mut said);
    clock::doubt(&judged.history, &mut said);
    DrillView {
        face: Face::of(record, said, proposals, state == DrillState::Void),
        state,
        planned,
        held_ms: held.first().copied(),
        count: counts.first().copied(),
        findings,
    }
}

fn explain(view: &DrillView, today: Day) -> Spoken {
    let mut said = vec![match (view.state, view.planned) {
        (DrillState::Void, _) => {
            Spoken::new("这条演练登记错了(留底)。", "This drill was entered by mistake.")
        }
        (DrillState::Held, _) => {
            let when = view.held_ms.map_or_else(Spoken::default, moment);
            let count = view.count.unwrap_or_default();
            Spoken {
                zh: format!("这次演练 {} 办了,{count}人参加。", when.zh),
                en: format!("It was held ({}), {count} took part.", when.en),
            }
        }
        (DrillState::Planned, None) => Spoken::new("这次演练还没办。", "It was not held yet."),
        (DrillState::Planned, Some(day)) => {
            let late = day.days_until(today).max(0);
            let (zh, en) = match late {
                0 => (String::new(), String::new()),
                _ => (format!(",已经过了{late}天"), format!(", {late} days overdue")),
            };
            Spoken {
                zh: format!("这次演练计划在 {} 前办,还没办{zh}。", on(day)),
                en: format!("It is planned by {} and was not held yet{en}.", on(day)),
            }
        }
    }];
    if view.state == DrillState::Planned {
        said.push(Spoken::new(
            "下一步:组织演练,办完记下时间和人数。",
            "Next: hold it, then note when and how many took part.",
        ));
    }
    if !view.findings.is_empty() {
        let count = view.findings.len();
        said.push(Spoken {
            zh: format!("发现了{count}个问题。"),
            en: format!("{count} things went wrong."),
        });
    }
    said.extend(noticed(&view.face.notices));
    paragraph(said)
}
