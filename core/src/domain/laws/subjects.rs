//! Laws of every kind of record: hazards, trainings, sites and accidents alike.

use fangxian_protocol::scalar::Scalar;
use rand::RngExt;

use super::rebuilt;
use crate::domain::OFFICES;
use crate::domain::accident::AccidentAct;
use crate::domain::authorize::rank;
use crate::domain::derive;
use crate::domain::fact::{Body, Fact};
use crate::domain::site::{CheckResult, SiteAct, SiteStatus};
use crate::domain::testing::random::{Subject, any_screen, for_random};
use crate::domain::view::Flag;

#[test]
fn no_kind_of_record_depends_on_the_order_of_arrival() {
    for subject in Subject::ALL {
        for_random(subject, |rng, story| {
            assert_eq!(derive(&rebuilt(rng, &story.record)), derive(&story.record));
        });
    }
}

#[test]
fn a_fact_of_a_newer_version_changes_nothing_else_in_any_kind_of_record() {
    for subject in Subject::ALL {
        for_random(subject, |rng, story| {
            let before = derive(&story.record);
            let mut story = story.clone();
            let screen = any_screen(rng, &story);
            let new = story.grid("p-1").on(&screen).says_something_new();
            let after = derive(&story.record);
            assert_eq!(after.face().notices, before.face().notices);
            assert_eq!(after.face().proposals, before.face().proposals);
            assert_eq!(after.face().conflicts, before.face().conflicts);
            assert!(after.face().flags.contains(&Flag::UnknownContent));
            let mut version = after.face().version.clone();
            version.0.remove(&new);
            assert_eq!(version, before.face().version);
        });
    }
}

#[test]
fn what_a_newer_version_adds_to_an_act_is_told_said_again_and_takes_nothing_from_its_effect() {
    for subject in Subject::ALL {
        for_random(subject, |rng, story| {
            let before = derive(&story.record);
            let mut story = story.clone();
            let facts = story.record.facts.values().count();
            let Some(fact) = story.record.facts.values().nth(rng.random_range(0..facts.max(1)))
            else {
                return;
            };
            let mut props = fact.to_props();
            props.insert("angle".into(), 30.into());
            props.insert("tags".into(), "a b".into());
            props.insert("sketch".into(), Scalar::Bytes(vec![1, 2, 3]));
            let read = Fact::from_props(&story.record.kind, fact.id, props.clone()).unwrap();
            assert_eq!(read.to_props(), props, "word for word");
            story.record.facts.insert(read.id, read);
            let after = derive(&story.record);
            assert!(after.face().flags.contains(&Flag::UnknownContent));
            assert_eq!(after.face().notices, before.face().notices);
            assert_eq!(after.face().proposals, before.face().proposals);
            assert_eq!(after.face().version, before.face().version);
        });
    }
}

#[test]
fn every_fact_of_every_kind_reads_back_from_the_map_that_holds_it() {
    for subject in Subject::ALL {
        for_random(subject, |_, story| {
            for fact in story.record.facts.values() {
                let back = Fact::from_props(&story.record.kind, fact.id, fact.to_props());
                assert_eq!(back.as_ref(), Ok(fact));
            }
        });
    }
}

#[test]
fn every_notice_of_every_kind_is_said_once_and_about_facts_that_are_there() {
    for subject in Subject::ALL {
        for_random(subject, |_, story| {
            let view = derive(&story.record);
            for (index, notice) in view.face().notices.iter().enumerate() {
                assert!(notice.facts.iter().all(|id| story.record.facts.contains_key(id)));
                let again = view.face().notices[index + 1..].iter();
                let same = again.filter(|other| other.kind == notice.kind && other.zh == notice.zh);
                assert_eq!(same.count(), 0, "{notice:?}");
            }
        });
    }
}

#[test]
fn not_met_holds_until_an_answer_that_saw_it() {
    for_random(Subject::Site, |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let not_met = |item: &str| SiteAct::Check {
            item: item.into(),
            result: CheckResult::NotMet,
            template: None,
            note: None,
        };
        let fact = story.grid("p-1").on(&screen).visits(not_met("灭火器"));
        let met = SiteAct::Check {
            item: "灭火器".into(),
            result: CheckResult::Met,
            template: None,
            note: None,
        };
        story.grid("p-2").on(&screen).visits(met.clone());
        let result = |story: &crate::domain::testing::Story| {
            let checks = story.site_view().checks;
            let line = checks.iter().find(|check| check.item == "灭火器").unwrap().clone();
            (line.result, line.because.contains(&fact))
        };
        assert_eq!(result(&story), (CheckResult::NotMet, true));
        story.grid("p-2").visits(met);
        assert_eq!(result(&story), (CheckResult::Met, false));
    });
}

#[test]
fn a_site_seen_working_is_never_closed_by_whoever_had_not_seen_that() {
    for_random(Subject::Site, |rng, story| {
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        story.grid("p-1").blind().visits(SiteAct::Patrol { working: true });
        story.township("p-3").on(&screen).visits(SiteAct::SetStatus { status: SiteStatus::Gone });
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

#[test]
fn no_death_disappears_but_by_an_office_that_saw_who_told_of_it() {
    for_random(Subject::Accident, |_, story| {
        let view = story.accident_view();
        for one in view.statements.iter().filter(|one| one.figures.dead > view.figures.dead) {
            let replaced = story.record.facts.values().any(|fact| {
                let supplement =
                    matches!(fact.body, Body::Accident(AccidentAct::Supplement { .. }));
                let office = OFFICES.contains(&fact.role) && rank(fact.role) >= rank(one.role);
                supplement && office && fact.seen.contains(&one.fact)
            });
            assert!(replaced, "{one:?}");
        }
        let graver = view.statements.iter().any(|one| one.figures.dead == view.figures.dead);
        assert!(graver || view.statements.is_empty(), "a number nobody told");
    });
}
