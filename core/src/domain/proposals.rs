//! Acts beyond their author's role (P6): visible, without effect, waiting for those who may.

use std::mem::discriminant;

use super::fact::{Body, Fact};
use super::findings::Findings;
use super::history::History;
use super::person::Role;
use super::speech::{Spoken, office, who_when};
use super::story;
use super::view::{Flag, NoticeKind, Proposal};

/// The acts in `beyond` that nobody with the right has answered by doing the like, having seen
/// them. Each leaves a notice unless `explained` says another notice already tells of it.
pub(crate) fn waiting(
    history: &History<'_>,
    beyond: &[(&Fact, Vec<Role>)],
    effective: impl Fn(&Fact) -> bool,
    explained: impl Fn(&Fact) -> bool,
    findings: &mut Findings,
) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    let answers: Vec<&Fact> = history.facts().filter(|fact| effective(fact)).collect();
    for (fact, needs) in beyond {
        let answered = answers
            .iter()
            .any(|answer| history.saw(answer.id, fact.id) && is_like(&answer.body, &fact.body));
        if answered {
            continue;
        }
        let said = story::tell(fact);
        if !explained(fact) {
            findings.notice(NoticeKind::ActBeyondRole, &[fact], beyond_role(fact, needs));
        }
        proposals.push(Proposal {
            fact: fact.id,
            by: fact.by.clone(),
            role: fact.role,
            needs: needs.clone(),
            zh: said.zh,
            en: said.en,
        });
    }
    findings.flag(Flag::ProposalWaiting, !proposals.is_empty());
    proposals
}

/// Whether two facts say the same sort of thing happened.
fn is_like(one: &Body, other: &Body) -> bool {
    match (one, other) {
        (Body::Hazard(a), Body::Hazard(b)) => discriminant(a) == discriminant(b),
        (Body::Training(a), Body::Training(b)) => discriminant(a) == discriminant(b),
        (Body::Site(a), Body::Site(b)) => discriminant(a) == discriminant(b),
        (Body::Accident(a), Body::Accident(b)) => discriminant(a) == discriminant(b),
        _ => false,
    }
}

fn beyond_role(fact: &Fact, needs: &[Role]) -> Spoken {
    let (who, deed, whom) = (who_when(fact), story::deed(fact), office(needs));
    Spoken {
        zh: format!("{} {},这一步要{}定,先记为提议。", who.zh, deed.zh, whom.zh),
        en: format!(
            "{} {}; that is for {} to decide, so it is kept as a proposal.",
            who.en, deed.en, whom.en
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{HazardAct, Mode};
    use crate::domain::person::Role;
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn situation_38_an_act_beyond_ones_role_is_kept_shown_and_without_effect() {
        let mut story = Story::hazard();
        story.village("p-5").orders(Mode::ByDeadline, Some("2026-11-21"));
        let view = story.hazard_view();
        assert_eq!(view.deadline, None);
        assert_eq!(view.flags, flags([Flag::ProposalWaiting]));
        assert_eq!(kinds(&view.notices), [NoticeKind::ActBeyondRole]);
        assert_eq!(view.proposals[0].needs[0], Role::Township);
        assert!(view.notices[0].zh.contains("{p-5}") && view.notices[0].zh.contains("要镇里定"));
    }

    #[test]
    fn a_proposal_is_answered_by_the_like_from_someone_who_may_and_saw_it() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.village("p-5").says(HazardAct::Accept {});
        story.township("p-3").on(&before).says(HazardAct::Accept {});
        assert_eq!(story.hazard_view().proposals.len(), 1, "not seen yet");
        story.township("p-3").says(HazardAct::Accept {});
        assert!(story.hazard_view().proposals.is_empty());
    }
}
