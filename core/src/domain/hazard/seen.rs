//! What an act on a hazard must have seen.

use super::act::HazardAct as Act;
use super::act::ReinspectResult;

/// Whether the author of `act` must say they had `earlier` before them.
pub fn must_see(act: &Act, earlier: &Act) -> bool {
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
        Act::Order { .. } => is_deadline(earlier) || matches!(earlier, Act::Void { .. }),
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
        Act::Reinspect { .. } | Act::Close { .. } => is_at_stake(earlier),
        Act::List { .. } => matches!(earlier, Act::List { .. } | Act::Delist { .. }),
        Act::Delist { .. } => {
            is_statement(earlier)
                || matches!(
                    earlier,
                    Act::Judge { .. }
                        | Act::Progress { .. }
                        | Act::List { .. }
                        | Act::Delist { .. }
                )
        }
        Act::DecideExtension { .. } => {
            is_deadline(earlier) || matches!(earlier, Act::AskExtension { .. } | Act::Delist { .. })
        }
        Act::OfferTransfer { .. } | Act::AcceptTransfer { .. } | Act::RefuseTransfer { .. } => {
            is_transfer(earlier)
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

fn is_transfer(act: &Act) -> bool {
    matches!(
        act,
        Act::OfferTransfer { .. } | Act::AcceptTransfer { .. } | Act::RefuseTransfer { .. }
    )
}
