//! Whether a device speaks within its posts, once did, or never could; and whether its clock can be
//! right.

use fangxian::domain::OFFICES;
use fangxian::domain::centre::Reason;
use fangxian::domain::fact::Fact;
use fangxian::domain::is_ahead;
use fangxian::domain::person::Role;
use fangxian::domain::reach::reaches;
use fangxian_protocol::id::{Division, Scope};
use fangxian_protocol::message::RefusalCode;

use super::documents::Open;
use crate::registry::{Device, Roster};
use crate::storage::DeviceState;

/// Why an envelope is not taken, and which part of it.
pub(super) type Fault = (RefusalCode, &'static str);

/// What the centre must say of what an envelope states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Doubt {
    /// Why it is unverified; `None` when every fact is said by the device's person, in a role they
    /// hold where the record is.
    pub(super) reason: Option<Reason>,
    /// Some of it is here before its time.
    pub(super) early: bool,
}

/// Whether its person holds a post.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Now,
    Once,
    Never,
}

/// Who speaks, and where the record is.
struct Speaker<'a> {
    roster: &'a Roster,
    device: &'a Device,
    places: Vec<Division>,
}

/// What is to be doubted of an envelope that states these facts.
///
/// # Errors
/// What it says was never this device's to say.
pub(super) fn standing(
    roster: &Roster,
    device: &Device,
    (facts, now_ms): (&[Fact], i64),
    open: &Open,
) -> Result<Doubt, Fault> {
    let places = [&[open.home], open.routes.as_slice()].concat();
    let speaker = Speaker { roster, device, places };
    let mut held = vec![(speaker.holds(None, None), (RefusalCode::OutOfScope, "header.home"))];
    let mut unsaid = false;
    for fact in facts {
        if fact.by != *device.person() {
            return Err((RefusalCode::RoleNotHeld, "by"));
        }
        let role = Some(fact.role.code());
        held.push((speaker.holds(role, None), (RefusalCode::RoleNotHeld, "role")));
        held.push((speaker.holds(role, fact.post), (RefusalCode::RoleNotHeld, "post")));
        unsaid |= fact.post.is_none() && is_of_unit(fact) && !open.routes.is_empty();
    }
    if let Some((_, fault)) = held.iter().find(|(held, _)| *held == Held::Never) {
        return Err(*fault);
    }
    let early = facts.iter().any(|fact| is_ahead(fact.at_ms, now_ms));
    let ended = held.iter().any(|(held, _)| *held == Held::Once);
    let reason = match device.state {
        DeviceState::Revoked => Some(Reason::Revoked),
        _ if device.is_expired(now_ms) => Some(Reason::Expired),
        _ if ended => Some(Reason::PostEnded),
        _ => unsaid.then_some(Reason::UnitUnsaid),
    };
    Ok(Doubt { reason, early })
}

/// Whether it is an act of office whose weight depends on the unit it was said from. On a record
/// that more than one unit hears of, an act that does not say its unit could be anyone's.
fn is_of_unit(fact: &Fact) -> bool {
    fact.body.is_of_unit() && OFFICES.contains(&fact.role)
}

impl Speaker<'_> {
    /// Whether one of the posts, of a role and of exactly this scope where they are given, covers a
    /// place of the record.
    fn holds(&self, role: Option<&str>, unit: Option<Scope>) -> Held {
        let fits = |held: &str, scope: Scope| {
            // The centre's own words, which may come back to it, are bound to no place.
            let everywhere = held == Role::Centre.code();
            role.is_none_or(|role| role == held)
                && unit.is_none_or(|unit| unit == scope)
                && (everywhere || reaches(scope, self.places.iter().copied()))
        };
        if self.device.certificate.posts.iter().any(|post| fits(&post.role, post.scope)) {
            return Held::Now;
        }
        let mut ever = self.roster.posts_ever(self.device.person());
        if ever.any(|post| fits(&post.role, post.scope)) { Held::Once } else { Held::Never }
    }
}
