//! Where a hazard stands, and the rounds of claim and reinspection it went through.

use super::act::{HazardAct as Act, ReinspectResult};
use super::acts::{Acts, act};
use super::danger;
use super::view::{Round, State};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::speech::{Spoken, people, who_when};
use crate::domain::view::{Flag, NoticeKind};

/// Where it stands while nobody has ended it.
pub(super) fn state(acts: &Acts<'_>, findings: &mut Findings) -> State {
    let looks = counting_looks(acts);
    let claims = waiting_claims(acts, &looks);
    claims_under_order(acts, &claims, findings);
    if !claims.is_empty() {
        return State::AwaitingReinspection;
    }
    if looks
        .iter()
        .any(|look| result(look) == Some(ReinspectResult::Pass))
    {
        return State::Passed;
    }
    let ordered = acts.done(|act| matches!(act, Act::Order { .. } | Act::Assign { .. }));
    if !looks.is_empty() || !ordered.is_empty() {
        return State::Rectifying;
    }
    if acts.grade.judged.is_some() {
        return State::Judged;
    }
    received(acts, findings)
}

/// Rounds of claim and reinspection, first to last.
pub(super) fn rounds(acts: &Acts<'_>) -> Vec<Round> {
    let claims = acts.done(|act| matches!(act, Act::Claim { .. }));
    let looks = acts.done(|act| matches!(act, Act::Reinspect { .. }));
    let mut rounds = Vec::new();
    for fact in acts.history.facts() {
        if claims.contains(&fact) {
            let look = looks.iter().find(|look| acts.history.saw(look.id, fact.id));
            let result = look.and_then(|look| Some((look.id, result(look)?)));
            rounds.push(Round {
                claim: Some(fact.id),
                result,
            });
        } else if looks.contains(&fact) {
            let answers = claims
                .iter()
                .any(|claim| acts.history.saw(fact.id, claim.id));
            let found = result(fact).filter(|_| !answers);
            rounds.extend(found.map(|result| Round {
                claim: None,
                result: Some((fact.id, result)),
            }));
        }
    }
    rounds
}

/// Reinspections that count: all that found danger, and those that found none and had seen every
/// danger.
fn counting_looks<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    let dangers = danger::dangers(acts);
    let mut looks = acts.done(|act| matches!(act, Act::Reinspect { .. }));
    looks.retain(|look| {
        result(look) != Some(ReinspectResult::Pass)
            || acts.history.missed(look.id, &dangers).is_empty()
    });
    looks
}

/// Claims nobody has looked into yet.
fn waiting_claims<'a>(acts: &Acts<'a>, looks: &[&Fact]) -> Vec<&'a Fact> {
    let mut claims = acts.done(|act| matches!(act, Act::Claim { .. }));
    claims.retain(|claim| !looks.iter().any(|look| acts.history.saw(look.id, claim.id)));
    claims
}

/// A claim made without knowing of an order waits under it (3).
fn claims_under_order(acts: &Acts<'_>, claims: &[&Fact], findings: &mut Findings) {
    let orders = acts.done(|act| matches!(act, Act::Order { .. }));
    for claim in claims {
        let unseen = orders
            .iter()
            .filter(|order| acts.history.apart(claim.id, order.id));
        let unseen: Vec<&Fact> = unseen.copied().collect();
        let Some(order) = unseen.last() else { continue };
        let (who, by) = (who_when(claim), who_when(order));
        let said = Spoken {
            zh: format!(
                "{} 说改完时还没看到 {} 的要求,要求照样有效,等镇里复查。",
                who.zh, by.zh
            ),
            en: format!(
                "{} claimed the work done without having seen the order by {}; the order stands \
                 and the claim waits for reinspection.",
                who.en, by.en
            ),
        };
        let mut facts = vec![*claim];
        facts.extend(&unseen);
        findings.notice(NoticeKind::ClaimUnderOrder, &facts, said);
    }
}

/// Taken on, or sent back: taken on wins, because then someone looks after it.
fn received(acts: &Acts<'_>, findings: &mut Findings) -> State {
    let words = acts.done(|act| matches!(act, Act::Accept {} | Act::Return { .. }));
    let standing = acts.history.standing(&words);
    let is_accept = |fact: &&&Fact| matches!(act(fact), Some(Act::Accept {}));
    let accepted = standing.iter().filter(is_accept).count();
    if accepted > 0 && accepted < standing.len() {
        let who = people(&standing);
        let said = Spoken {
            zh: format!(
                "{} 有的受理了、有的退回了,先按已受理办,请镇里说一声。",
                who.zh
            ),
            en: format!(
                "{} differ on taking it on; it counts as accepted until the township says \
                 otherwise.",
                who.en
            ),
        };
        findings.flag(Flag::Disputed, true);
        findings.notice(NoticeKind::StatementsDiffer, &standing, said);
    }
    match (accepted, standing.len()) {
        (_, 0) => State::Reported,
        (0, _) => State::Returned,
        _ => State::Accepted,
    }
}

fn result(look: &Fact) -> Option<ReinspectResult> {
    match act(look) {
        Some(Act::Reinspect { result, .. }) => Some(*result),
        _ => None,
    }
}
