//! What is doubted: words of danger count all the same, and a wrong clock is nobody else's.

use std::collections::BTreeSet;

use fangxian_protocol::id::RecordId;
use rand::RngExt;

use crate::domain::centre::{CentreAct, Reason};
use crate::domain::doubtful;
use crate::domain::hazard::{HazardAct, State, absent, awaiting};
use crate::domain::site::{CheckResult, SiteAct};
use crate::domain::testing::MINUTE_MS;
use crate::domain::testing::random::{any_screen, for_random};
use crate::domain::view::{Notice, NoticeKind};

#[test]
fn not_met_from_someone_no_longer_believed_holds_until_an_office_that_saw_it_looks() {
    for_random("site", |rng, story| {
        let mut story = story.clone();
        let check =
            |result| SiteAct::Check {
                item: "新的一项".into(), result, template: None, note: None
            };
        let screen = any_screen(rng, &story);
        let doubted = story.grid("p-1").on(&screen).says(check(CheckResult::NotMet));
        story.centre_doubts(&[doubted], Reason::Revoked);
        let result = |story: &crate::domain::testing::Story| {
            let view = story.site_view();
            view.checks.iter().find(|line| line.item == "新的一项").map(|line| line.result)
        };
        let before = any_screen(rng, &story);
        story.grid("p-2").on(&before).says(check(CheckResult::Met));
        assert_eq!(result(&story), Some(CheckResult::NotMet));
        story.township("p-3").says(check(CheckResult::Met));
        assert_eq!(result(&story), Some(CheckResult::Met));
    });
}

#[test]
fn a_clock_that_is_ahead_makes_nobody_elses_doubtful() {
    for_random("hazard", |rng, story| {
        let mut with = story.clone();
        let years_ms = rng.random_range(1..20) * 365 * 24 * 60 * MINUTE_MS;
        let at_ms = crate::domain::testing::MORNING_MS + years_ms;
        let ahead = with.grid("p-2").at(at_ms).sees_danger();
        with.centre_says(CentreAct::ClockAhead { facts: vec![ahead] });
        let next = with.township("p-3").closes();
        let mut doubted = doubtful(&with.record);
        assert!(doubted.remove(&ahead));
        with.record.facts.remove(&ahead);
        assert_eq!(doubted, doubtful(&with.record), "{next} saw it");
    });
}

#[test]
fn what_one_granted_and_another_refused_apart_is_refused_and_one_notice_says_so() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        let ask = story.enterprise("p-8").says(HazardAct::AskExtension {
            until: "2027-12-20".parse().unwrap(),
            reason: "等配件".into(),
            interim_controls: String::new(),
        });
        let screen = story.screen();
        let mut decide = |granted: bool| {
            let act = HazardAct::DecideExtension { ask, granted, until: None };
            story.district("p-7").on(&screen).says(act)
        };
        let first = rng.random_bool(0.5);
        let both = [decide(first), decide(!first)];
        let view = story.hazard_view();
        let told = |notice: &&Notice| {
            notice.kind == NoticeKind::StatementsDiffer
                && both.iter().all(|id| notice.facts.contains(id))
        };
        assert_eq!(view.face.notices.iter().filter(told).count(), 1);
        assert!(view.deadline.is_none_or(|one| both.iter().all(|id| one.because != *id)));
    });
}

#[test]
fn whatever_happened_a_half_whose_other_half_is_not_here_is_not_closed() {
    for_random("hazard", |rng, story| {
        let mut story = story.clone();
        let of = RecordId([0xee; 16]);
        story.district("p-7").says(HazardAct::DecideDuplicate { of, same: true });
        if rng.random_bool(0.7) {
            story.district("p-7").closes();
        }
        let mine = story.hazard_view();
        let view = awaiting(mine.clone(), &absent(&mine, &[]));
        assert!(view.state != State::Closed && view.closed.is_none());
        assert!(mine.state == State::Void || view.same_as.contains(&of));
        assert_eq!(awaiting(mine.clone(), &BTreeSet::new()), mine);
    });
}
