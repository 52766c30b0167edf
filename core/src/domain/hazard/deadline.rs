//! Deadlines (P3): the earliest that stands holds; only someone who saw it may move it.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::act::{HazardAct as Act, Mode};
use super::acts::Acts;
use super::contest;
use super::view::{Deadline, Listing, OtherDay};
use crate::domain::day::Day;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::{at_least, rank};
use crate::domain::person::Role;
use crate::domain::sentence::Sentence;
use crate::domain::speech::{Spoken, on};
use crate::domain::view::NoticeKind;

impl Act {
    /// Whether this act may set a deadline (时限).
    pub(super) fn sets_deadline(&self) -> bool {
        match self {
            Self::Order { .. } | Self::List { .. } => true,
            Self::DecideExtension { granted, .. } => *granted,
            _ => false,
        }
    }
}

/// The day it must be done by: the earliest of those that stand.
pub(super) fn deadline(
    acts: &Acts<'_>,
    listings: &[Listing],
    findings: &mut Findings,
) -> Option<Deadline> {
    let setting: Vec<(Day, &Fact)> = (acts.done(Act::sets_deadline).into_iter())
        .filter(|fact| is_in_force(acts, listings, fact))
        .filter_map(|fact| Some((day_of(acts, fact)?, fact)))
        .collect();
    let facts: Vec<&Fact> = setting.iter().map(|(_, fact)| *fact).collect();
    let unmoved = acts.history.among(&unmoved(acts, &facts));
    let mut standing: Vec<(Day, &Fact)> = setting;
    standing.retain(|(_, fact)| unmoved(fact));
    standing.sort_by_key(|(day, _)| *day);
    let (day, fact) = *standing.first()?;
    let rivals: Vec<&Fact> = (standing.iter())
        .filter(|(other, later)| *other != day && is_rival(acts, later, fact))
        .map(|(_, later)| *later)
        .collect();
    let mut set_by: Vec<_> = standing.iter().map(|(_, fact)| fact.role).collect();
    set_by.sort();
    set_by.dedup();
    if !rivals.is_empty() {
        let mut facts = vec![fact];
        facts.extend(rivals);
        findings.notice(
            NoticeKind::EarlierDeadlineHolds,
            &facts,
            earlier_holds(&facts, day, &set_by),
        );
    }
    Some(Deadline {
        day,
        why: why(fact),
        because: fact.id,
        others: (standing[1..].iter())
            .map(|(day, fact)| OtherDay { day: *day, because: fact.id })
            .collect(),
        set_by,
    })
}

/// The strictest order in force; one notice where orders given apart differ in how strict they are.
pub(super) fn mode(acts: &Acts<'_>, findings: &mut Findings) -> Option<Mode> {
    let standing: Vec<(Mode, &Fact)> = (standing_orders(acts).into_iter())
        .filter_map(|order| Some((mode_of(order)?, order)))
        .collect();
    let (mode, strictest) = standing.iter().copied().max_by_key(|(mode, _)| *mode)?;
    let milder = |(other, order): &&(Mode, &Fact)| {
        *other != mode && acts.history.apart(order.id, strictest.id)
    };
    let milder: Vec<&Fact> = standing.iter().filter(milder).map(|(_, order)| *order).collect();
    if !milder.is_empty() {
        let facts: Vec<&Fact> = std::iter::once(strictest).chain(milder).collect();
        findings.notice(
            NoticeKind::StatementsDiffer,
            &facts,
            contest::stricter_holds(&facts, mode),
        );
    }
    Some(mode)
}

/// The orders nobody replaced.
pub(super) fn standing_orders<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    unmoved(acts, &acts.done(|act| matches!(act, Act::Order { .. })))
}

/// Whether an extension was asked for and nobody decided.
pub(super) fn is_extension_asked(acts: &Acts<'_>) -> bool {
    let asks = acts.said(|act| matches!(act, Act::AskExtension { .. }));
    let decided = acts.done(|act| matches!(act, Act::DecideExtension { .. }));
    let answered: Vec<FactId> = (decided.iter())
        .filter_map(|fact| match Act::of(fact)? {
            Act::DecideExtension { ask, .. } => Some(*ask),
            _ => None,
        })
        .collect();
    asks.iter().any(|ask| !answered.contains(&ask.id))
}

/// A listing's day ends with the listing.
fn is_in_force(acts: &Acts<'_>, listings: &[Listing], fact: &Fact) -> bool {
    match Act::of(fact) {
        Some(Act::List { .. }) => listings.iter().any(|listing| listing.fact == fact.id),
        _ => is_granted(acts, fact),
    }
}

/// A grant falls when the same request was refused by someone whose refusal it had not seen.
pub(super) fn is_granted(acts: &Acts<'_>, fact: &Fact) -> bool {
    let Some(Act::DecideExtension { ask, .. }) = Act::of(fact) else { return true };
    let refusals = acts.done(|act| refused(act) == Some(ask));
    acts.history.having_seen(&refusals)(fact)
}

/// The request an act refuses.
pub(super) fn refused(act: &Act) -> Option<&FactId> {
    match act {
        Act::DecideExtension { ask, granted: false, .. } => Some(ask),
        _ => None,
    }
}

pub(super) fn mode_of(order: &Fact) -> Option<Mode> {
    match Act::of(order) {
        Some(Act::Order { mode, .. }) => Some(*mode),
        _ => None,
    }
}

pub(super) fn day_of(acts: &Acts<'_>, fact: &Fact) -> Option<Day> {
    match Act::of(fact)? {
        Act::Order { deadline, .. } | Act::List { deadline, .. } => *deadline,
        Act::DecideExtension { ask, until, .. } => {
            until.or_else(|| match Act::of(acts.history.get(*ask)?)? {
                Act::AskExtension { until, .. } => Some(*until),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Those of `facts` that no other of them moves. An order or a granted extension of the unit in
/// charge moves what it saw of its equals and those below. A listing adds its own day and moves
/// nobody's, and so does an order of another unit.
pub(super) fn unmoved<'a>(acts: &Acts<'a>, facts: &[&'a Fact]) -> Vec<&'a Fact> {
    let moves =
        |fact: &&&Fact| !matches!(Act::of(fact), Some(Act::List { .. })) && acts.decides(fact);
    let mut standing = Vec::new();
    for height in facts.iter().map(|fact| rank(fact.role)).collect::<BTreeSet<u8>>() {
        let movers: Vec<&Fact> =
            facts.iter().filter(moves).filter(|fact| rank(fact.role) >= height).copied().collect();
        let stands = acts.history.unseen_by(&movers);
        standing
            .extend(facts.iter().filter(|fact| rank(fact.role) == height && stands(fact)).copied());
    }
    standing
}

/// A later day its author set without knowing of the earlier, or without the right to move it.
fn is_rival(acts: &Acts<'_>, other: &Fact, earliest: &Fact) -> bool {
    let tried = !matches!(Act::of(other), Some(Act::List { .. }))
        && acts.history.saw(other.id, earliest.id);
    tried || acts.history.apart(other.id, earliest.id)
}

/// Whoever may move every day that stands is asked.
fn earlier_holds(facts: &[&Fact], day: Day, set_by: &[Role]) -> Sentence {
    let highest = set_by.iter().copied().max_by_key(|role| rank(*role));
    Sentence::of_all(facts, "定的期限不同", "set different deadlines")
        .then(format!("先按较早的 {} 提醒", on(day)), format!("the earlier, {}, holds", on(day)))
        .asks(
            &at_least(highest.unwrap_or(Role::Township)),
            "看过后重新定",
            "set one, having seen both",
        )
}

fn why(fact: &Fact) -> Spoken {
    Sentence::by(fact, "定的", "set it")
        .then("是现在有效的最早一天", "it is the earliest day that stands")
        .spoken()
}

#[cfg(test)]
#[path = "deadline_tests.rs"]
mod tests;
