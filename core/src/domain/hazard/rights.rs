//! Who may do what to a hazard: the permission table of the domain.

use fangxian_protocol::id::{PersonId, Scope};

use super::act::{Grade, HazardAct as Act, ListingLevel, Mode, Source};
use super::view::HazardView;
use crate::domain::day::Day;
use crate::domain::offices::{HIGH_OFFICES, OFFICES, Verdict, at_least, rank};
use crate::domain::person::Role;

/// What a right may depend on besides the role (情形).
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances {
    /// It is handled as major.
    pub(super) major: bool,
    /// The enterprise found it itself.
    pub(super) self_check: bool,
    /// Who issued the listing that is to end.
    pub(super) listing_issuer: Option<Role>,
    /// The highest office whose deadline is to move.
    pub(super) deadline_issuer: Option<Role>,
    /// The lowest office that may end it.
    pub(super) ending: Role,
    /// Nobody but the author has spoken.
    pub(super) alone: bool,
    /// It is for the author's unit to do, if for any office (43).
    pub(super) within: bool,
}

impl Circumstances {
    /// Nothing stands in the way.
    pub(super) fn plain() -> Self {
        Self {
            major: false,
            self_check: false,
            listing_issuer: None,
            deadline_issuer: None,
            ending: Role::Township,
            alone: false,
            within: true,
        }
    }
}

/// Whether `person`, in `role` and from the unit of `post`, may do `act` to the hazard they have on
/// the screen, which is looked at together with those found to be the same.
pub(super) fn authorize(
    (person, role, post): (&PersonId, Role, Option<Scope>),
    act: &Act,
    view: &HazardView,
) -> Verdict {
    let issuer = |id| view.listings.iter().find(|l| l.fact == id).map(|l| l.issuer);
    let set_by = view.deadline.iter().flat_map(|deadline| &deadline.set_by);
    let circumstances = Circumstances {
        major: view.is_major(),
        self_check: view.source == Some(Source::SelfCheck),
        listing_issuer: match act {
            Act::Delist { listing, .. } => issuer(*listing),
            _ => None,
        },
        deadline_issuer: set_by.copied().max_by_key(|role| rank(*role)),
        ending: view.ending,
        alone: view.face.is_only_of(person),
        within: post.is_none_or(|post| is_within(post, act, view)),
    };
    verdict(role, act, circumstances)
}

/// Whether a post of this scope is of the unit in charge, or above it.
pub(super) fn is_in_charge(post: Scope, view: &HazardView) -> bool {
    view.owners.iter().any(|owner| post.covers(*owner))
}

/// Whether this is for the unit of a post, by what is on the screen.
fn is_within(post: Scope, act: &Act, view: &HazardView) -> bool {
    match act {
        Act::AcceptTransfer { offer } | Act::RefuseTransfer { offer, .. } => {
            let made = view.transfers.iter().find(|transfer| transfer.offer == *offer);
            made.is_some_and(|made| post.covers(made.to))
        }
        Act::Order { mode, deadline, .. } => {
            let day = view.deadline.as_ref().map(|deadline| deadline.day);
            is_in_charge(post, view) || asks_for_more((*mode, *deadline), (view.mode, day))
        }
        act => !act.is_of_charge() || is_in_charge(post, view),
    }
}

/// The permission table, and whose unit it is for.
pub(super) fn verdict(role: Role, act: &Act, it: Circumstances) -> Verdict {
    let alone = it.alone && matches!(act, Act::Void { .. });
    match table(role, act, it) {
        Verdict::Allowed if !it.within && !alone && OFFICES.contains(&role) => {
            let mut needs = OFFICES.to_vec();
            needs.retain(|office| table(*office, act, it).is_allowed());
            Verdict::Proposal { needs }
        }
        verdict => verdict,
    }
}

/// The permission table itself.
fn table(role: Role, act: &Act, it: Circumstances) -> Verdict {
    use Role::{Department, District, Enterprise, Grid, Township, Village};
    match act {
        Act::Report { .. }
        | Act::Observe { .. }
        | Act::SuspectMajor { .. }
        | Act::Progress { .. }
        | Act::AskExtension { .. }
        | Act::SuspectDuplicate { .. }
        | Act::Implement { achieved: false, .. } => Verdict::Allowed,
        Act::Claim { .. } => {
            Verdict::only(role, &[Enterprise, Grid, Village, Township, Department])
        }
        Act::Implement { .. } | Act::Plan { .. } => {
            Verdict::only(role, &[Enterprise, Township, Department, District])
        }
        Act::Accept {}
        | Act::Return { .. }
        | Act::Serve { .. }
        | Act::Assign { .. }
        | Act::OfferTransfer { .. }
        | Act::AcceptTransfer { .. }
        | Act::RefuseTransfer { .. }
        | Act::DecideDuplicate { .. } => Verdict::only(role, &OFFICES),
        Act::Judge { grade: Grade::Ordinary, .. } => {
            let own = role == Enterprise && it.self_check;
            if own { Verdict::Allowed } else { Verdict::only(role, &OFFICES) }
        }
        Act::Judge { grade: Grade::Major, .. } | Act::Order { mode: Mode::StopWork, .. } => {
            Verdict::only(role, &HIGH_OFFICES)
        }
        Act::Order { .. } => Verdict::only(role, &OFFICES),
        Act::Reinspect { .. } => {
            Verdict::only(role, if it.major { &HIGH_OFFICES } else { &OFFICES })
        }
        // Calling it a mistake asks for the office that closing it asks for.
        Act::Void { .. } if it.alone && it.ending == Township => Verdict::Allowed,
        Act::Close { .. } | Act::Void { .. } => Verdict::only(role, &at_least(it.ending)),
        Act::List { level: ListingLevel::Township, .. } => Verdict::only(role, &OFFICES),
        Act::List { .. } => Verdict::only(role, &HIGH_OFFICES),
        Act::Delist { .. } => Verdict::only(role, &at_least(it.listing_issuer.unwrap_or(District))),
        Act::DecideExtension { .. } => {
            Verdict::only(role, &at_least(it.deadline_issuer.unwrap_or(Township)))
        }
    }
}

/// Whether an order of this mode and day is stricter in any way than what is in force.
pub(super) fn asks_for_more(
    (mode, day): (Mode, Option<Day>),
    (in_force, earliest): (Option<Mode>, Option<Day>),
) -> bool {
    let earlier = day.is_some_and(|day| earliest.is_none_or(|earliest| day < earliest));
    Some(mode) > in_force || earlier
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fact::Body;
    use crate::domain::hazard::{CloseKind, ReinspectResult};
    use crate::domain::testing::Story;

    /// The roles that may, as letters of the table: 网村镇部区企.
    fn may(act: Act, major: bool) -> String {
        let mut story = Story::hazard();
        if major {
            story.department("p-6").judges(Grade::Major);
        }
        let body = Body::Hazard(act);
        let allowed = |role: &Role| story.may(*role, "p-0", &body);
        let letters = Role::ALL.into_iter().zip("网村镇部区企".chars());
        letters.filter(|(role, _)| allowed(role)).map(|(_, letter)| letter).collect()
    }

    fn order(mode: Mode) -> Act {
        Act::Order { mode, deadline: None, doc_no: None }
    }

    fn close() -> Act {
        Act::Close { kind: CloseKind::Rectified, basis: None, doc_no: None }
    }

    fn list(level: ListingLevel) -> Act {
        Act::List { level, doc_no: None, deadline: None }
    }

    #[test]
    fn the_table_says_who_may_do_what() {
        let look = |result| Act::Reinspect { result, opinion: None };
        let judge = |grade| Act::Judge { grade, clause: None };
        let see = Act::Observe { danger: true, note: None, photo: None };
        let table = [
            (see, "网村镇部区企", "网村镇部区企"),
            (Act::SuspectMajor { clause: None }, "网村镇部区企", "网村镇部区企"),
            (Act::Accept {}, "镇部区", "镇部区"),
            (order(Mode::ByDeadline), "镇部区", "镇部区"),
            (order(Mode::StopWork), "部区", "部区"),
            (judge(Grade::Ordinary), "镇部区", "镇部区"),
            (judge(Grade::Major), "部区", "部区"),
            (look(ReinspectResult::Pass), "镇部区", "部区"),
            (close(), "镇部区", "部区"),
            (list(ListingLevel::Township), "镇部区", "镇部区"),
            (list(ListingLevel::District), "部区", "部区"),
        ];
        for (act, ordinary, major) in table {
            assert_eq!(may(act.clone(), false), ordinary, "{act:?}");
            assert_eq!(may(act.clone(), true), major, "{act:?} when major");
        }
    }

    #[test]
    fn extensions_are_decided_by_whoever_set_the_day_or_higher() {
        let mut story = Story::hazard();
        story.department("p-6").orders(Mode::ByDeadline, Some("2026-11-25"));
        let ask = story.enterprise("p-8").says(Act::AskExtension {
            until: "2026-11-30".parse().unwrap(),
            reason: String::new(),
            interim_controls: String::new(),
        });
        let view = story.hazard_view();
        let act = Act::DecideExtension { ask, granted: true, until: None };
        let person = "p-0".parse().unwrap();
        let needs = vec![Role::Department, Role::District];
        let township = authorize((&person, Role::Township, None), &act, &view);
        assert_eq!(township, Verdict::Proposal { needs });
        assert!(authorize((&person, Role::Department, None), &act, &view).is_allowed());
    }

    #[test]
    fn whoever_put_it_under_supervision_ends_it_and_nobody_below() {
        let mut story = Story::hazard();
        let listing = story.department("p-6").says(list(ListingLevel::District));
        let end = || Act::Delist { listing, doc_no: None };
        story.township("p-3").says(end());
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.face.proposals.len()), (1, 1));
        story.department("p-6").says(end());
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.face.proposals.len()), (0, 0));
    }

    #[test]
    fn what_the_screen_shows_says_who_may_void_delist_and_judge() {
        let may = |story: &Story, role, person, act| story.may(role, person, &Body::Hazard(act));
        let void = || Act::Void { reason: "看错了".into() };
        let mut story = Story::hazard();
        assert!(may(&story, Role::Grid, "p-1", void()) && !may(&story, Role::Grid, "p-2", void()));
        let own = story.department("p-6").says(list(ListingLevel::District));
        let other = story.district("p-7").says(list(ListingLevel::District));
        let end = |listing| Act::Delist { listing, doc_no: None };
        assert!(may(&story, Role::Department, "p-6", end(own)));
        assert!(!may(&story, Role::Department, "p-6", end(other)));
        assert!(may(&story, Role::District, "p-7", end(other)));
    }
}
