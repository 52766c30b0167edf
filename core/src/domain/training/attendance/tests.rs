//! Hours are those people were there while there was a session.

use super::union_minutes;
use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story, flags, kinds, of_kind};
use crate::domain::training::{SignMethod, TimeRange, TrainingAct};
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
    let a = story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    let b = story.grid("p-2").blind().says(sign_in("p-20", at(10, 0)));
    story.grid("p-1").says(sign_out(a, at(10, 30)));
    story.grid("p-2").says(sign_out(b, at(11, 30)));
    let view = story.training_view();
    assert_eq!(view.attendance.len(), 1);
    let one = &view.attendance[0];
    assert_eq!((one.first_in_ms, one.last_out_ms), (at(9, 0), Some(at(11, 30))));
    assert_eq!(one.minutes, 150, "not 180");
    assert_eq!(kinds(&view.face.notices), [NoticeKind::AttendanceMerged]);
}

#[test]
fn situation_23_twenty_and_nineteen_with_nine_on_both_phones_are_thirty_people() {
    let mut story = Story::of("training");
    for who in 0..20 {
        story.grid("p-1").blind().says(sign_in(&format!("a-{who}"), at(9, 0)));
    }
    for who in 11..30 {
        story.grid("p-2").blind().says(sign_in(&format!("a-{who}"), at(9, 5)));
    }
    let view = story.training_view();
    assert_eq!(view.attendance.len(), 30);
    assert_eq!(of_kind(&view.face.notices, NoticeKind::AttendanceMerged).len(), 9);
    assert_eq!(view.person_minutes, 0, "nobody has left yet");
}

#[test]
fn a_sign_in_nobody_ended_counts_to_the_planned_end_once_archived() {
    let mut story = Story::of("training");
    let (start_ms, end_ms) = (at(9, 0), at(11, 0));
    story.village("p-5").says(TrainingAct::Schedule { start_ms, end_ms });
    story.grid("p-1").says(sign_in("p-20", at(9, 30)));
    assert_eq!(story.training_view().person_minutes, 0);
    story.village("p-5").says(TrainingAct::Archive {});
    assert_eq!(story.training_view().person_minutes, 90);
}

#[test]
fn situation_24_a_disputed_attendance_stays_and_earns_nothing_until_decided() {
    let mut story = Story::of("training");
    let a = story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    story.grid("p-1").says(sign_out(a, at(10, 0)));
    story.grid("p-2").blind().says(dispute("p-20"));
    let view = story.training_view();
    assert_eq!(view.attendance.len(), 1);
    assert!(view.attendance[0].disputed);
    assert_eq!((view.person_minutes, view.face.flags), (0, flags([Flag::Disputed])));
    assert_eq!(kinds(&view.face.notices), [NoticeKind::AttendanceDisputed]);
    story.village("p-5").says(decide("p-20", true));
    assert!(story.training_view().attendance[0].disputed, "the village held the session");
    story.township("p-3").on(&Version::default()).says(decide("p-20", true));
    assert!(story.training_view().attendance[0].disputed, "they had not seen the dispute");
    story.township("p-3").says(decide("p-20", true));
    assert_eq!(story.training_view().person_minutes, 60);
}

#[test]
fn situation_24_a_rejection_does_not_cover_a_sign_in_it_did_not_see() {
    let mut story = Story::of("training");
    story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    story.township("p-3").says(decide("p-20", false));
    assert!(story.training_view().attendance[0].rejected);
    story.grid("p-2").blind().says(sign_in("p-20", at(9, 0)));
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
    let morning = story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    story.grid("p-1").says(sign_out(morning, at(10, 0)));
    let late = story.grid("p-1").says(sign_in("p-20", at(10, 0)));
    story.grid("p-1").says(sign_out(late, at(10, 30)));
    let view = story.training_view();
    assert_eq!((view.person_minutes, kinds(&view.face.notices)), (90, vec![]));
    let early = story.grid("p-1").says(sign_in("p-20", at(8, 30)));
    story.grid("p-1").says(sign_out(early, at(9, 0)));
    assert_eq!(kinds(&story.training_view().face.notices), [], "told later, but before");
    story.grid("p-1").says(sign_in("p-20", at(9, 59)));
    assert_eq!(kinds(&story.training_view().face.notices), [NoticeKind::AttendanceMerged]);
}

/// A session planned from 09:00 to 10:00.
fn planned() -> Story {
    let mut story = Story::of("training");
    let (start_ms, end_ms) = (at(9, 0), at(10, 0));
    story.village("p-5").says(TrainingAct::Schedule { start_ms, end_ms });
    story
}

#[test]
fn situation_23_a_sign_in_stamped_1970_or_2038_earns_nothing_until_an_office_decides() {
    for in_ms in [0, -1, 2_147_483_647_000, i64::MAX, i64::MIN] {
        let mut story = planned();
        let a = story.grid("p-1").says(sign_in("p-20", in_ms));
        story.grid("p-1").says(sign_out(a, at(10, 0)));
        let view = story.training_view();
        assert_eq!((view.person_minutes, view.attendance[0].disputed), (0, true), "{in_ms}");
        assert_eq!(view.attendance[0].first_in_ms, in_ms, "it is kept and shown");
        assert_eq!(kinds(&view.face.notices), [NoticeKind::OutsideHours]);
        assert!(view.face.flags.contains(&Flag::Disputed));
        assert!(view.face.notices[0].zh.starts_with("{p-20} 的签到签退时间"));
        story.township("p-3").says(decide("p-20", true));
        let view = story.training_view();
        let earned = if in_ms <= at(10, 0) { 60 } else { 0 };
        assert_eq!((view.person_minutes, view.face.notices.len()), (earned, 0), "{in_ms}");
    }
}

#[test]
fn situation_23_hours_after_the_end_are_shown_and_not_credited() {
    let mut story = planned();
    let a = story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    story.grid("p-1").says(sign_out(a, i64::MAX));
    let b = story.grid("p-1").says(sign_in("p-21", at(8, 30)));
    story.grid("p-1").says(sign_out(b, at(10, 30)));
    let view = story.training_view();
    let minutes: Vec<i64> = view.attendance.iter().map(|one| one.minutes).collect();
    assert_eq!(minutes, [60, 120], "to the end; half an hour before and after is still there");
    assert_eq!(view.attendance[0].last_out_ms, Some(i64::MAX));
    assert_eq!(kinds(&view.face.notices), [NoticeKind::OutsideHours]);
    assert!(!view.face.flags.contains(&Flag::Disputed), "that they came is in no doubt");
}

#[test]
fn situation_23_a_sign_out_before_its_sign_in_is_said() {
    let mut story = planned();
    let a = story.grid("p-1").says(sign_in("p-20", at(9, 30)));
    story.grid("p-1").says(sign_out(a, at(9, 0)));
    let view = story.training_view();
    assert_eq!((view.person_minutes, view.attendance[0].disputed), (0, true));
    assert_eq!(kinds(&view.face.notices), [NoticeKind::OutsideHours]);
}

#[test]
fn situation_23_a_plan_of_thirty_days_bounds_nothing_and_is_said() {
    let mut story = Story::of("training");
    let (start_ms, end_ms) = (at(9, 0), at(9, 0) + 30 * 24 * 60 * MINUTE_MS);
    story.village("p-5").says(TrainingAct::Schedule { start_ms, end_ms });
    let a = story.grid("p-1").says(sign_in("p-20", at(9, 0)));
    story.grid("p-1").says(sign_in("p-21", at(9, 0)));
    story.grid("p-1").says(sign_out(a, at(11, 0)));
    story.village("p-5").says(TrainingAct::Archive {});
    let view = story.training_view();
    assert_eq!(view.person_minutes, 120, "as they signed; nobody stays for a month");
    assert_eq!(kinds(&view.face.notices), [NoticeKind::OutsideHours]);
    assert_eq!(view.planned_ms, Some(TimeRange { start_ms, end_ms }), "it is kept and shown");
}

#[test]
fn situation_23_a_session_held_on_another_day_counts_as_held_and_says_so() {
    let mut story = planned();
    let tomorrow = 24 * 60 * MINUTE_MS;
    for who in ["p-20", "p-21", "p-22"] {
        let a = story.grid("p-1").says(sign_in(who, at(9, 0) + tomorrow));
        story.grid("p-1").says(sign_out(a, at(9, 50) + tomorrow));
    }
    let view = story.training_view();
    assert_eq!(view.person_minutes, 150);
    assert_eq!(kinds(&view.face.notices), [NoticeKind::OutsideHours]);
    assert!(view.face.notices[0].zh.contains("不是在计划的时间"));
}

#[test]
fn many_whose_times_do_not_fit_are_told_of_in_one_sentence() {
    let mut story = planned();
    for who in 10..20 {
        story.grid("p-1").says(sign_in(&format!("a-{who}"), 0));
    }
    let view = story.training_view();
    assert_eq!(view.face.notices.len(), 1);
    assert!(view.face.notices[0].zh.starts_with("{a-10}、{a-11}、{a-12} 等10人 "), "{view:?}");
}

#[test]
fn an_id_in_small_or_capital_letters_is_one_person() {
    let mut story = planned();
    let a = story.grid("p-1").says(sign_in("p-0002", at(9, 0)));
    let b = story.grid("P-1").says(sign_in("P-0002", at(9, 0)));
    story.grid("p-1").says(sign_out(a, at(10, 0)));
    story.grid("p-1").says(sign_out(b, at(10, 0)));
    let view = story.training_view();
    assert_eq!((view.attendance.len(), view.person_minutes), (1, 60));
}
