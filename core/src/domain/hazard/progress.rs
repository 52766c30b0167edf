//! Where a hazard stands, and the rounds of claim and reinspection it went through.

use super::act::{HazardAct as Act, ReinspectResult};
use super::acts::Acts;
use super::danger;
use super::view::{Finding, Round, State};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::who_when;
use crate::domain::view::{Flag, NoticeKind};

/// Where it stands while nobody has ended it.
pub(super) fn state(acts: &Acts<'_>, findings: &mut Findings) -> State {
    let looks = counting_looks(acts);
    let claims = waiting_claims(acts, &looks);
    claims_under_order(acts, &claims, findings);
    if !claims.is_empty() {
        return State::AwaitingReinspection;
    }
    if looks.iter().any(|look| result(look) == Some(ReinspectResult::Pass)) {
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
    for fact in acts.done(|act| matches!(act, Act::Claim { .. } | Act::Reinspect { .. })) {
        if matches!(Act::of(fact), Some(Act::Claim { .. })) {
            let look = looks.iter().find(|look| acts.history.saw(look.id, fact.id));
            let result = look.and_then(|look| finding(look));
            rounds.push(Round { claim: Some(fact.id), result });
        } else {
            let answers = claims.iter().any(|claim| acts.history.saw(fact.id, claim.id));
            let found = finding(fact).filter(|_| !answers);
            rounds.extend(found.map(|found| Round { claim: None, result: Some(found) }));
        }
    }
    rounds
}

/// What was found by whoever looked last.
pub(super) fn reinspected(acts: &Acts<'_>) -> Option<Finding> {
    let looks = acts.done(|act| matches!(act, Act::Reinspect { .. }));
    looks.last().and_then(|look| finding(look))
}

/// Reinspections that count: all that found danger, and those that found none and had seen every
/// danger.
fn counting_looks<'a>(acts: &Acts<'a>) -> Vec<&'a Fact> {
    let saw_all = acts.history.having_seen(&danger::dangers(acts));
    let mut looks = acts.done(|act| matches!(act, Act::Reinspect { .. }));
    looks.retain(|look| result(look) != Some(ReinspectResult::Pass) || saw_all(look));
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
        let unseen = orders.iter().filter(|order| acts.history.apart(claim.id, order.id));
        let unseen: Vec<&Fact> = unseen.copied().collect();
        let Some(order) = unseen.last() else { continue };
        let by = who_when(order);
        let said = Sentence::by(
            claim,
            &format!("说改完时还没看到 {} 的要求", by.zh),
            &format!("claimed the work done without having seen the order by {}", by.en),
        )
        .then("要求照样有效", "the order stands")
        .asks(acts.who_looks(), "复查", "reinspect");
        let mut facts = vec![*claim];
        facts.extend(&unseen);
        findings.notice(NoticeKind::ClaimUnderOrder, &facts, said);
    }
}

/// Taken on, or sent back: taken on wins, because then someone looks after it.
fn received(acts: &Acts<'_>, findings: &mut Findings) -> State {
    let words = acts.done(|act| matches!(act, Act::Accept {} | Act::Return { .. }));
    let standing = acts.history.standing(&words);
    let is_accept = |fact: &&&Fact| matches!(Act::of(fact), Some(Act::Accept {}));
    let accepted = standing.iter().filter(is_accept).count();
    if accepted > 0 && accepted < standing.len() {
        let said = Sentence::of_all(&standing, "有的受理了、有的退回了", "differ on taking it on")
            .then("先按已受理办", "it counts as accepted")
            .asks(&OFFICES, "说一声受不受理", "say whether it is");
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
    match Act::of(look) {
        Some(Act::Reinspect { result, .. }) => Some(*result),
        _ => None,
    }
}

fn finding(look: &Fact) -> Option<Finding> {
    result(look).map(|result| Finding { fact: look.id, result })
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{Grade, HazardAct, Mode, ReinspectResult, State};
    use crate::domain::testing::{Story, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn a_hazard_walks_from_report_to_close() {
        let mut story = Story::hazard();
        let mut states = vec![story.hazard_view().state];
        let steps: [fn(&mut Story); 9] = [
            |story| {
                _ = story.township("p-3").says(HazardAct::Return { reason: "缺照片".into() })
            },
            |story| _ = story.township("p-3").says(HazardAct::Accept {}),
            |story| _ = story.township("p-3").judges(Grade::Ordinary),
            |story| _ = story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-23")),
            |story| _ = story.enterprise("p-8").claims(),
            |story| _ = story.township("p-3").reinspects(ReinspectResult::Fail),
            |story| _ = story.enterprise("p-8").claims(),
            |story| _ = story.township("p-3").reinspects(ReinspectResult::Pass),
            |story| _ = story.township("p-3").closes(),
        ];
        for step in steps {
            step(&mut story);
            states.push(story.hazard_view().state);
        }
        let expected = [
            State::Reported,
            State::Returned,
            State::Accepted,
            State::Judged,
            State::Rectifying,
            State::AwaitingReinspection,
            State::Rectifying,
            State::AwaitingReinspection,
            State::Passed,
            State::Closed,
        ];
        assert_eq!(states, expected);
        let view = story.hazard_view();
        assert!(
            view.face.notices.is_empty() && view.face.flags.is_empty(),
            "{:?}",
            view.face.notices
        );
        let results: Vec<_> =
            view.rounds.iter().map(|round| round.result.unwrap().result).collect();
        assert_eq!(results, [ReinspectResult::Fail, ReinspectResult::Pass]);
    }

    #[test]
    fn situation_3_a_claim_that_did_not_see_the_order_waits_under_it() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.department("p-6").orders(Mode::StopWork, None);
        story.enterprise("p-8").on(&before).claims();
        let view = story.hazard_view();
        assert_eq!(view.state, State::AwaitingReinspection);
        assert!(view.face.flags.contains(&Flag::StopWork));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ClaimUnderOrder]);
    }

    #[test]
    fn a_pass_that_missed_a_danger_leaves_the_claim_waiting() {
        let mut story = Story::hazard();
        story.enterprise("p-8").claims();
        let before = story.screen();
        story.township("p-3").reinspects(ReinspectResult::Pass);
        story.grid("p-1").on(&before).sees_danger();
        let view = story.hazard_view();
        assert_eq!(view.state, State::AwaitingReinspection);
        assert!(view.face.flags.contains(&Flag::Disputed));
    }

    #[test]
    fn a_village_that_reinspects_observes() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        story.village("p-5").on(&before).reinspects(ReinspectResult::Fail);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported, "its word of danger counts, its decision does not");
        assert!(view.face.flags.contains(&Flag::ProposalWaiting));
    }

    #[test]
    fn taken_on_and_sent_back_apart_is_taken_on_and_said_to_be_in_doubt() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").says(HazardAct::Accept {});
        let view = story.hazard_view();
        assert!(
            view.face.notices.is_empty() && view.face.flags.is_empty(),
            "{:?}",
            view.face.notices
        );
        let back = || HazardAct::Return { reason: "缺照片".into() };
        story.township("p-4").on(&before).says(back());
        let view = story.hazard_view();
        assert_eq!(view.state, State::Accepted);
        assert!(view.face.flags.contains(&Flag::Disputed));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer]);
        story.township("p-4").says(back());
        let view = story.hazard_view();
        assert_eq!((view.state, kinds(&view.face.notices)), (State::Returned, vec![]));
    }

    #[test]
    fn a_void_hazard_is_void_and_an_open_one_is_not() {
        let mut story = Story::hazard();
        assert!(!story.hazard_view().is_void());
        story.grid("p-1").voids();
        assert!(story.hazard_view().is_void());
    }
}
