//! Whether an order asks for more than what is ordered (43): then it counts from any unit.

use super::act::HazardAct as Act;
use super::acts::Acts;
use super::deadline::{day_of, is_granted, mode_of, refused, unmoved};
use super::listing;
use super::rights::asks_for_more;
use crate::domain::fact::Fact;

/// Whether an order asks for more than what its author had before them: an earlier day, or a
/// stricter way.
pub(super) fn is_stricter(acts: &Acts<'_>, order: &Fact) -> bool {
    let Some(Act::Order { mode, deadline, .. }) = Act::of(order) else { return false };
    let seen: Vec<&Fact> =
        acts.history.seen_by(order.id).filter(|fact| acts.is_effective(fact)).collect();
    let orders: Vec<&Fact> = seen.iter().filter(|fact| mode_of(fact).is_some()).copied().collect();
    let modes = unmoved(acts, &orders).into_iter().filter_map(mode_of);
    // What stood when its author spoke still stands in the way, though it ended since.
    let without =
        |wanted: &dyn Fn(&Act) -> bool| !seen.iter().any(|fact| Act::of(fact).is_some_and(wanted));
    let ended = listing::ended_by(acts, &seen);
    let in_force = |fact: &Fact| match Act::of(fact) {
        Some(Act::List { .. }) => !ended.contains(&fact.id),
        Some(Act::DecideExtension { ask, .. }) => {
            let refused = |act: &Act| refused(act) == Some(ask);
            is_granted(acts, fact) || without(&refused)
        }
        _ => true,
    };
    let setting: Vec<&Fact> = (seen.iter())
        .filter(|fact| Act::of(fact).is_some_and(Act::sets_deadline) && in_force(fact))
        .filter(|fact| day_of(acts, fact).is_some())
        .copied()
        .collect();
    let days = unmoved(acts, &setting).into_iter().filter_map(|fact| day_of(acts, fact));
    asks_for_more((*mode, *deadline), (modes.max(), days.min()))
}
