//! What an act on a hazard must have seen.

use super::act::HazardAct as Act;
use super::act::ReinspectResult;

/// Whether the author of `act` must say they had `earlier` before them.
pub(super) fn must_see(act: &Act, earlier: &Act) -> bool {
    // Who is in charge tells what an act may do, and whether it came before a hand-over (43).
    let of_charge = act.is_of_charge() && earlier.is_transfer();
    of_charge || is_needed(act, earlier)
}

/// The same, apart from hand-overs.
fn is_needed(act: &Act, earlier: &Act) -> bool {
    match act {
        // A word of danger silences nothing. It names the report so that a slow clock shows (40).
        Act::Observe { danger: true, .. } | Act::SuspectMajor { .. } => {
            matches!(earlier, Act::Report { .. })
        }
        Act::Report { .. }
        | Act::Serve { .. }
        | Act::Progress { .. }
        | Act::AskExtension { .. }
        | Act::SuspectDuplicate { .. } => false,
        Act::Observe { danger: false, .. } => is_statement(earlier),
        Act::Accept {} | Act::Return { .. } => {
            matches!(earlier, Act::Accept {} | Act::Return { .. } | Act::Void { .. })
        }
        Act::Judge { .. } => {
            matches!(earlier, Act::Judge { .. } | Act::SuspectMajor { .. } | Act::Void { .. })
        }
        Act::Order { .. } => {
            is_deadline(earlier) || matches!(earlier, Act::Void { .. } | Act::Delist { .. })
        }
        Act::Assign { .. } => matches!(earlier, Act::Assign { .. }),
        Act::Implement { item, .. } => {
            matches!(earlier, Act::Implement { item: other, .. } if other == item)
        }
        Act::Plan { item, .. } => {
            matches!(earlier, Act::Plan { item: other, .. } if other == item)
        }
        Act::Claim { .. } => {
            matches!(earlier, Act::Claim { .. } | Act::Reinspect { .. } | Act::Order { .. })
        }
        Act::Reinspect { .. } => is_at_stake(earlier),
        Act::Close { .. } => is_at_stake(earlier) || matches!(earlier, Act::Delist { .. }),
        Act::List { .. } => matches!(earlier, Act::List { .. } | Act::Delist { .. }),
        Act::Delist { .. } => {
            is_statement(earlier)
                || matches!(
                    earlier,
                    Act::Judge { .. }
                        | Act::Progress { .. }
                        | Act::List { .. }
                        | Act::Delist { .. }
                        | Act::Close { .. }
                )
        }
        Act::DecideExtension { .. } => {
            is_deadline(earlier) || matches!(earlier, Act::AskExtension { .. } | Act::Delist { .. })
        }
        Act::OfferTransfer { .. } | Act::RefuseTransfer { .. } => earlier.is_transfer(),
        // What the unit before had decided stays decided; what it says later is a proposal.
        Act::AcceptTransfer { .. } => {
            earlier.is_transfer() || earlier.is_of_charge() || earlier.is_stricter()
        }
        Act::DecideDuplicate { of, .. } => match earlier {
            Act::SuspectDuplicate { of: other, .. } | Act::DecideDuplicate { of: other, .. } => {
                other == of
            }
            _ => false,
        },
        Act::Void { .. } => true,
    }
}

/// Somebody's word on whether it is dangerous.
fn is_statement(act: &Act) -> bool {
    match act {
        Act::Report { .. } | Act::Observe { .. } | Act::SuspectMajor { .. } => true,
        Act::Reinspect { result, .. } => *result != ReinspectResult::Pass,
        _ => false,
    }
}

/// What a close or a reinspection puts an end to.
fn is_at_stake(act: &Act) -> bool {
    is_statement(act)
        || matches!(
            act,
            Act::Judge { .. }
                | Act::Order { .. }
                | Act::Claim { .. }
                | Act::Reinspect { .. }
                | Act::Close { .. }
                | Act::List { .. }
                | Act::Void { .. }
        )
}

fn is_deadline(act: &Act) -> bool {
    matches!(act, Act::Order { .. } | Act::List { .. } | Act::DecideExtension { .. })
}
