//! What other units made stricter (43): it counts, and the unit in charge is told whose it is.

use super::act::HazardAct as Act;
use super::acts::Acts;
use super::charge::unit_of;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::sentence::Sentence;
use crate::domain::speech::of_other_unit;
use crate::domain::story;
use crate::domain::view::NoticeKind;

/// One notice for each stricter word of a unit that is not in charge, until an office of the unit
/// in charge, or above it, has spoken with that word before it.
pub(super) fn explain(acts: &Acts<'_>, findings: &mut Findings) {
    let outside = |fact: &&Fact| unit_of(fact).is_some() && !acts.decides(fact);
    let stricter: Vec<&Fact> = acts.done(Act::is_stricter).into_iter().filter(outside).collect();
    if stricter.is_empty() {
        return;
    }
    let mut answers = acts.done(|act| act.is_of_charge() || act.is_stricter());
    answers.retain(|fact| unit_of(fact).is_some() && acts.decides(fact));
    let unanswered = acts.history.unseen_by(&answers);
    for fact in stricter.into_iter().filter(|fact| unanswered(fact)) {
        findings.notice(NoticeKind::OtherUnit, &[fact], counts(acts, fact));
    }
}

fn counts(acts: &Acts<'_>, fact: &Fact) -> Sentence {
    let (who, deed) = (of_other_unit(fact), story::deed(&acts.history, fact).did);
    let said = Sentence::of(format!("{} {}", who.zh, deed.zh), format!("{} {}", who.en, deed.en));
    said.then(
        "这条不归他们管,从严的先算数",
        "the record is not theirs to decide on, but what is stricter counts",
    )
    .pleads("请管这条的单位看过后定", "the unit in charge is asked to look at it")
}
