//! Transfers: the owner stays until someone accepts; two acceptances make two owners.

use fangxian_protocol::id::{Division, FactId};

use super::act::HazardAct as Act;
use super::acts::{Acts, act};
use super::view::{Transfer, TransferState};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::speech::{Spoken, people};
use crate::domain::view::{Flag, NoticeKind};

/// An offer with the acceptance that took it.
struct Taken<'a> {
    offer: &'a Fact,
    acceptance: &'a Fact,
    to: Division,
}

/// The transfers offered, and the units that answer for the hazard.
pub(super) fn transfers(
    acts: &Acts<'_>,
    home: Division,
    findings: &mut Findings,
) -> (Vec<Transfer>, Vec<Division>) {
    let offers = acts.done(|act| matches!(act, Act::OfferTransfer { .. }));
    let mut taken: Vec<Taken<'_>> = Vec::new();
    let mut transfers = Vec::new();
    for offer in offers {
        let Some(Act::OfferTransfer { to, .. }) = act(offer) else {
            continue;
        };
        let acceptance = acceptance(acts, offer, &taken, findings);
        let state = match acceptance {
            Some(_) => TransferState::Accepted,
            None if !answers(acts, offer.id, false).is_empty() => TransferState::Refused,
            None => TransferState::Pending,
        };
        transfers.push(Transfer {
            offer: offer.id,
            to: *to,
            state,
        });
        taken.extend(acceptance.map(|acceptance| Taken {
            offer,
            acceptance,
            to: *to,
        }));
    }
    let pending = transfers.iter().any(|transfer| {
        let late = |taken: &Taken<'_>| !acts.history.saw(transfer.offer, taken.acceptance.id);
        transfer.state == TransferState::Pending && !taken.iter().any(late)
    });
    findings.flag(Flag::InTransfer, pending);
    let owners = owners(acts, &taken, home, findings);
    (transfers, owners)
}

/// The acceptance that takes `offer`: one that saw every refusal of it, and no rival acceptance
/// that the offer itself did not already know of.
fn acceptance<'a>(
    acts: &Acts<'a>,
    offer: &Fact,
    taken: &[Taken<'a>],
    findings: &mut Findings,
) -> Option<&'a Fact> {
    let refusals = answers(acts, offer.id, false);
    let accepted = answers(acts, offer.id, true);
    let valid = accepted.iter().find(|fact| {
        let late = |rival: &Taken<'_>| {
            acts.history.saw(fact.id, rival.acceptance.id)
                && !acts.history.saw(offer.id, rival.acceptance.id)
        };
        acts.history.missed(fact.id, &refusals).is_empty() && !taken.iter().any(late)
    });
    let apart = accepted
        .iter()
        .find(|yes| refusals.iter().any(|no| acts.history.apart(yes.id, no.id)));
    if let (None, Some(yes)) = (valid, apart) {
        let mut facts = vec![*yes];
        facts.extend(&refusals);
        let who = people(&facts);
        let said = Spoken {
            zh: format!("{} 对接不接收说法不同,先由原单位负责,请对方商定。", who.zh),
            en: format!(
                "{} differ on taking it over; the present owner answers for it until they agree.",
                who.en
            ),
        };
        findings.flag(Flag::Disputed, true);
        findings.notice(NoticeKind::StatementsDiffer, &facts, said);
    }
    valid.copied()
}

fn owners(
    acts: &Acts<'_>,
    taken: &[Taken<'_>],
    home: Division,
    findings: &mut Findings,
) -> Vec<Division> {
    let passed_on = |one: &Taken<'_>| {
        taken
            .iter()
            .any(|later| acts.history.saw(later.offer.id, one.acceptance.id))
    };
    let last: Vec<&Taken<'_>> = taken.iter().filter(|one| !passed_on(one)).collect();
    let mut owners: Vec<Division> = last.iter().map(|one| one.to).collect();
    owners.sort();
    owners.dedup();
    if owners.len() > 1 {
        let facts: Vec<&Fact> = last.iter().map(|one| one.acceptance).collect();
        let who = people(&facts);
        let said = Spoken {
            zh: format!(
                "{} 都接收了这条隐患,先由几家一起负责,请上级定一家。",
                who.zh
            ),
            en: format!(
                "{} all took it over; all answer for it until their superior picks one.",
                who.en
            ),
        };
        findings.flag(Flag::TwoResponsible, true);
        findings.notice(NoticeKind::AcceptedTwice, &facts, said);
    }
    if owners.is_empty() {
        vec![home]
    } else {
        owners
    }
}

/// Acceptances, or refusals, of one offer.
fn answers<'a>(acts: &Acts<'a>, offer: FactId, accepted: bool) -> Vec<&'a Fact> {
    acts.done(|act| match act {
        Act::AcceptTransfer { offer: id } => accepted && *id == offer,
        Act::RefuseTransfer { offer: id, .. } => !accepted && *id == offer,
        _ => false,
    })
}
