//! Who may do what to a hazard: the permission table of the domain.

use fangxian_protocol::id::PersonId;

use super::act::{Grade, HazardAct as Act, ListingLevel, Mode, Source};
use super::view::HazardView;
use crate::domain::authorize::{HIGH_OFFICES, OFFICES, Verdict, at_least, rank};
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
    /// Nobody but the author has spoken.
    pub(super) alone: bool,
}

/// Whether `person`, in `role`, may do `act` to the hazard they have on the screen.
pub fn authorize(role: Role, person: &PersonId, act: &Act, view: &HazardView) -> Verdict {
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
        alone: view.people.iter().all(|other| other == person),
    };
    verdict(role, act, circumstances)
}

/// The permission table itself.
pub(super) fn verdict(role: Role, act: &Act, it: Circumstances) -> Verdict {
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
        Act::Reinspect { .. } | Act::Close { .. } => {
            Verdict::only(role, if it.major { &HIGH_OFFICES } else { &OFFICES })
        }
        Act::List { level: ListingLevel::Township, .. } => Verdict::only(role, &OFFICES),
        Act::List { .. } => Verdict::only(role, &HIGH_OFFICES),
        Act::Delist { .. } => Verdict::only(role, &at_least(it.listing_issuer.unwrap_or(District))),
        Act::DecideExtension { .. } => {
            Verdict::only(role, &at_least(it.deadline_issuer.unwrap_or(Township)))
        }
        Act::Void { .. } if it.alone => Verdict::Allowed,
        Act::Void { .. } => Verdict::only(role, &OFFICES),
    }
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
        let township = authorize(Role::Township, &person, &act, &view);
        assert_eq!(township, Verdict::Proposal { needs });
        assert!(authorize(Role::Department, &person, &act, &view).is_allowed());
    }

    #[test]
    fn whoever_put_it_under_supervision_ends_it_and_nobody_below() {
        let mut story = Story::hazard();
        let listing = story.department("p-6").says(list(ListingLevel::District));
        let end = || Act::Delist { listing, doc_no: None };
        story.township("p-3").says(end());
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.proposals.len()), (1, 1));
        story.department("p-6").says(end());
        let view = story.hazard_view();
        assert_eq!((view.listings.len(), view.proposals.len()), (0, 0));
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
