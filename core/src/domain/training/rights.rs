//! Training: who may say what, and what an act must have seen.

use fangxian_protocol::id::PersonId;

use super::act::TrainingAct as Act;
use crate::domain::fact::Body;
use crate::domain::offices::{OFFICES, Verdict};
use crate::domain::person::Role;
use crate::domain::record::Record;
use crate::domain::voiding;

/// Anyone may record who came. Settling a doubt about it takes an office above the village, which
/// did not hold the session itself.
pub(super) fn verdict(role: Role, act: &Act, alone: bool) -> Verdict {
    use Role::{Department, District, Enterprise, Township, Village};
    match act {
        Act::Schedule { .. }
        | Act::SignIn { .. }
        | Act::SignOut { .. }
        | Act::Examine { .. }
        | Act::DisputeAttendance { .. }
        | Act::DeclareHeadcount { .. } => Verdict::Allowed,
        Act::DecideAttendance { .. } => Verdict::only(role, &OFFICES),
        Act::Archive {} => {
            Verdict::only(role, &[Village, Township, Department, District, Enterprise])
        }
        Act::Void { .. } => voiding::may(role, alone),
    }
}

/// Whether the author of `act` must say they had `earlier`, a fact of `record`, before them.
pub(super) fn must_see(act: &Act, earlier: &Act, record: &Record) -> bool {
    match act {
        Act::SignIn { .. }
        | Act::SignOut { .. }
        | Act::Examine { .. }
        | Act::DisputeAttendance { .. }
        | Act::DeclareHeadcount { .. } => false,
        Act::Schedule { .. } => matches!(earlier, Act::Schedule { .. }),
        Act::DecideAttendance { attendee, .. } => {
            concerns(earlier, record) == Some(attendee) && !matches!(earlier, Act::Examine { .. })
        }
        Act::Archive {} => matches!(earlier, Act::Archive {} | Act::Void { .. }),
        Act::Void { .. } => true,
    }
}

/// Whose attendance an act is about.
fn concerns<'a>(act: &'a Act, record: &'a Record) -> Option<&'a PersonId> {
    match act {
        Act::SignIn { attendee, .. }
        | Act::DisputeAttendance { attendee, .. }
        | Act::DecideAttendance { attendee, .. } => Some(attendee),
        Act::SignOut { sign_in, .. } => match &record.facts.get(sign_in)?.body {
            Body::Training(Act::SignIn { attendee, .. }) => Some(attendee),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{MORNING_MS, Story};
    use crate::domain::training::SignMethod;

    fn came(who: &str) -> Act {
        let (method, in_ms) = (SignMethod::Roster, MORNING_MS);
        Act::SignIn { attendee: who.parse().unwrap(), method, in_ms }
    }

    #[test]
    fn whoever_alone_recorded_a_session_may_void_it_and_nobody_else_below_an_office() {
        let mut story = Story::of("training");
        story.grid("p-1").says(came("v-1"));
        let void = Body::Training(Act::Void { reason: "重复".into() });
        let may = |role, person| story.may(role, person, &void);
        assert!(may(Role::Grid, "p-1") && !may(Role::Grid, "p-2"));
        assert!(may(Role::Township, "p-3"));
    }

    #[test]
    fn a_decision_names_what_was_said_of_that_attendance_and_no_exam() {
        let mut story = Story::of("training");
        let attendee = || "v-1".parse().unwrap();
        let own = story.grid("p-1").says(came("v-1"));
        story.grid("p-1").says(came("v-2"));
        let out_ms = MORNING_MS + 60_000;
        let left = story.grid("p-1").says(Act::SignOut { sign_in: own, out_ms });
        story.grid("p-1").says(Act::Examine {
            attendee: attendee(),
            score: 90,
            passed: true,
            paper: "v1".into(),
        });
        let decided = Act::DecideAttendance { attendee: attendee(), valid: true };
        let decided = story.township("p-3").says(decided);
        assert_eq!(story.record.facts[&decided].seen, [own, left].into());
    }
}
