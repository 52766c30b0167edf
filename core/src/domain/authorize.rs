//! Who may do what: the permission table, one function for the phone, the centre and the merge.

use fangxian_protocol::id::{PersonId, Scope};

use super::fact::Body;
use super::kinds::View;
use super::offices::Verdict;
use super::person::Role;
use super::review;

/// Whether `person`, in `role` and from the unit of `post`, may do `body` to what they have on the
/// screen. A `post` is given for offices only, see [`post_of`].
///
/// Whether they may speak of the record at all is not judged here: that is the certificate's
/// business.
pub fn authorize(
    (role, post): (Role, Option<Scope>),
    person: &PersonId,
    body: &Body,
    view: &View,
) -> Verdict {
    let verdict = match body {
        Body::Review(act) => Some(review::authorize((role, post), act, view)),
        _ => body.verdict((person, role, post), view),
    };
    verdict.unwrap_or(Verdict::Proposal { needs: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::{AccidentAct, Figures};
    use crate::domain::derive;
    use crate::domain::hazard::HazardAct;
    use crate::domain::site::{SiteAct, SiteStatus};
    use crate::domain::testing::Story;
    use crate::domain::training::TrainingAct;

    #[test]
    fn every_kind_of_record_has_acts_a_village_may_and_acts_it_may_only_propose() {
        let may = |kind: &str, body: Body| {
            let mut story = Story::of(kind);
            story.grid("p-1").says_something_new();
            let person = "p-5".parse().unwrap();
            authorize((Role::Village, None), &person, &body, &derive(&story.record)).is_allowed()
        };
        let sees = HazardAct::Observe { danger: true, note: None, photo: None };
        assert!(may("hazard", Body::Hazard(sees.clone())));
        assert!(!may("hazard", Body::Hazard(HazardAct::Accept {})));
        assert!(may("training", Body::Training(TrainingAct::Archive {})));
        let decide =
            TrainingAct::DecideAttendance { attendee: "v-1".parse().unwrap(), valid: true };
        assert!(!may("training", Body::Training(decide)));
        let gone = SiteAct::SetStatus { status: SiteStatus::Gone };
        assert!(may("site", Body::Site(gone)));
        assert!(!may("site", Body::Site(SiteAct::Void { reason: "重复".into() })));
        let told = AccidentAct::Report { occurred_ms: 0, figures: Figures::default() };
        assert!(may("accident", Body::Accident(told)));
        assert!(!may("training", Body::Hazard(sees)), "an act of another kind of record");
    }
}
