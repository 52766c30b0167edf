//! Which day holds, and who may move it.

use super::FactId;
use crate::domain::hazard::{HazardAct, HazardView, ListingLevel, Mode};
use crate::domain::testing::{Story, kinds};
use crate::domain::view::{Flag, NoticeKind};

fn ask(until: &str) -> HazardAct {
    HazardAct::AskExtension {
        until: until.parse().unwrap(),
        reason: "等配件".into(),
        interim_controls: "拉警戒线".into(),
    }
}

fn decide(ask: FactId, granted: bool) -> HazardAct {
    HazardAct::DecideExtension { ask, granted, until: None }
}

fn day(view: &HazardView) -> String {
    view.deadline.as_ref().unwrap().day.to_string()
}

#[test]
fn situation_6_the_earlier_of_two_deadlines_holds_and_both_are_shown() {
    let mut story = Story::hazard();
    let before = story.screen();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
    story.township("p-4").on(&before).orders(Mode::ByDeadline, Some("2026-11-20"));
    let view = story.hazard_view();
    assert_eq!(day(&view), "2026-11-20");
    assert_eq!(view.deadline.as_ref().unwrap().others.len(), 1);
    assert_eq!(kinds(&view.face.notices), [NoticeKind::EarlierDeadlineHolds]);
    assert!(
        view.face.notices[0].zh.contains("先按较早的 {@2026-11-20} 提醒"),
        "{}",
        view.face.notices[0].zh
    );
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.notices.len()), ("2026-11-25", 0));
}

#[test]
fn situation_7_an_extension_that_did_not_see_a_shorter_order_waits_for_reconfirmation() {
    let mut story = Story::hazard();
    story.department("p-6").orders(Mode::ByDeadline, Some("2026-11-25"));
    let asked = story.enterprise("p-8").says(ask("2026-11-30"));
    let before = story.screen();
    story.department("p-6").on(&before).says(decide(asked, true));
    story.township("p-3").on(&before).orders(Mode::ByDeadline, Some("2026-11-20"));
    let view = story.hazard_view();
    assert_eq!(day(&view), "2026-11-20");
    assert_eq!(kinds(&view.face.notices), [NoticeKind::EarlierDeadlineHolds]);
    story.department("p-6").says(decide(asked, true));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.notices.len()), ("2026-11-30", 0));
}

#[test]
fn situation_8_asking_for_an_extension_extends_nothing() {
    let mut story = Story::hazard();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-20"));
    story.enterprise("p-8").says(ask("2026-12-20"));
    let view = story.hazard_view();
    assert!(view.face.flags.contains(&Flag::ExtensionAsked));
    assert!(!view.is_overdue("2026-11-20".parse().unwrap()));
    assert_eq!(view.days_overdue("2026-11-23".parse().unwrap()), 3);
    story.township("p-3").closes();
    assert!(!story.hazard_view().is_overdue("2026-11-23".parse().unwrap()), "closed");
}

#[test]
fn a_grant_falls_to_a_refusal_it_did_not_see() {
    let mut story = Story::hazard();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-20"));
    let asked = story.enterprise("p-8").says(ask("2026-12-20"));
    let before = story.screen();
    story.township("p-3").on(&before).says(decide(asked, true));
    story.township("p-4").on(&before).says(decide(asked, false));
    let view = story.hazard_view();
    assert_eq!(day(&view), "2026-11-20");
    assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer], "one notice says so");
    assert!(view.face.notices[0].zh.contains("先按不延期算"), "{}", view.face.notices[0].zh);
    story.township("p-4").says(decide(asked, true));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.notices.len()), ("2026-12-20", 0));
}

#[test]
fn situation_49_of_orders_given_apart_the_stricter_holds_and_one_notice_says_so() {
    let mut story = Story::hazard();
    story.department("p-6").orders(Mode::StopWork, None);
    let before = story.screen();
    story.district("p-7").on(&before).orders(Mode::AtOnce, None);
    story.department("p-6").on(&before).orders(Mode::StopWork, None);
    let view = story.hazard_view();
    assert_eq!(view.mode, Some(Mode::StopWork));
    assert_eq!(kinds(&view.face.notices), [NoticeKind::StatementsDiffer]);
    story.district("p-7").orders(Mode::AtOnce, None);
    let view = story.hazard_view();
    assert_eq!((view.mode, view.face.notices.len()), (Some(Mode::AtOnce), 0));
}

#[test]
fn a_township_does_not_extend_what_the_department_ordered() {
    let mut story = Story::hazard();
    story.department("p-6").orders(Mode::ByDeadline, Some("2026-11-20"));
    let asked = story.enterprise("p-8").says(ask("2026-12-20"));
    story.township("p-3").says(decide(asked, true));
    let view = story.hazard_view();
    assert_eq!(day(&view), "2026-11-20");
    assert_eq!(view.face.proposals.len(), 1);
    assert!(view.face.flags.contains(&Flag::ExtensionAsked), "still undecided");
}

#[test]
fn a_listing_adds_its_day_and_takes_it_along_when_it_ends() {
    let mut story = Story::hazard();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
    let listing = story.district("p-7").says(HazardAct::List {
        level: ListingLevel::District,
        doc_no: None,
        deadline: Some("2026-11-22".parse().unwrap()),
    });
    assert_eq!(day(&story.hazard_view()), "2026-11-22");
    story.district("p-7").says(HazardAct::Delist { listing, doc_no: None });
    assert_eq!(day(&story.hazard_view()), "2026-11-25");
}

#[test]
fn the_strictest_order_in_force_governs() {
    let mut story = Story::hazard();
    story.department("p-6").orders(Mode::StopWork, None);
    story.township("p-3").orders(Mode::ByDeadline, None);
    assert_eq!(story.hazard_view().mode, Some(Mode::StopWork), "not a township's to lift");
    story.department("p-6").orders(Mode::ByDeadline, None);
    assert_eq!(story.hazard_view().mode, Some(Mode::ByDeadline));
}

#[test]
fn whoever_extended_it_last_from_above_is_asked_to_extend_it_again() {
    let mut story = Story::hazard();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-20"));
    let first = story.enterprise("p-8").says(ask("2026-12-20"));
    story.district("p-7").says(decide(first, true));
    let again = story.enterprise("p-8").says(ask("2027-01-20"));
    story.township("p-3").says(decide(again, true));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.proposals.len()), ("2026-12-20", 1));
    story.district("p-7").says(decide(again, true));
    assert_eq!(day(&story.hazard_view()), "2027-01-20");
}

#[test]
fn a_day_of_its_own_is_no_rival_but_one_beyond_its_right_is() {
    let mut story = Story::hazard();
    let list = |day: &str| HazardAct::List {
        level: ListingLevel::District,
        doc_no: None,
        deadline: Some(day.parse().unwrap()),
    };
    story.department("p-6").says(list("2026-11-20"));
    story.district("p-7").says(list("2026-11-25"));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), kinds(&view.face.notices)), ("2026-11-20", vec![]));
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-27"));
    let view = story.hazard_view();
    assert_eq!(day(&view), "2026-11-20");
    assert_eq!(kinds(&view.face.notices), [NoticeKind::EarlierDeadlineHolds]);
}

#[test]
fn a_township_extends_its_own_day_whatever_ended_or_set_none() {
    let mut story = Story::hazard();
    let listing = story.department("p-6").says(HazardAct::List {
        level: ListingLevel::District,
        doc_no: None,
        deadline: Some("2026-11-22".parse().unwrap()),
    });
    story.department("p-6").says(HazardAct::Delist { listing, doc_no: None });
    story.department("p-6").orders(Mode::StopWork, None);
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
    let asked = story.enterprise("p-8").says(ask("2026-12-20"));
    story.township("p-3").says(decide(asked, true));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.proposals.len()), ("2026-12-20", 0));
}

#[test]
fn a_township_does_not_extend_a_day_that_came_with_supervision_in_force() {
    let mut story = Story::hazard();
    let list = || HazardAct::List {
        level: ListingLevel::District,
        doc_no: None,
        deadline: Some("2026-11-22".parse().unwrap()),
    };
    let first = story.department("p-6").says(list());
    story.department("p-6").says(list());
    story.department("p-6").says(HazardAct::Delist { listing: first, doc_no: None });
    let asked = story.enterprise("p-8").says(ask("2026-12-20"));
    story.township("p-3").says(decide(asked, true));
    let view = story.hazard_view();
    assert_eq!((day(&view).as_str(), view.face.proposals.len()), ("2026-11-22", 1));
    assert!(view.face.flags.contains(&Flag::ExtensionAsked), "still undecided");
    story.department("p-6").says(decide(asked, false));
    assert!(!story.hazard_view().face.flags.contains(&Flag::ExtensionAsked));
}

#[test]
fn it_is_overdue_from_the_day_after_until_it_ends() {
    let mut story = Story::hazard();
    story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-20"));
    let late = |story: &Story, on: &str| story.hazard_view().is_overdue(on.parse().unwrap());
    assert!(!late(&story, "2026-11-20") && late(&story, "2026-11-21"));
    story.township("p-3").closes();
    assert!(!late(&story, "2026-11-21"));
}
