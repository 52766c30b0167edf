//! Offices: which there are, how high they stand, and whether an act takes effect.

use fangxian_protocol::id::Scope;

use super::person::Role;

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
