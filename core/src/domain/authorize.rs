//! Who may do what: the permission table, one function for the phone, the centre and the merge.

use fangxian_protocol::id::{PersonId, Scope};

use super::fact::Body;
use super::kinds::View;
use super::person::Role;
use super::review;

/// Whether an act takes effect (裁定).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is within the role.
    Allowed,
    /// It is beyond the role: kept and shown as a proposal, without effect.
    Proposal {
        /// Whose decision it needs; empty when nobody can decide it here.
        needs: Vec<Role>,
    },
}

/// The offices above the village, lowest first.
pub const OFFICES: [Role; 3] = [Role::Township, Role::Department, Role::District];
/// The offices that judge and close major hazards.
pub const HIGH_OFFICES: [Role; 2] = [Role::Department, Role::District];

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

/// The unit someone with a post of this role and scope speaks for: offices say it, others do not.
pub fn post_of(role: Role, scope: Scope) -> Option<Scope> {
    OFFICES.contains(&role).then_some(scope)
}

/// What a proposal says of who may decide on it: the lowest of these offices, when it is above a
/// township.
pub fn asked_of(needs: &[Role]) -> Option<Role> {
    let lowest = needs.iter().copied().min_by_key(|role| rank(*role));
    lowest.filter(|role| rank(*role) > rank(Role::Township))
}

impl Verdict {
    /// Allowed for the roles listed, a proposal to them for all others.
    pub(crate) fn only(role: Role, allowed: &[Role]) -> Self {
        if allowed.contains(&role) {
            Self::Allowed
        } else {
            Self::Proposal { needs: allowed.to_vec() }
        }
    }

    /// The same for someone in `role` who was told that it asks for `asked`: what was said as a
    /// proposal stays one, and for whoever it was to, whatever falls away since (45), on a record
    /// beside this one too.
    pub(crate) fn told_of(self, role: Role, asked: Option<Role>) -> Self {
        let Some(asked) = asked.filter(|asked| rank(*asked) > rank(role)) else { return self };
        let mut needs = match self {
            Self::Allowed => at_least(asked),
            // Nobody can decide it here.
            Self::Proposal { needs } if needs.is_empty() => return Self::Proposal { needs },
            Self::Proposal { needs } => needs,
        };
        needs.retain(|needed| rank(*needed) >= rank(asked));
        if needs.is_empty() {
            needs = at_least(asked);
        }
        Self::Proposal { needs }
    }

    /// Whether the act takes effect.
    pub fn is_allowed(&self) -> bool {
        *self == Self::Allowed
    }
}

/// How high an office stands: it may change what its equals and those below decided.
pub(crate) fn rank(role: Role) -> u8 {
    match role {
        Role::Grid | Role::Village | Role::Enterprise | Role::Centre | Role::Other => 0,
        Role::Township => 1,
        Role::Department => 2,
        Role::District => 3,
    }
}

/// The offices at least as high as `role`.
pub(crate) fn at_least(role: Role) -> Vec<Role> {
    let mut roles = OFFICES.to_vec();
    roles.retain(|office| rank(*office) >= rank(role));
    roles
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
