//! Laws of sites: what was found holds until someone who saw that says otherwise.

use super::act::{CheckResult, SiteAct, SiteStatus};
use crate::domain::fact::{Body, Fact};
use crate::domain::testing::Story;
use crate::domain::testing::random::{any_screen, for_random};

#[test]
fn not_met_holds_until_an_answer_that_saw_it() {
    for_random("site", |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let not_met = |item: &str| SiteAct::Check {
            item: item.into(),
            result: CheckResult::NotMet,
            template: None,
            note: None,
        };
        let fact = story.grid("p-1").on(&screen).says(not_met("灭火器"));
        let met = SiteAct::Check {
            item: "灭火器".into(),
            result: CheckResult::Met,
            template: None,
            note: None,
        };
        story.grid("p-2").on(&screen).says(met.clone());
        let result = |story: &Story| {
            let checks = story.site_view().checks;
            let line = checks.iter().find(|check| check.item == "灭火器").unwrap().clone();
            (line.result, line.because.contains(&fact))
        };
        assert_eq!(result(&story), (CheckResult::NotMet, true));
        story.grid("p-2").says(met);
        assert_eq!(result(&story), (CheckResult::Met, false));
    });
}

#[test]
fn a_site_seen_working_is_never_closed_by_whoever_had_not_seen_that() {
    for_random("site", |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        story.grid("p-1").blind().says(SiteAct::Patrol { working: true });
        story.township("p-3").on(&screen).says(SiteAct::SetStatus { status: SiteStatus::Gone });
        let view = story.site_view();
        let saw = |fact: &Fact| match &fact.body {
            Body::Site(SiteAct::SetStatus { status }) => {
                !matches!(status, SiteStatus::Operating | SiteStatus::Seasonal)
                    && story.record.facts.values().all(|other| {
                        let working = Body::Site(SiteAct::Patrol { working: true });
                        other.body != working || fact.seen.contains(&other.id)
                    })
            }
            _ => false,
        };
        let closed = !matches!(view.status, SiteStatus::Operating | SiteStatus::Seasonal);
        assert!(!closed || story.record.facts.values().any(saw), "{:?}", view.status);
    });
}
