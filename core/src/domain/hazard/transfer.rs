//! Transfers: the owner stays until someone accepts; two acceptances make two owners.

use fangxian_protocol::id::{Division, FactId};

use super::act::HazardAct as Act;
use super::acts::Acts;
use super::charge::Taken;
use super::view::{Transfer, TransferState};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, NoticeKind};

/// The transfers offered, and the units that answer for the hazard.
pub(super) fn transfers(
    acts: &Acts<'_>,
    findings: &mut Findings,
) -> (Vec<Transfer>, Vec<Division>) {
    let taken = &acts.charge.taken;
    let mut transfers = Vec::new();
    for offer in acts.done(|act| matches!(act, Act::OfferTransfer { .. })) {
        let Some(Act::OfferTransfer { to, .. }) = Act::of(offer) else {
            continue;
        };
        let refusals = refusals(acts, offer.id);
        let state = if taken.iter().any(|one| one.offer.id == offer.id) {
            TransferState::Accepted
        } else {
            explain_difference(acts, offer, &refusals, findings);
            if refusals.is_empty() { TransferState::Pending } else { TransferState::Refused }
        };
        transfers.push(Transfer { offer: offer.id, to: *to, state });
    }
    let pending = transfers.iter().any(|transfer| {
        let late = |taken: &Taken<'_>| !acts.history.saw(transfer.offer, taken.acceptance.id);
        transfer.state == TransferState::Pending && !taken.iter().any(late)
    });
    findings.flag(Flag::InTransfer, pending);
    let owners = owners(acts, findings);
    (transfers, owners)
}

/// Says that one accepted and another refused the same offer without knowing of each other.
fn explain_difference(acts: &Acts<'_>, offer: &Fact, refusals: &[&Fact], findings: &mut Findings) {
    let accepted =
        acts.done(|act| matches!(act, Act::AcceptTransfer { offer: id } if *id == offer.id));
    let apart = accepted
        .into_iter()
        .find(|yes| refusals.iter().any(|no| acts.history.apart(yes.id, no.id)));
    let Some(yes) = apart else { return };
    let mut facts = vec![yes];
    facts.extend(refusals);
    let said = Sentence::of_all(&facts, "对接不接收说法不同", "differ on taking it over")
        .then("先由原单位负责", "the present owner answers for it")
        .pleads("请对方商定", "they are asked to agree");
    findings.flag(Flag::Disputed, true);
    findings.notice(NoticeKind::StatementsDiffer, &facts, said);
}

fn owners(acts: &Acts<'_>, findings: &mut Findings) -> Vec<Division> {
    let owners = acts.charge.owners();
    if owners.len() > 1 {
        let facts: Vec<&Fact> = acts.charge.last().map(|one| one.acceptance).collect();
        let said = Sentence::of_all(&facts, "都接收了这条隐患", "all took it over")
            .then("先由几家一起负责", "all answer for it")
            .pleads("请上级定一家", "their superior is asked to pick one");
        findings.flag(Flag::TwoResponsible, true);
        findings.notice(NoticeKind::AcceptedTwice, &facts, said);
    }
    owners
}

fn refusals<'a>(acts: &Acts<'a>, offer: FactId) -> Vec<&'a Fact> {
    acts.done(|act| matches!(act, Act::RefuseTransfer { offer: id, .. } if *id == offer))
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{HazardAct, TransferState};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};
    use fangxian_protocol::id::FactId;

    const B: &str = "990101101201";
    const C: &str = "990101101202";

    fn offer(to: &str) -> HazardAct {
        HazardAct::OfferTransfer { to: to.parse().unwrap(), reason: "属地".into() }
    }

    fn accept(offer: FactId) -> HazardAct {
        HazardAct::AcceptTransfer { offer }
    }

    fn owners(story: &Story) -> Vec<String> {
        story.hazard_view().owners.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn situation_11_the_owner_stays_until_someone_accepts_and_two_acceptances_make_two() {
        let mut story = Story::hazard();
        let before = story.screen();
        let to_b = story.township("p-3").says(offer(B));
        let to_c = story.township("p-4").on(&before).says(offer(C));
        let offered = story.screen();
        assert_eq!(owners(&story), ["990101101204"]);
        assert_eq!(story.hazard_view().face.flags, flags([Flag::InTransfer]));
        story.township("p-5").on(&offered).says(accept(to_b));
        assert_eq!(owners(&story), [B]);
        assert!(story.hazard_view().face.flags.is_empty(), "the other offer is stale");
        story.township("p-6").on(&offered).says(accept(to_c));
        let view = story.hazard_view();
        assert_eq!(owners(&story), [B, C]);
        assert_eq!(view.face.flags, flags([Flag::TwoResponsible]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::AcceptedTwice]);
        let again = story.district("p-7").says(offer(C));
        story.township("p-6").says(accept(again));
        assert_eq!(owners(&story), [C], "their superior picked one");
    }

    #[test]
    fn situation_11_an_acceptance_that_saw_the_first_one_comes_too_late() {
        for first in [0, 1] {
            let mut story = Story::hazard();
            let before = story.screen();
            let offers = [
                (B, story.township("p-3").says(offer(B))),
                (C, story.township("p-4").on(&before).says(offer(C))),
            ];
            story.township("p-5").says(accept(offers[first].1));
            story.township("p-6").says(accept(offers[1 - first].1));
            assert_eq!(owners(&story), [offers[first].0], "whichever offer has the smaller id");
        }
    }

    #[test]
    fn situation_12_a_note_made_during_a_transfer_travels_with_the_record() {
        let mut story = Story::hazard();
        let before = story.screen();
        let to_b = story.township("p-3").says(offer(B));
        story.township("p-5").says(accept(to_b));
        let claim = story.enterprise("p-8").on(&before).claims();
        let view = story.hazard_view();
        assert_eq!(view.rounds[0].claim, Some(claim));
        assert_eq!(view.transfers[0].state, TransferState::Accepted);
    }

    #[test]
    fn a_refusal_leaves_it_where_it_is_and_beats_an_acceptance_that_did_not_see_it() {
        let mut story = Story::hazard();
        let to_b = story.township("p-3").says(offer(B));
        let offered = story.screen();
        story
            .township("p-5")
            .says(HazardAct::RefuseTransfer { offer: to_b, reason: "不归我管".into() });
        assert_eq!(story.hazard_view().transfers[0].state, TransferState::Refused);
        story.township("p-6").on(&offered).says(accept(to_b));
        let view = story.hazard_view();
        assert_eq!(owners(&story), ["990101101204"]);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer]);
    }

    #[test]
    fn a_village_only_proposes_to_accept() {
        let mut story = Story::hazard();
        let to_b = story.township("p-3").says(offer(B));
        story.village("p-5").says(accept(to_b));
        assert_eq!(owners(&story), ["990101101204"]);
        assert_eq!(story.hazard_view().face.proposals.len(), 1);
    }
}
