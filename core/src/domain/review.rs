//! What an office says to a proposal it does not take up. Taking it up is doing the like.

use serde::{Deserialize, Serialize};

use fangxian_protocol::id::{FactId, Scope};

use super::fact::{Body, Fact};
use super::id_text;
use super::kinds::View;
use super::offices::{OFFICES, Verdict};
use super::person::Role;

/// An answer to a proposal of any kind of record (对提议的答复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ReviewAct {
    /// 不采纳: the proposal no longer waits. It stays in the history, and a word of danger in it
    /// stays one.
    DeclineProposal {
        /// Which.
        #[serde(with = "id_text")]
        proposal: FactId,
        /// Why.
        reason: String,
    },
}

impl ReviewAct {
    /// The proposal it answers.
    pub fn proposal(&self) -> FactId {
        let Self::DeclineProposal { proposal, .. } = self;
        *proposal
    }
}

/// Whether someone in `role`, from the unit of `post`, may do `act` to what they have on the
/// screen.
pub(crate) fn authorize(
    (role, post): (Role, Option<Scope>),
    act: &ReviewAct,
    view: &View,
) -> Verdict {
    let waiting = view.face().proposals.iter().find(|one| one.fact == act.proposal());
    let in_charge = post.is_none_or(|post| view.is_in_charge(post));
    verdict((role, in_charge), waiting.map(|one| one.needs.as_slice()))
}

/// Whoever may take a proposal up may decline it: of the unit in charge, or above it.
pub(crate) fn verdict((role, in_charge): (Role, bool), needs: Option<&[Role]>) -> Verdict {
    let needs = needs.filter(|needs| !needs.is_empty()).unwrap_or(&OFFICES);
    match Verdict::only(role, needs) {
        Verdict::Allowed if !in_charge => Verdict::Proposal { needs: needs.to_vec() },
        verdict => verdict,
    }
}

/// What a fact answers; `None` when it answers no proposal.
pub(crate) fn act(fact: &Fact) -> Option<&ReviewAct> {
    match &fact.body {
        Body::Review(act) => Some(act),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::centre::Reason;
    use crate::domain::hazard::{Grade, HazardAct, State};
    use crate::domain::testing::Story;
    use crate::domain::view::Flag;

    fn decline(proposal: FactId) -> Body {
        Body::Review(ReviewAct::DeclineProposal { proposal, reason: "已核对".into() })
    }

    #[test]
    fn situation_38_a_declined_proposal_waits_no_longer_and_danger_in_it_stays_danger() {
        let mut story = Story::hazard();
        let danger = story.grid("p-2").sees_danger();
        story.centre_doubts(&[danger], Reason::Revoked);
        story.township("p-3").body(decline(danger));
        let view = story.hazard_view();
        assert!(view.face.proposals.is_empty() && view.face.notices.is_empty());
        assert!(!view.face.flags.contains(&Flag::ProposalWaiting));
        assert!(view.dangers.contains(&danger));
    }

    #[test]
    fn only_who_may_take_a_proposal_up_may_decline_it() {
        let mut story = Story::hazard();
        story.department("p-6").judges(Grade::Major);
        let close = story.township("p-3").closes();
        story.village("p-5").body(decline(close));
        let view = story.hazard_view();
        assert_eq!(view.face.proposals.len(), 2, "the close, and the declining of it");
        let may = |role| story.may(role, "p-0", &decline(close));
        assert!(may(Role::Department) && !may(Role::Township));
        story.department("p-6").body(decline(close));
        let view = story.hazard_view();
        assert_eq!((view.face.proposals.len(), view.state), (0, State::Judged));
    }

    #[test]
    fn a_decline_that_is_itself_unverified_declines_nothing() {
        let mut story = Story::hazard();
        let close = story.village("p-5").closes();
        let answer = story.township("p-3").body(decline(close));
        story.centre_doubts(&[answer], Reason::Revoked);
        let view = story.hazard_view();
        assert_eq!(view.face.proposals.len(), 2);
        assert!(view.face.proposals.iter().any(|one| one.unverified.is_some()));
    }

    #[test]
    fn the_right_to_decline_is_that_of_the_proposal_declined() {
        let mut story = Story::hazard();
        let graver = story.township("p-3").judges(Grade::Major);
        let accept = story.village("p-5").says(HazardAct::Accept {});
        let may = |proposal| story.may(Role::Township, "p-0", &decline(proposal));
        assert_eq!((may(graver), may(accept)), (false, true));
    }
}
