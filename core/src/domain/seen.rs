//! What an act must say it has seen, so that the merge can tell "after" from "without knowing".

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::centre::Unverified;
use super::fact::{Body, Fact};
use super::record::Record;
use super::view::Version;

/// The ids out of `version` that `body` must name in its `seen`: small, but enough for every rule.
///
/// Empty for acts that only add, unless they take up something unverified. A void names everything:
/// all facts, field values and evidence.
pub fn seen_for(body: &Body, version: &Version, record: &Record) -> BTreeSet<FactId> {
    if body.is_void() {
        let all = Version::of(record);
        return all.0.intersection(&version.0).copied().collect();
    }
    let unverified = Unverified::of(record);
    let relevant = |fact: &&Fact| {
        let earlier = &fact.body;
        let must = match body {
            Body::Review(act) => act.proposal() == fact.id || earlier.hands_over(),
            // Whoever takes a record over says which answers they found.
            _ if matches!(earlier, Body::Review(_)) => body.takes_over(),
            _ => body.must_see(earlier, record),
        };
        must || (unverified.contains(fact.id) && body.answers(earlier))
    };
    let shown = record.facts.values().filter(|fact| version.contains(fact.id));
    shown.filter(relevant).map(|fact| fact.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::centre::Reason;
    use crate::domain::hazard::{HazardAct, Mode};
    use crate::domain::review::ReviewAct;
    use crate::domain::site::{CheckResult, SiteAct};
    use crate::domain::testing::{MORNING_MS, Story};
    use crate::domain::training::{SignMethod, TrainingAct};

    fn seen(story: &Story, fact: FactId) -> &BTreeSet<FactId> {
        &story.record.facts[&fact].seen
    }

    #[test]
    fn an_act_that_only_adds_names_nothing_but_the_report() {
        let mut story = Story::hazard();
        let report = *story.record.facts.keys().next().unwrap();
        story.grid("p-1").sees_danger();
        let again = story.grid("p-2").sees_danger();
        assert_eq!(*seen(&story, again), BTreeSet::from([report]));
        let mut story = Story::of("site");
        story.grid("p-1").says(SiteAct::Patrol { working: true });
        let again = story.grid("p-2").says(SiteAct::Patrol { working: true });
        assert!(seen(&story, again).is_empty());
    }

    #[test]
    fn an_answer_to_a_line_of_a_checklist_names_the_answers_to_that_line_and_no_others() {
        let mut story = Story::of("site");
        let check = |item: &str| SiteAct::Check {
            item: item.into(),
            result: CheckResult::Met,
            template: None,
            note: None,
        };
        let first = story.grid("p-1").says(check("灭火器"));
        story.grid("p-1").says(check("通道"));
        let again = story.grid("p-2").says(check("灭火器"));
        assert_eq!(*seen(&story, again), BTreeSet::from([first]));
    }

    #[test]
    fn an_act_names_the_like_of_it_that_the_centre_doubts() {
        let mut story = Story::hazard();
        let report = *story.record.facts.keys().next().unwrap();
        let first = story.grid("p-1").sees_danger();
        story.centre_doubts(&[first], Reason::Revoked);
        let again = story.grid("p-2").sees_danger();
        assert_eq!(*seen(&story, again), BTreeSet::from([report, first]));
        let order = story.village("p-5").orders(Mode::ByDeadline, Some("2026-11-21"));
        let decline = || {
            let reason = "不合适".into();
            Body::Review(ReviewAct::DeclineProposal { proposal: order, reason })
        };
        let doubted = story.township("p-3").body(decline());
        story.centre_doubts(&[doubted], Reason::PostEnded);
        let again = story.township("p-4").body(decline());
        assert_eq!(*seen(&story, again), BTreeSet::from([order, doubted]));
    }

    #[test]
    fn a_close_names_what_it_ends_and_leaves_out_what_only_tells() {
        let mut story = Story::hazard();
        let report = *story.record.facts.keys().next().unwrap();
        let danger = story.grid("p-1").sees_danger();
        story.grid("p-1").says(HazardAct::Progress { text: "已通知电工".into() });
        let close = story.township("p-3").closes();
        assert_eq!(*seen(&story, close), BTreeSet::from([report, danger]));
    }

    #[test]
    fn whoever_signs_people_in_need_not_name_who_came_before() {
        let mut story = Story::of("training");
        let came = |who: &str| TrainingAct::SignIn {
            attendee: who.parse().unwrap(),
            method: SignMethod::Roster,
            in_ms: MORNING_MS,
        };
        story.grid("p-1").says(came("v-1"));
        let again = story.grid("p-2").says(came("v-1"));
        assert!(seen(&story, again).is_empty());
    }
}
