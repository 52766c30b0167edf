//! Closing (P1, I3): a close counts only if it is within its author's role and saw every danger;
//! that of a major hazard, only once the photo that shows it put right is at the centre.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::act::{CloseKind, HazardAct as Act};
use super::acts::Acts;
use super::danger;
use super::proof::Proof;
use super::view::Closing;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::OFFICES;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::speech::moment;
use crate::domain::story;
use crate::domain::view::{Flag, NoticeKind};

/// How a hazard stands as to its end (办结情况).
pub(super) struct Outcome {
    /// The close that counts.
    pub(super) closed: Option<Closing>,
    /// Danger no close has answered.
    pub(super) dangers: Vec<FactId>,
    /// Closes that missed a danger, which the notice about them explains.
    pub(super) missed: Vec<FactId>,
}

/// Which close counts, which danger is unanswered, and what people said against each other.
pub(super) fn closing(record: &Record, acts: &Acts<'_>, findings: &mut Findings) -> Outcome {
    let at_stake = danger::at_stake(acts);
    let closes = acts.said(|act| matches!(act, Act::Close { .. }));
    let saw_all = acts.history.having_seen(&at_stake);
    let mut counting = closes.iter().filter(|close| acts.is_effective(close) && saw_all(close));
    let proof = Proof::of(record, acts);
    let first = counting.clone().next();
    if let Some(close) = counting.find(|close| proof.is_enough(close)) {
        return Outcome {
            closed: kind_of(close).map(|kind| Closing { fact: close.id, kind }),
            dangers: Vec::new(),
            missed: Vec::new(),
        };
    }
    if let Some(close) = first {
        proof.explain(close, findings);
    }
    let looks = acts.done(|act| matches!(act, Act::Reinspect { .. } | Act::Close { .. }));
    let (missed, explained) = explain_misses(acts, &looks, &closes, &at_stake, findings);
    explain_contradictions(acts, &looks, &explained, findings);
    let unanswered = (closes.iter())
        .filter(|close| acts.is_effective(close))
        .map(|close| acts.history.missed(close.id, &at_stake))
        .min_by_key(Vec::len)
        .unwrap_or(at_stake);
    Outcome { closed: None, dangers: unanswered.iter().map(|fact| fact.id).collect(), missed }
}

/// One notice for each close by an office that did not see a danger, until an office that had
/// both before it looks again. Gives those closes, and the dangers they missed.
fn explain_misses<'a>(
    acts: &Acts<'a>,
    looks: &[&'a Fact],
    closes: &[&'a Fact],
    at_stake: &[&'a Fact],
    findings: &mut Findings,
) -> (Vec<FactId>, Vec<&'a Fact>) {
    let (mut told, mut dangers) = (Vec::new(), Vec::new());
    let of_office =
        |close: &&&Fact| OFFICES.contains(&close.role) && !acts.unverified.contains(close.id);
    for close in closes.iter().filter(of_office) {
        let missed = acts.history.missed(close.id, at_stake);
        if missed.is_empty() {
            continue;
        }
        told.push(close.id);
        dangers.extend(&missed);
        if looked_again(acts, looks, close, &missed) {
            continue;
        }
        findings.flag(Flag::Disputed, true);
        let mut facts = vec![*close];
        facts.extend(&missed);
        findings.notice(NoticeKind::CloseMissedDanger, &facts, missed_danger(acts, close, &missed));
    }
    (told, dangers)
}

/// One notice when people who had not seen each other's word said "safe" and "dangerous".
fn explain_contradictions(
    acts: &Acts<'_>,
    looks: &[&Fact],
    explained: &[&Fact],
    findings: &mut Findings,
) {
    let (mut against, mut still) = (Vec::new(), Vec::new());
    let sightings = danger::sightings(acts);
    let explained = acts.history.among(explained);
    let unexplained: Vec<&Fact> =
        sightings.iter().filter(|fact| !explained(fact)).copied().collect();
    for clear in danger::all_clears(acts) {
        let looks = looks.iter().filter(|look| acts.history.saw(look.id, clear.id));
        let after: Vec<&Fact> = looks.copied().collect();
        let unanswered = acts.history.unseen_by(&after);
        let open =
            |sighting: &&&Fact| unanswered(sighting) && acts.history.apart(clear.id, sighting.id);
        let rivals: Vec<&Fact> = unexplained.iter().filter(open).copied().collect();
        if !rivals.is_empty() {
            against.push(clear);
            still.extend(rivals.iter().map(|fact| fact.id));
        }
    }
    let still: BTreeSet<FactId> = still.into_iter().collect();
    against.extend(sightings.iter().filter(|fact| still.contains(&fact.id)));
    if against.is_empty() {
        return;
    }
    findings.flag(Flag::Disputed, true);
    let said = Sentence::of_all(
        &against,
        "有的说危险已消除,有的说仍有危险",
        "differ on whether it is still dangerous",
    )
    .then("先按仍有危险处理", "it stays open")
    .asks(acts.who_looks(), "复查", "reinspect");
    findings.notice(NoticeKind::StatementsDiffer, &against, said);
}

/// An office that may looked again, with the close and the dangers before it.
fn looked_again(acts: &Acts<'_>, looks: &[&Fact], close: &Fact, dangers: &[&Fact]) -> bool {
    let saw_all = acts.history.having_seen(dangers);
    looks.iter().any(|look| acts.history.saw(look.id, close.id) && saw_all(look))
}

fn kind_of(close: &Fact) -> Option<CloseKind> {
    match Act::of(close) {
        Some(Act::Close { kind, .. }) => Some(*kind),
        _ => None,
    }
}

fn missed_danger(acts: &Acts<'_>, close: &Fact, missed: &[&Fact]) -> Sentence {
    let closed = moment(close.at_ms);
    let (zh, en) = (
        format!("{{{}}} {} 办结时没看到", close.by, closed.zh),
        format!("{{{}}} closed it ({}) without having seen that", close.by, closed.en),
    );
    let seen = missed.iter().rfind(|fact| danger::is_sighting(fact));
    let said = match seen.or(missed.last()) {
        Some(danger) => Sentence::did(danger, &story::deed(&acts.history, danger)).then(zh, en),
        None => Sentence::of(zh, en),
    };
    said.then("本条先不算办结", "it is not closed yet").asks(acts.who_looks(), "复查", "reinspect")
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{Grade, ReinspectResult, State};
    use crate::domain::person::Role;
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn a_close_that_saw_everything_closes() {
        let mut story = Story::hazard();
        story.grid("p-2").sees_danger();
        let close = story.township("p-3").closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed);
        assert_eq!(view.closed.map(|closed| closed.fact), Some(close));
        assert!(
            view.face.notices.is_empty() && view.face.flags.is_empty() && view.dangers.is_empty()
        );
    }

    #[test]
    fn situation_1_a_close_does_not_silence_a_danger_it_did_not_see() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        let danger = story.grid("p-2").on(&before).sees_danger();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported, "what it would be without the close");
        assert_eq!(view.face.flags, flags([Flag::Disputed]));
        assert_eq!(view.dangers, [danger]);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::CloseMissedDanger]);
        assert_eq!(
            view.face.notices[0].zh,
            "{p-2} {@2026-11-20 08:03} 看到仍有危险,{p-3} {@2026-11-20 08:02} 办结时没看到,\
             本条先不算办结,请镇里复查。"
        );
        assert!(view.next.who.contains(&Role::Township) && view.next.zh.contains("复查"));
    }

    #[test]
    fn situation_1_a_failed_reinspection_unseen_by_the_close_keeps_it_open() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        story.township("p-4").on(&before).reinspects(ReinspectResult::Fail);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Rectifying);
        assert!(view.face.flags.contains(&Flag::Disputed));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::CloseMissedDanger]);
    }

    #[test]
    fn situation_1_a_village_close_is_a_proposal_and_the_contradiction_is_shown() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.village("p-5").closes();
        story.grid("p-2").on(&before).sees_danger();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert_eq!(view.face.flags, flags([Flag::Disputed, Flag::ProposalWaiting]));
        assert_eq!(
            kinds(&view.face.notices),
            [NoticeKind::StatementsDiffer, NoticeKind::ActBeyondRole]
        );
    }

    #[test]
    fn situation_1_gone_and_still_there_said_apart_is_disputed() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.grid("p-1").sees_safety();
        story.grid("p-2").on(&before).sees_danger();
        let view = story.hazard_view();
        assert_eq!(view.face.flags, flags([Flag::Disputed]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer]);
        story.township("p-3").reinspects(ReinspectResult::Fail);
        assert!(story.hazard_view().face.flags.is_empty(), "the township looked");
    }

    #[test]
    fn gone_after_still_there_is_no_dispute_and_closes_nothing() {
        let mut story = Story::hazard();
        story.grid("p-2").sees_danger();
        story.grid("p-1").sees_safety();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }

    #[test]
    fn situation_2_a_danger_that_arrives_later_reopens_and_one_tap_closes_again() {
        let mut story = Story::hazard();
        let offline = story.screen();
        story.township("p-3").closes();
        assert_eq!(story.hazard_view().state, State::Closed);
        story.grid("p-1").on(&offline).sees_danger();
        assert_eq!(story.hazard_view().state, State::Reported);
        story.township("p-3").closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed);
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }

    #[test]
    fn a_danger_seen_after_the_close_reopens_too() {
        let mut story = Story::hazard();
        story.township("p-3").closes();
        story.grid("p-1").sees_danger();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert!(view.face.flags.contains(&Flag::Disputed));
        story.township("p-3").reinspects(ReinspectResult::Fail);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Rectifying);
        assert!(view.face.flags.is_empty(), "the township looked and said so");
    }

    #[test]
    fn two_closes_do_not_add_up_to_one_that_saw_everything() {
        let mut story = Story::hazard();
        let start = story.screen();
        story.grid("p-1").sees_danger();
        let one = story.screen();
        let mut other = start;
        other.0.insert(story.grid("p-2").sees_danger());
        story.township("p-3").on(&one).closes();
        story.township("p-4").on(&other).closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert_eq!(view.dangers.len(), 1);
    }

    #[test]
    fn an_order_or_a_listing_unseen_by_the_close_keeps_it_open() {
        use crate::domain::hazard::Mode;
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        story.department("p-6").on(&before).orders(Mode::StopWork, None);
        let view = story.hazard_view();
        assert_eq!(view.state, State::Rectifying);
        assert!(view.face.flags.contains(&Flag::StopWork));
    }

    #[test]
    fn a_major_hazard_is_closed_by_the_department_not_the_township() {
        let mut story = Story::hazard();
        story.department("p-6").judges(Grade::Major);
        story.township("p-3").closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Judged);
        assert_eq!(view.face.flags, flags([Flag::ProposalWaiting]));
        assert_eq!(view.face.proposals[0].needs, [Role::Department, Role::District]);
        let photo = story.photo("after");
        story.arrives(photo);
        story.department("p-6").closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed);
        assert!(view.face.proposals.is_empty(), "answered");
    }

    #[test]
    fn suspicion_raised_apart_from_a_township_close_keeps_it_open_with_one_notice() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        story.grid("p-1").on(&before).suspects_major();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert!(view.face.flags.contains(&Flag::SuspectedMajor));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::CloseMissedDanger]);
        assert_eq!(view.face.proposals.len(), 1);
    }

    #[test]
    fn a_forged_close_that_claims_to_have_seen_the_future_in_a_circle_counts_for_nothing() {
        let mut story = Story::hazard();
        let close = story.township("p-3").closes();
        let danger = story.grid("p-1").sees_danger();
        story.record.facts.get_mut(&close).unwrap().seen.insert(danger);
        story.record.facts.get_mut(&danger).unwrap().seen.insert(close);
        assert_eq!(story.hazard_view().state, State::Reported);
    }
}
