//! Acts that wait for someone with the right (P6): beyond their author's role, or unverified.

use super::centre::{Reason, Unverified};
use super::fact::Fact;
use super::findings::Findings;
use super::history::History;
use super::offices::rank;
use super::person::Role;
use super::sentence::Sentence;
use super::speech::{Spoken, of_other_unit, office};
use super::view::{Flag, NoticeKind, Proposal};
use super::{Verdict, review, story};

/// The acts in `beyond` that nobody with the right has answered: by doing the like, having seen
/// them, or by declining them. Only those it waits for can answer, of the unit in charge or above
/// it: `decides` tells. Each leaves a notice unless `explained` says another notice already
/// tells of it.
pub(crate) fn waiting(
    history: &History<'_>,
    (beyond, unverified): (&[(&Fact, Vec<Role>)], &Unverified),
    (effective, decides): (impl Fn(&Fact) -> bool, impl Fn(&Fact) -> bool),
    explained: impl Fn(&Fact) -> bool,
    findings: &mut Findings,
) -> Vec<Proposal> {
    let mut beyond = beyond.to_vec();
    let declined = declined(history, &mut beyond, (unverified, &decides));
    let mut proposals = Vec::new();
    let answers: Vec<&Fact> = history.facts().filter(|fact| effective(fact)).collect();
    for (fact, needs) in &beyond {
        let doubt = unverified.reason(fact.id);
        let answered = answers.iter().any(|answer| {
            let like = doubt.is_none() && answer.body.does_as_much(&fact.body);
            let may = like || needs.contains(&answer.role);
            may && decides(answer)
                && answer.body.answers(&fact.body)
                && history.saw(answer.id, fact.id)
        });
        if answered || declined.contains(&fact.id) {
            continue;
        }
        let said = story::propose(history, fact);
        let (kind, sentence, mark) = match doubt {
            Some(reason) => {
                let mark = Spoken::new("(未核实)", "(unverified) ");
                (NoticeKind::Unverified, doubted(history, fact, needs, reason), mark)
            }
            // An office that may, but not for this unit.
            None if needs.contains(&fact.role) => {
                (NoticeKind::OtherUnit, not_theirs(history, fact, needs), Spoken::default())
            }
            None => {
                (NoticeKind::ActBeyondRole, beyond_role(history, fact, needs), Spoken::default())
            }
        };
        if !explained(fact) {
            findings.notice(kind, &[fact], sentence);
        }
        proposals.push(Proposal {
            fact: fact.id,
            by: fact.by.clone(),
            role: fact.role,
            needs: needs.clone(),
            unverified: doubt,
            zh: mark.zh + &said.zh,
            en: mark.en + &said.en,
        });
    }
    findings.flag(Flag::ProposalWaiting, !proposals.is_empty());
    proposals
}

/// Whether an office declined what an unverified fact says, having seen it.
pub(crate) fn is_declined(history: &History<'_>, unverified: &Unverified, fact: &Fact) -> bool {
    let declines = |other: &Fact| review::act(other).is_some_and(|act| act.proposal() == fact.id);
    let may = |other: &Fact| rank(other.role) > 0 && !unverified.contains(other.id);
    let mut declining = history.facts().filter(|other| declines(other) && may(other));
    declining.any(|other| history.saw(other.id, fact.id))
}

/// The proposals that were declined by someone with the right. Other answers join the proposals.
fn declined<'a>(
    history: &History<'a>,
    beyond: &mut Vec<(&'a Fact, Vec<Role>)>,
    (unverified, decides): (&Unverified, &impl Fn(&Fact) -> bool),
) -> Vec<fangxian_protocol::id::FactId> {
    let mut declined = Vec::new();
    for fact in history.facts() {
        let Some(act) = review::act(fact) else { continue };
        let about = beyond.iter().find(|(waiting, _)| waiting.id == act.proposal());
        let needs = about.map(|(_, needs)| needs.clone());
        let in_charge = decides(fact) || unverified.contains(fact.id);
        let verdict =
            |role| review::verdict((role, in_charge), needs.as_deref()).told_of(role, fact.asked);
        match unverified.judge(fact, verdict) {
            Verdict::Allowed => declined.push(act.proposal()),
            Verdict::Proposal { needs } => beyond.push((fact, needs)),
        }
    }
    let moot: Vec<_> = beyond
        .iter()
        .filter(|(fact, _)| review::act(fact).is_some_and(|act| declined.contains(&act.proposal())))
        .map(|(fact, _)| fact.id)
        .collect();
    declined.extend(moot);
    declined
}

fn beyond_role(history: &History<'_>, fact: &Fact, needs: &[Role]) -> Sentence {
    let said = Sentence::wants(fact, &story::deed(history, fact));
    if needs.is_empty() {
        let (zh, en) = ("这一步不由他定,先记为提议", "that is not for them, so it is a proposal");
        return said.then(zh, en);
    }
    let whom = office(needs);
    said.then(
        format!("这一步要{}定,先记为提议", whom.zh),
        format!("that is for {} to decide, so it is kept as a proposal", whom.en),
    )
}

fn not_theirs(history: &History<'_>, fact: &Fact, needs: &[Role]) -> Sentence {
    let (who, deed, whom) = (of_other_unit(fact), story::deed(history, fact).wants, office(needs));
    let said = Sentence::of(format!("{} {}", who.zh, deed.zh), format!("{} {}", who.en, deed.en));
    said.then(
        format!("这条不归他们管,要管这条的{}定,先记为提议", whom.zh),
        format!(
            "the record is not theirs to decide on, so it is a proposal to {} in charge",
            whom.en
        ),
    )
}

fn doubted(history: &History<'_>, fact: &Fact, needs: &[Role], reason: Reason) -> Sentence {
    Sentence::wants(fact, &story::deed(history, fact))
        .then(format!("{},还没核实", reason.zh()), format!("{}, so it is unverified", reason.en()))
        .asks(needs, "认定", "take it up or decline it")
}

#[cfg(test)]
mod tests {
    use fangxian_protocol::id::PersonId;

    use crate::domain::accident::{AccidentAct, Figures};
    use crate::domain::centre::Reason;
    use crate::domain::fact::Body;
    use crate::domain::hazard::{Grade, HazardAct, Mode, ReinspectResult};
    use crate::domain::person::Role;
    use crate::domain::review::ReviewAct;
    use crate::domain::site::{SiteAct, SiteStatus};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::training::TrainingAct;
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn situation_38_an_act_beyond_ones_role_is_kept_shown_and_without_effect() {
        let mut story = Story::hazard();
        story.village("p-5").orders(Mode::ByDeadline, Some("2026-11-21"));
        let view = story.hazard_view();
        assert_eq!(view.deadline, None);
        assert_eq!(view.face.flags, flags([Flag::ProposalWaiting]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ActBeyondRole]);
        assert_eq!(view.face.proposals[0].needs[0], Role::Township);
        assert!(
            view.face.notices[0].zh.contains("{p-5}")
                && view.face.notices[0].zh.contains("要镇里定")
        );
    }

    #[test]
    fn a_proposal_is_answered_by_the_like_from_someone_who_may_and_saw_it() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.village("p-5").says(HazardAct::Accept {});
        story.township("p-3").on(&before).says(HazardAct::Accept {});
        assert_eq!(story.hazard_view().face.proposals.len(), 1, "not seen yet");
        story.township("p-3").says(HazardAct::Accept {});
        assert!(story.hazard_view().face.proposals.is_empty());
    }

    #[test]
    fn a_suspicion_beyond_ones_role_is_answered_by_judging_and_nothing_else() {
        let mut story = Story::hazard();
        let said = story.grid("p-2").suspects_major();
        story.centre_doubts(&[said], Reason::PostEnded);
        story.township("p-3").says(HazardAct::Accept {});
        assert_eq!(story.hazard_view().face.proposals.len(), 1, "taking it on judges nothing");
        story.department("p-6").judges(Grade::Ordinary);
        assert!(story.hazard_view().face.proposals.is_empty());
    }

    #[test]
    fn an_attendance_doubted_by_the_centre_is_answered_only_by_the_like() {
        let mut story = Story::of("training");
        let who: PersonId = "v-1".parse().unwrap();
        let decide =
            |valid| TrainingAct::DecideAttendance { attendee: "v-1".parse().unwrap(), valid };
        story.grid("p-1").says(TrainingAct::DisputeAttendance { attendee: who, reason: "".into() });
        story.village("p-5").says(decide(true));
        assert_eq!(story.training_view().face.proposals.len(), 1);
        story.township("p-3").says(TrainingAct::Archive {});
        assert_eq!(story.training_view().face.proposals.len(), 1, "archiving decides nothing");
        story.township("p-3").says(decide(false));
        assert!(story.training_view().face.proposals.is_empty());
    }

    #[test]
    fn only_the_proposal_that_was_declined_goes_away() {
        let mut story = Story::hazard();
        let first = story.village("p-5").orders(Mode::ByDeadline, Some("2026-11-21"));
        story.village("p-5").says(HazardAct::Accept {});
        let decline = ReviewAct::DeclineProposal { proposal: first, reason: "不合适".into() };
        story.township("p-3").body(Body::Review(decline));
        let view = story.hazard_view();
        assert_eq!(view.face.proposals.len(), 1);
        assert_ne!(view.face.proposals[0].fact, first);
    }

    #[test]
    fn one_declines_what_one_could_have_decided_whatever_else_is_waiting() {
        let mut story = Story::hazard();
        let graver = story.township("p-3").judges(Grade::Major);
        let taken_on = story.village("p-5").says(HazardAct::Accept {});
        assert_eq!(story.hazard_view().face.proposals.len(), 2);
        for (declined, left) in [(taken_on, 1), (graver, 2)] {
            let decline = ReviewAct::DeclineProposal { proposal: declined, reason: "".into() };
            story.township("p-4").body(Body::Review(decline));
            assert_eq!(story.hazard_view().face.proposals.len(), left);
        }
    }

    #[test]
    fn seen_working_beyond_doubt_or_recorded_anew_takes_up_what_was_said_of_a_site() {
        let status = || {
            let status = SiteStatus::Suspended;
            Body::Site(SiteAct::SetStatus { status })
        };
        let patrol = || Body::Site(SiteAct::Patrol { working: true });
        let void = || Body::Hazard(HazardAct::Void { reason: "".into() });
        assert!(!void().answers(&status()) && void().answers(&void()));
        assert!(status().answers(&status()) && status().answers(&patrol()));
        assert!(patrol().answers(&patrol()) && !patrol().answers(&status()));
    }

    #[test]
    fn a_word_the_centre_doubts_is_told_with_the_reason_and_taken_up_by_looking() {
        let mut story = Story::hazard();
        let seen = story.grid("p-2").sees_danger();
        story.centre_doubts(&[seen], Reason::PostEnded);
        let view = story.hazard_view();
        assert_eq!(kinds(&view.face.notices), [NoticeKind::Unverified]);
        assert!(
            view.face.notices[0].zh.contains("{p-2}")
                && view.face.notices[0].zh.contains("还没核实")
        );
        assert!(
            view.face.notices[0].en.contains("so it is unverified"),
            "{}",
            view.face.notices[0].en
        );
        story.township("p-3").says(HazardAct::Accept {});
        assert_eq!(story.hazard_view().face.proposals.len(), 1, "taking it on looks at nothing");
        story.township("p-3").reinspects(ReinspectResult::Fail);
        assert!(story.hazard_view().face.proposals.is_empty());
    }

    #[test]
    fn what_is_said_of_an_accident_is_taken_up_by_the_like() {
        let void = || Body::Accident(AccidentAct::Void { reason: "".into() });
        let figures = Figures::default();
        let report = Body::Accident(AccidentAct::Report { occurred_ms: 0, figures });
        assert!(void().answers(&void()) && !report.answers(&void()));
    }
}
