//! Training: people are never lost, and hours are those they were there, counted by the minute.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::PersonId;
use rand::RngExt;

use crate::domain::fact::Body;
use crate::domain::testing::random::{Subject, any_role, any_screen, for_random, random_body};
use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story};
use crate::domain::training::{TrainingAct as Act, TrainingState};

#[test]
fn whoever_signed_in_stays_whatever_is_said_next() {
    for_random(Subject::Training, |rng, story| {
        let people = |story: &Story| -> BTreeSet<PersonId> {
            story.training_view().attendance.into_iter().map(|one| one.attendee).collect()
        };
        let before = people(story);
        let mut story = story.clone();
        let screen = any_screen(rng, &story);
        let body = random_body(rng, &story, Subject::Training);
        story.speaker(any_role(rng), "p-9").on(&screen).body(body);
        assert!(before.is_subset(&people(&story)));
    });
}

#[test]
fn hours_grow_with_every_sign_out_unless_somebody_doubts_them() {
    for_random(Subject::Training, |rng, story| {
        let before = story.training_view();
        let mut story = story.clone();
        let ids: Vec<_> = story.record.facts.keys().copied().collect();
        let Some(sign_in) = ids.get(rng.random_range(0..ids.len().max(1))).copied() else { return };
        let out_ms = MORNING_MS + rng.random_range(0..300) * MINUTE_MS;
        story.grid("p-9").blind().trains(Act::SignOut { sign_in, out_ms });
        let after = story.training_view();
        for (one, later) in before.attendance.iter().zip(&after.attendance) {
            assert_eq!(one.attendee, later.attendee);
            // A presence counted to the planned end ends when somebody says when it ended.
            let open = counts_to_planned_end(before.state);
            assert!(later.minutes >= one.minutes || open, "{one:?} {later:?}");
        }
    });
}

#[test]
fn hours_are_the_minutes_somebody_was_there_however_often_they_were_scanned() {
    for_random(Subject::Training, |_, story| {
        let view = story.training_view();
        if counts_to_planned_end(view.state) {
            return;
        }
        let counted = minute_by_minute(story);
        for one in &view.attendance {
            let expected = counted.get(&one.attendee).map_or(0, BTreeSet::len);
            let expected = if one.disputed || one.rejected { 0 } else { expected };
            assert_eq!(usize::try_from(one.minutes), Ok(expected), "{one:?}");
        }
        let sum: i64 = view.attendance.iter().map(|one| one.minutes).sum();
        assert_eq!(view.person_minutes, sum);
    });
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
