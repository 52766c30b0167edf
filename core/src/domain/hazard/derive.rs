//! From everything known about a hazard to what people see of it: the merge law, in order.

use super::act::{HazardAct as Act, Mode};
use super::acts::Acts;
use super::beside::Beside;
use super::transfer;
use super::view::{HazardView, State};
use super::{closing, contest, deadline, duty, five, links, listing, next, outside, progress};
use crate::domain::face::Face;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::record::Record;
use crate::domain::view::Flag;
use crate::domain::{clock, described, field, proposals, voiding};

/// What follows from everything known about a hazard, whatever the order it arrived in.
pub fn derive(record: &Record) -> HazardView {
    derive_beside(record, Beside::default())
}

/// The same of a record that is looked at together with what is `beside` it.
pub(super) fn derive_beside(record: &Record, beside: Beside) -> HazardView {
    let mut said = Findings::default();
    let acts = Acts::of(record, beside, &mut said);
    let closing = closing::closing(record, &acts, &mut said);
    let void = is_void(record, &acts, &mut said);
    let underway = progress::state(&acts, &mut said);
    let state = match (void, closing.closed) {
        (true, _) => State::Void,
        (false, Some(_)) => State::Closed,
        (false, None) => underway,
    };
    let listings = listing::listings(&acts, &mut said);
    let deadline = deadline::deadline(&acts, &listings, &mut said);
    contest::contested(&acts, &mut said);
    let mode = deadline::mode(&acts, &mut said);
    let responsible = duty::responsible(&acts, &mut said);
    let (transfers, owners) = transfer::transfers(&acts, &mut said);
    let five = five::five(&acts, &mut said);
    let links = links::links(&acts, &mut said);
    let proposals = proposals::waiting(
        &acts.history,
        (&acts.beyond, &acts.unverified),
        (|fact: &Fact| acts.is_effective(fact), |fact: &Fact| acts.decides(fact)),
        |fact| closing.missed.contains(&fact.id),
        &mut said,
    );
    outside::explain(&acts, &mut said);
    clock::doubt(&acts.history, &mut said);
    let ended = matches!(state, State::Closed | State::Void);
    said.flag(Flag::StopWork, mode == Some(Mode::StopWork) && !ended);
    said.flag(Flag::ExtensionAsked, deadline::is_extension_asked(&acts) && !ended);
    let face = Face::of(record, said, proposals, ended);
    HazardView {
        site: described::text(record, field::SITE).parse().ok(),
        source: acts.source,
        state,
        next: next::next(state, (acts.is_major(), acts.ending), &face.flags, &face.proposals),
        face,
        rounds: progress::rounds(&acts),
        reinspected: progress::reinspected(&acts),
        plan: five::plan(&acts),
        grade: acts.grade,
        mode,
        ending: acts.ending,
        deadline,
        responsible,
        owners,
        five,
        listings,
        transfers,
        dangers: closing.dangers,
        closed: closing.closed.filter(|_| state == State::Closed),
        same_as: links.same,
        maybe_same_as: links.maybe,
        not_same_as: links.different,
    }
}

fn is_void(record: &Record, acts: &Acts<'_>, said: &mut Findings) -> bool {
    let voids = acts.done(|act| matches!(act, Act::Void { .. }));
    let answers = acts.done(|act| {
        matches!(
            act,
            Act::Accept {}
                | Act::Judge { .. }
                | Act::Order { .. }
                | Act::Reinspect { .. }
                | Act::Close { .. }
        )
    });
    voiding::is_void(record, &acts.history, &voids, &answers, said)
}
