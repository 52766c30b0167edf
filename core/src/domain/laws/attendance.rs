//! Training: people are never lost, and hours are those they were there, counted by the minute.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId};
use rand::RngExt;

use crate::domain::fact::{Body, Fact};
use crate::domain::testing::random::{any_role, any_screen, for_random};
use crate::domain::testing::trial;
use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story};
use crate::domain::training::{
    GRACE_MS, SESSION_MS_MAX, SignMethod, TrainingAct as Act, TrainingState,
};
use crate::domain::view::NoticeKind;

#[test]
fn whoever_signed_in_stays_whatever_is_said_next() {
    for_random("training", |rng, story| {
        let people = |story: &Story| -> BTreeSet<PersonId> {
            story.training_view().attendance.into_iter().map(|one| one.attendee).collect()
        };
        let before = people(story);
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let body = trial("training").any(rng, &story);
        story.speaker(any_role(rng), "p-9").on(&screen).body(body);
        assert!(before.is_subset(&people(&story)));
    });
}

#[test]
fn hours_grow_with_every_sign_out_unless_somebody_doubts_them() {
    for_random("training", |rng, story| {
        let before = story.training_view();
        let mut story = story.clone();
        let ids: Vec<_> = story.record.facts.keys().copied().collect();
        let Some(sign_in) = ids.get(rng.random_range(0..ids.len().max(1))).copied() else { return };
        let out_ms = MORNING_MS + rng.random_range(0..300) * MINUTE_MS;
        story.grid("p-9").blind().says(Act::SignOut { sign_in, out_ms });
        let after = story.training_view();
        for (one, later) in before.attendance.iter().zip(&after.attendance) {
            assert_eq!(one.attendee, later.attendee);
            // A presence counted to the planned end ends when somebody says when it ended.
            let open = counts_to_planned_end(before.state);
            let doubted = later.disputed || open;
            assert!(later.minutes >= one.minutes || doubted, "{one:?} {later:?}");
        }
    });
}

#[test]
fn hours_are_the_minutes_somebody_was_there_however_often_they_were_scanned() {
    for_random("training", |_, story| {
        let view = story.training_view();
        if counts_to_planned_end(view.state) {
            return;
        }
        let counted = minute_by_minute(story);
        let is_planned = plans(story).next().is_some();
        for one in &view.attendance {
            let expected = counted.get(&one.attendee).map_or(0, BTreeSet::len);
            let expected = if one.disputed || one.rejected { 0 } else { expected };
            let minutes = usize::try_from(one.minutes).unwrap();
            // A plan leaves out what lies outside it; else the morning is one session.
            assert!(minutes <= expected && (is_planned || minutes == expected), "{one:?}");
        }
        let sum: i64 = view.attendance.iter().map(|one| one.minutes).sum();
        assert_eq!(view.person_minutes, sum);
    });
}

#[test]
fn whoever_two_phones_signed_in_has_the_minutes_of_both_and_none_twice() {
    for_random("training", |rng, story| {
        let mut story = story.clone();
        let newcomer: PersonId = "v-9".parse().unwrap();
        let mut there = BTreeSet::new();
        for phone in ["p-8", "p-9"] {
            let (from, to) = (rng.random_range(0..60), rng.random_range(60..=90));
            let at = |minute: i64| MORNING_MS + minute * MINUTE_MS;
            let (attendee, method) = (newcomer.clone(), SignMethod::Roster);
            let came = Act::SignIn { attendee, method, in_ms: at(from) };
            let sign_in = story.grid(phone).blind().says(came);
            story.grid(phone).blind().says(Act::SignOut { sign_in, out_ms: at(to) });
            there.extend(from..to);
        }
        let view = story.training_view();
        // Another plan, or most having come at another time, says when the session was.
        let moved = view.face.notices.iter().any(|notice| {
            let is_plan = |id: &FactId| plan(&story.record.facts[id]).is_some();
            notice.kind == NoticeKind::OutsideHours && notice.facts.iter().any(is_plan)
        });
        if moved || plans(&story).count() > 1 {
            return;
        }
        let one = view.attendance.iter().find(|one| one.attendee == newcomer).unwrap();
        assert_eq!(usize::try_from(one.minutes).unwrap(), there.len(), "{one:?}");
    });
}

#[test]
fn no_clock_earns_more_than_the_session_had() {
    for_random("training", |rng, story| {
        let mut story = story.clone();
        let times = [i64::MIN, -1, 0, MORNING_MS, 2_147_483_647_000, i64::MAX];
        for _ in 0..rng.random_range(1..8) {
            let mut any = || times[rng.random_range(0..times.len())];
            let (in_ms, out_ms) = (any(), any());
            let attendee = "v-1".parse().unwrap();
            let came = Act::SignIn { attendee, method: SignMethod::Roster, in_ms };
            let sign_in = story.grid("p-9").blind().says(came);
            story.grid("p-9").blind().says(Act::SignOut { sign_in, out_ms });
        }
        let decided = Act::DecideAttendance { attendee: "v-1".parse().unwrap(), valid: true };
        story.township("p-3").says(decided);
        let longest: i64 = match plans(&story).count() {
            0 => SESSION_MS_MAX + 2 * GRACE_MS,
            _ => plans(&story).map(|(start, end)| end - start + 2 * GRACE_MS).sum(),
        };
        for one in story.training_view().attendance {
            assert!(one.minutes <= longest / MINUTE_MS, "{one:?}");
        }
    });
}

/// Every plan anybody made.
fn plans(story: &Story) -> impl Iterator<Item = (i64, i64)> + '_ {
    story.record.facts.values().filter_map(plan)
}

fn plan(fact: &Fact) -> Option<(i64, i64)> {
    match fact.body {
        Body::Training(Act::Schedule { start_ms, end_ms }) => Some((start_ms, end_ms)),
        _ => None,
    }
}

/// Whether somebody may have archived it: then who never left was there until the planned end. A
/// void hides whether it was archived before.
fn counts_to_planned_end(state: TrainingState) -> bool {
    matches!(state, TrainingState::Archived | TrainingState::Void)
}

/// Each minute of the morning in which somebody was signed in, by person.
fn minute_by_minute(story: &Story) -> BTreeMap<PersonId, BTreeSet<i64>> {
    let mut there: BTreeMap<PersonId, BTreeSet<i64>> = BTreeMap::new();
    let acts = || {
        story.record.facts.values().filter_map(|fact| match &fact.body {
            Body::Training(act) => Some((fact.id, act)),
            _ => None,
        })
    };
    for (id, act) in acts() {
        let Act::SignIn { attendee, in_ms, .. } = act else { continue };
        let out = acts().filter_map(|(_, other)| match other {
            Act::SignOut { sign_in, out_ms } if *sign_in == id => Some(*out_ms),
            _ => None,
        });
        let Some(out_ms) = out.max() else { continue };
        let minute = |at_ms: i64| (at_ms - MORNING_MS) / MINUTE_MS;
        there.entry(attendee.clone()).or_default().extend(minute(*in_ms)..minute(out_ms));
    }
    there
}
