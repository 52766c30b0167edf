//! Attendance (23, 24): each person once, hours from the union of their intervals.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::PersonId;

use super::act::TrainingAct as Act;
use super::derive::{act, done};
use super::view::Attendance;
use crate::domain::authorize::OFFICES;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::sentence::Sentence;
use crate::domain::speech::people;
use crate::domain::view::{Flag, NoticeKind};

const MINUTE_MS: i64 = 60_000;

/// One presence: from a sign-in to its latest sign-out, if any (在场时段).
struct Presence<'a> {
    fact: &'a Fact,
    in_ms: i64,
    out_ms: Option<i64>,
}

/// Everyone who came, once each. A sign-in nobody ended counts until `planned_end_ms`, if given.
pub(super) fn attendance(
    judged: &Judged<'_>,
    planned_end_ms: Option<i64>,
    said: &mut Findings,
) -> Vec<Attendance> {
    let mut by_person: BTreeMap<&PersonId, Vec<Presence<'_>>> = BTreeMap::new();
    for fact in done(judged, |act| matches!(act, Act::SignIn { .. })) {
        if let Some(Act::SignIn { attendee, in_ms, .. }) = act(fact) {
            let out_ms = last_out_ms(judged, fact).or(planned_end_ms);
            let presence = Presence { fact, in_ms: *in_ms, out_ms };
            by_person.entry(attendee).or_default().push(presence);
        }
    }
    by_person
        .into_iter()
        .map(|(person, presences)| attended(judged, person, &presences, said))
        .collect()
}

/// The length of the union of intervals, in whole minutes (学时按在场时间合并).
pub(super) fn union_minutes(mut intervals: Vec<(i64, i64)>) -> i64 {
    intervals.sort_unstable();
    let (mut total_ms, mut covered_to) = (0_i64, i64::MIN);
    for (start, end) in intervals {
        let start = start.max(covered_to);
        if end > start {
            total_ms = total_ms.saturating_add(end.saturating_sub(start));
            covered_to = end;
        }
    }
    total_ms / MINUTE_MS
}

fn attended(
    judged: &Judged<'_>,
    person: &PersonId,
    presences: &[Presence<'_>],
    said: &mut Findings,
) -> Attendance {
    let sign_ins: Vec<&Fact> = presences.iter().map(|presence| presence.fact).collect();
    let (disputed, rejected) = doubts(judged, person, &sign_ins, said);
    if scanned_twice(presences) {
        said.notice(NoticeKind::AttendanceMerged, &sign_ins, scanned(person, &sign_ins));
    }
    let ended = presences.iter().filter_map(|p| Some((p.in_ms, p.out_ms?)));
    let credited = !disputed && !rejected;
    Attendance {
        attendee: person.clone(),
        first_in_ms: presences.iter().map(|p| p.in_ms).min().unwrap_or_default(),
        last_out_ms: presences.iter().filter_map(|p| p.out_ms).max(),
        minutes: if credited { union_minutes(ended.collect()) } else { 0 },
        disputed,
        rejected,
        because: sign_ins.iter().map(|fact| fact.id).collect(),
    }
}

/// Whether the attendance is in doubt, and whether an office found it was not them.
///
/// A decision settles only the doubts and the sign-ins its author had seen.
fn doubts(
    judged: &Judged<'_>,
    person: &PersonId,
    sign_ins: &[&Fact],
    said: &mut Findings,
) -> (bool, bool) {
    let about = |wanted: &PersonId| wanted == person;
    // A doubt counts even when whoever raised it is no longer taken at their word.
    let disputes = judged.said(|fact| {
        let raised =
            matches!(act(fact), Some(Act::DisputeAttendance { attendee, .. }) if about(attendee));
        raised && !judged.is_declined(fact)
    });
    let decisions = done(
        judged,
        |act| matches!(act, Act::DecideAttendance { attendee, .. } if about(attendee)),
    );
    let standing = judged.history.standing(&decisions);
    let verdicts: BTreeSet<bool> = (standing.iter())
        .filter_map(|fact| match act(fact) {
            Some(Act::DecideAttendance { valid, .. }) => Some(*valid),
            _ => None,
        })
        .collect();
    let rejected = verdicts == BTreeSet::from([false]);
    let settled = |fact: &Fact| standing.iter().any(|last| judged.history.saw(last.id, fact.id));
    let mut open: Vec<&Fact> = disputes.iter().filter(|fact| !settled(fact)).copied().collect();
    if rejected {
        open.extend(sign_ins.iter().filter(|fact| !settled(fact)));
    }
    if verdicts.len() > 1 {
        open.extend(&standing);
    }
    if open.is_empty() {
        return (false, rejected);
    }
    // Named is who doubts it, not who was last to sign them in.
    let doubting = |fact: &&Fact| disputes.contains(fact) || standing.contains(fact);
    let who: Vec<&Fact> = open.iter().filter(|fact| doubting(fact)).copied().collect();
    let who = if who.is_empty() { standing.clone() } else { who };
    let who = people(&who);
    let words = Sentence::of(
        format!("{} 说 {{{person}}} 的签到有疑问", who.zh),
        format!("{} doubt the attendance of {{{person}}}", who.en),
    )
    .then("学时先不算", "no hours are credited")
    .asks(&OFFICES, "核一下", "decide");
    said.flag(Flag::Disputed, true);
    said.notice(NoticeKind::AttendanceDisputed, &open, words);
    (true, false)
}

/// Two people scanned them, or one did while they were already in.
fn scanned_twice(presences: &[Presence<'_>]) -> bool {
    presences.iter().enumerate().any(|(i, one)| {
        presences[i + 1..].iter().any(|other| {
            let ends = |p: &Presence<'_>| p.out_ms.unwrap_or(i64::MAX);
            let overlap = one.in_ms < ends(other) && other.in_ms < ends(one);
            one.fact.by != other.fact.by || overlap
        })
    })
}

fn scanned(person: &PersonId, sign_ins: &[&Fact]) -> Sentence {
    Sentence::of_all(
        sign_ins,
        &format!("都给 {{{person}}} 签了到"),
        &format!("signed {{{person}}} in more than once"),
    )
    .then("只算1人", "that counts as one person")
    .then("学时按在场时间合并", "hours are merged by time present")
}

fn last_out_ms(judged: &Judged<'_>, sign_in: &Fact) -> Option<i64> {
    let outs =
        done(judged, |act| matches!(act, Act::SignOut { sign_in: id, .. } if *id == sign_in.id));
    let times = outs.into_iter().filter_map(|fact| match act(fact) {
        Some(Act::SignOut { out_ms, .. }) => Some(*out_ms),
        _ => None,
    });
    times.max()
}

#[cfg(test)]
mod tests {
    use super::union_minutes;
    use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story, flags, kinds, of_kind};
    use crate::domain::training::{SignMethod, TrainingAct};
    use crate::domain::view::{Flag, NoticeKind, Version};
    use fangxian_protocol::id::FactId;

    /// A time of day on the test's morning, hours and minutes from 08:00.
    fn at(hour: i64, minute: i64) -> i64 {
        MORNING_MS + ((hour - 8) * 60 + minute) * MINUTE_MS
    }

    fn sign_in(who: &str, in_ms: i64) -> TrainingAct {
        let method = SignMethod::DynamicCode;
        TrainingAct::SignIn { attendee: who.parse().unwrap(), method, in_ms }
    }

    fn sign_out(sign_in: FactId, out_ms: i64) -> TrainingAct {
        TrainingAct::SignOut { sign_in, out_ms }
    }

    fn decide(who: &str, valid: bool) -> TrainingAct {
        TrainingAct::DecideAttendance { attendee: who.parse().unwrap(), valid }
    }

    fn dispute(who: &str) -> TrainingAct {
        let reason = "代签".into();
        TrainingAct::DisputeAttendance { attendee: who.parse().unwrap(), reason }
    }

    #[test]
    fn situation_23_hours_are_the_union_of_intervals_not_their_sum() {
        let mut story = Story::of("training");
        let a = story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        let b = story.grid("p-2").blind().trains(sign_in("p-20", at(10, 0)));
        story.grid("p-1").trains(sign_out(a, at(10, 30)));
        story.grid("p-2").trains(sign_out(b, at(11, 30)));
        let view = story.training_view();
        assert_eq!(view.attendance.len(), 1);
        let one = &view.attendance[0];
        assert_eq!((one.first_in_ms, one.last_out_ms), (at(9, 0), Some(at(11, 30))));
        assert_eq!(one.minutes, 150, "not 180");
        assert_eq!(kinds(&view.notices), [NoticeKind::AttendanceMerged]);
    }

    #[test]
    fn situation_23_twenty_and_nineteen_with_nine_on_both_phones_are_thirty_people() {
        let mut story = Story::of("training");
        for who in 0..20 {
            story.grid("p-1").blind().trains(sign_in(&format!("a-{who}"), at(9, 0)));
        }
        for who in 11..30 {
            story.grid("p-2").blind().trains(sign_in(&format!("a-{who}"), at(9, 5)));
        }
        let view = story.training_view();
        assert_eq!(view.attendance.len(), 30);
        assert_eq!(of_kind(&view.notices, NoticeKind::AttendanceMerged).len(), 9);
        assert_eq!(view.person_minutes, 0, "nobody has left yet");
    }

    #[test]
    fn a_sign_in_nobody_ended_counts_to_the_planned_end_once_archived() {
        let mut story = Story::of("training");
        let (start_ms, end_ms) = (at(9, 0), at(11, 0));
        story.village("p-5").trains(TrainingAct::Schedule { start_ms, end_ms });
        story.grid("p-1").trains(sign_in("p-20", at(9, 30)));
        assert_eq!(story.training_view().person_minutes, 0);
        story.village("p-5").trains(TrainingAct::Archive {});
        assert_eq!(story.training_view().person_minutes, 90);
    }

    #[test]
    fn situation_24_a_disputed_attendance_stays_and_earns_nothing_until_decided() {
        let mut story = Story::of("training");
        let a = story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        story.grid("p-1").trains(sign_out(a, at(10, 0)));
        story.grid("p-2").blind().trains(dispute("p-20"));
        let view = story.training_view();
        assert_eq!(view.attendance.len(), 1);
        assert!(view.attendance[0].disputed);
        assert_eq!((view.person_minutes, view.flags), (0, flags([Flag::Disputed])));
        assert_eq!(kinds(&view.notices), [NoticeKind::AttendanceDisputed]);
        story.village("p-5").trains(decide("p-20", true));
        assert!(story.training_view().attendance[0].disputed, "the village held the session");
        story.township("p-3").on(&Version::default()).trains(decide("p-20", true));
        assert!(story.training_view().attendance[0].disputed, "they had not seen the dispute");
        story.township("p-3").trains(decide("p-20", true));
        assert_eq!(story.training_view().person_minutes, 60);
    }

    #[test]
    fn situation_24_a_rejection_does_not_cover_a_sign_in_it_did_not_see() {
        let mut story = Story::of("training");
        story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        story.township("p-3").trains(decide("p-20", false));
        assert!(story.training_view().attendance[0].rejected);
        story.grid("p-2").blind().trains(sign_in("p-20", at(9, 0)));
        let view = story.training_view();
        assert!(view.attendance[0].disputed && !view.attendance[0].rejected);
    }

    #[test]
    fn intervals_that_touch_end_before_they_begin_or_never_end_are_harmless() {
        assert_eq!(union_minutes(vec![]), 0);
        assert_eq!(union_minutes(vec![(0, MINUTE_MS), (MINUTE_MS, 2 * MINUTE_MS)]), 2);
        assert_eq!(union_minutes(vec![(5 * MINUTE_MS, 0)]), 0);
        assert!(union_minutes(vec![(i64::MIN, i64::MAX)]) > 0);
    }

    #[test]
    fn someone_who_left_and_came_back_by_the_same_phone_needs_no_notice() {
        let mut story = Story::of("training");
        let morning = story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        story.grid("p-1").trains(sign_out(morning, at(10, 0)));
        let late = story.grid("p-1").trains(sign_in("p-20", at(10, 0)));
        story.grid("p-1").trains(sign_out(late, at(10, 30)));
        let view = story.training_view();
        assert_eq!((view.person_minutes, kinds(&view.notices)), (90, vec![]));
        let early = story.grid("p-1").trains(sign_in("p-20", at(8, 30)));
        story.grid("p-1").trains(sign_out(early, at(9, 0)));
        assert_eq!(kinds(&story.training_view().notices), [], "told later, but before");
        story.grid("p-1").trains(sign_in("p-20", at(9, 59)));
        assert_eq!(kinds(&story.training_view().notices), [NoticeKind::AttendanceMerged]);
    }
}
