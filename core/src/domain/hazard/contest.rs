//! Decisions that exclude each other (49): the stricter holds, and one notice says so.

use super::act::{HazardAct as Act, Mode};
use super::acts::Acts;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::{at_least, rank};
use crate::domain::person::Role;
use crate::domain::sentence::Sentence;
use crate::domain::view::NoticeKind;

/// Says of every request for more time that was granted and refused by people who had not seen each
/// other's word that the refusal holds.
pub(super) fn contested(acts: &Acts<'_>, findings: &mut Findings) {
    for ask in acts.said(|act| matches!(act, Act::AskExtension { .. })) {
        let decided = acts
            .done(|act| matches!(act, Act::DecideExtension { ask: other, .. } if *other == ask.id));
        let standing = acts.history.standing(&decided);
        let is_grant = |fact: &&&Fact| {
            matches!(Act::of(fact), Some(Act::DecideExtension { granted: true, .. }))
        };
        let grants = standing.iter().filter(is_grant).count();
        if grants > 0 && grants < standing.len() {
            findings.notice(NoticeKind::StatementsDiffer, &standing, refusal_holds(&standing));
        }
    }
}

/// Says that of orders given apart the strictest holds.
pub(super) fn stricter_holds(facts: &[&Fact], mode: Mode) -> Sentence {
    Sentence::of_all(facts, "的要求宽严不同", "gave orders that differ")
        .then(
            format!("先按较严的“{}”办", mode.zh()),
            format!("the stricter, \"{}\", holds", mode.en()),
        )
        .asks(&roles(facts), "看过后重新定", "decide having seen both")
}

fn refusal_holds(facts: &[&Fact]) -> Sentence {
    Sentence::of_all(facts, "对延期有的批了、有的没批", "differ on granting more time")
        .then("先按不延期算", "it is not granted")
        .asks(&roles(facts), "看过后重新定", "decide having seen both")
}

/// The highest of those who said it: they may change what all of them decided.
fn roles(facts: &[&Fact]) -> Vec<Role> {
    let highest = facts.iter().map(|fact| fact.role).max_by_key(|role| rank(*role));
    highest.map(at_least).unwrap_or_default()
}
