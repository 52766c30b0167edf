//! Attendance (23, 24): each person once, hours from the union of their intervals, and only those
//! inside the session.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId, RecordId};

use super::act::TrainingAct as Act;
use super::derive::{act, done};
use super::hours::{Hours, Inside};
use super::view::Attendance;
use crate::domain::authorize::OFFICES;
use crate::domain::clock;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::sentence::Sentence;
use crate::domain::speech::{Spoken, people, short_quote};
use crate::domain::view::{Flag, Notice, NoticeKind};

const MINUTE_MS: i64 = 60_000;
/// So many people are named where a sentence is about many.
const NAMED_MAX: usize = 3;

/// One presence: from a sign-in to its sign-outs, if any, the latest last (在场时段).
struct Presence<'a> {
    fact: &'a Fact,
    in_ms: i64,
    outs: Vec<&'a Fact>,
    outs_ms: Vec<i64>,
}

/// Presences whose times do not fit the session and on which no office has decided, by person.
#[derive(Default)]
struct Odd<'a> {
    doubtful: BTreeMap<&'a PersonId, Vec<&'a Fact>>,
    cut: BTreeMap<&'a PersonId, Vec<&'a Fact>>,
}

/// Someone's attendance, and what of it counts: from and to, milliseconds since 1970 UTC.
pub(super) type Attended = (Attendance, Vec<(i64, i64)>);

/// Everyone who came, once each. In an archived session (`stayed`) a sign-in nobody ended counts to
/// the end of the session.
pub(super) fn attendance<'a>(
    judged: &Judged<'a>,
    plans: &[&'a Fact],
    stayed: bool,
    said: &mut Findings,
) -> Vec<Attended> {
    let by_person = presences(judged);
    let first = |presences: &Vec<Presence<'_>>| {
        let possible = presences.iter().map(|one| one.in_ms).filter(|at| clock::is_possible(*at));
        possible.min()
    };
    let ins_ms: Vec<i64> = by_person.values().filter_map(first).collect();
    let times: Vec<(i64, i64)> = plans.iter().filter_map(|fact| plan(fact)).collect();
    let hours = Hours::of(&times, &ins_ms);
    if hours.moved {
        said.notice(NoticeKind::OutsideHours, plans, moved());
    }
    let mut odd = Odd::default();
    let attendance = (by_person.iter())
        .map(|(person, presences)| {
            attended(judged, person, presences, (&hours, stayed), &mut odd, said)
        })
        .collect();
    odd.tell(said);
    attendance
}

/// When a plan says the session is.
pub(super) fn plan(fact: &Fact) -> Option<(i64, i64)> {
    match act(fact)? {
        Act::Schedule { start_ms, end_ms } => Some((*start_ms, *end_ms)),
        _ => None,
    }
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

fn presences<'a>(judged: &Judged<'a>) -> BTreeMap<&'a PersonId, Vec<Presence<'a>>> {
    let mut outs: BTreeMap<FactId, Vec<(i64, &Fact)>> = BTreeMap::new();
    for fact in done(judged, |act| matches!(act, Act::SignOut { .. })) {
        if let Some(Act::SignOut { sign_in, out_ms }) = act(fact) {
            outs.entry(*sign_in).or_default().push((*out_ms, fact));
        }
    }
    let mut by_person: BTreeMap<&PersonId, Vec<Presence<'_>>> = BTreeMap::new();
    for fact in done(judged, |act| matches!(act, Act::SignIn { .. })) {
        if let Some(Act::SignIn { attendee, in_ms, .. }) = act(fact) {
            let mut outs = outs.remove(&fact.id).unwrap_or_default();
            outs.sort_by_key(|(out_ms, fact)| (*out_ms, fact.id));
            let (outs_ms, outs) = outs.into_iter().unzip();
            let presence = Presence { fact, in_ms: *in_ms, outs, outs_ms };
            by_person.entry(attendee).or_default().push(presence);
        }
    }
    by_person
}

fn attended<'a>(
    judged: &Judged<'a>,
    person: &'a PersonId,
    presences: &[Presence<'a>],
    (hours, stayed): (&Hours, bool),
    odd: &mut Odd<'a>,
    said: &mut Findings,
) -> Attended {
    let sign_ins: Vec<&Fact> = presences.iter().map(|presence| presence.fact).collect();
    let (disputed, rejected) = doubts(judged, (person, presences), hours, odd, said);
    if scanned_twice(presences) {
        said.notice(NoticeKind::AttendanceMerged, &sign_ins, scanned(person, &sign_ins));
    }
    let unsettled = odd.doubtful.get(person).map_or(&[][..], Vec::as_slice);
    let believed = |one: &&Presence<'_>| !unsettled.iter().any(|fact| one.consists_of(fact));
    let inside = presences.iter().filter(believed);
    let inside = inside.flat_map(|one| hours.counted(one.in_ms, &one.outs_ms, stayed));
    let counted: Vec<_> = if disputed || rejected { Vec::new() } else { inside.collect() };
    let unended = counted.iter().filter(|_| stayed).map(|(_, to_ms)| *to_ms);
    let is_outside = counted.is_empty() && !unsettled.is_empty();
    let outs = presences.iter().filter_map(Presence::out_ms);
    let attendance = Attendance {
        attendee: person.clone(),
        first_in_ms: presences.iter().map(|p| p.in_ms).min().unwrap_or_default(),
        last_out_ms: outs.chain(unended).max(),
        minutes: union_minutes(counted.clone()),
        disputed: disputed || is_outside,
        rejected: rejected && !is_outside,
        because: sign_ins.iter().map(|fact| fact.id).collect(),
    };
    (attendance, counted)
}

/// Whether the attendance is in doubt, and whether an office found it was not them.
///
/// A decision settles only the doubts, the sign-ins and the sign-outs its author had seen.
fn doubts<'a>(
    judged: &Judged<'a>,
    (person, presences): (&'a PersonId, &[Presence<'a>]),
    hours: &Hours,
    odd: &mut Odd<'a>,
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
        open.extend(presences.iter().map(|one| one.fact).filter(|fact| !settled(fact)));
    }
    if verdicts.len() > 1 {
        open.extend(&standing);
    }
    odd.note((person, presences), hours, settled);
    let is_outside = odd.doubtful.contains_key(person);
    if !open.is_empty() {
        // Named is who doubts it, not who was last to sign them in.
        let doubting = |fact: &&Fact| disputes.contains(fact) || standing.contains(fact);
        let who: Vec<&Fact> = open.iter().filter(|fact| doubting(fact)).copied().collect();
        let who = if who.is_empty() { standing.clone() } else { who };
        said.notice(NoticeKind::AttendanceDisputed, &open, in_doubt(person, &who));
    }
    said.flag(Flag::Disputed, !open.is_empty() || is_outside);
    (!open.is_empty(), rejected && open.is_empty())
}

impl Presence<'_> {
    fn out_ms(&self) -> Option<i64> {
        self.outs_ms.last().copied()
    }

    fn consists_of(&self, fact: &Fact) -> bool {
        self.fact.id == fact.id || self.outs.iter().any(|out| out.id == fact.id)
    }
}

impl<'a> Odd<'a> {
    /// Notes what of a person's presences does not fit and is not settled.
    fn note(
        &mut self,
        (person, presences): (&'a PersonId, &[Presence<'a>]),
        hours: &Hours,
        settled: impl Fn(&Fact) -> bool,
    ) {
        for one in presences {
            let facts = [one.fact].into_iter().chain(one.outs.iter().copied());
            let list = match hours.inside(one.in_ms, &one.outs_ms) {
                Inside::All => continue,
                Inside::ToTheEnd => &mut self.cut,
                Inside::Doubtful => &mut self.doubtful,
            };
            let open: Vec<&Fact> = facts.filter(|fact| !settled(fact)).collect();
            if !open.is_empty() {
                list.entry(person).or_default().extend(open);
            }
        }
    }

    /// One sentence for everyone whose times do not fit, and one for everyone who left too late.
    fn tell(self, said: &mut Findings) {
        let (zh, en) = ("的签到签退时间不在培训时间里", "signed in or out outside the session");
        if let Some((facts, who)) = told(&self.doubtful) {
            let words = Sentence::of(format!("{} {zh}", who.zh), format!("{} {en}", who.en))
                .then("学时先不算", "no hours are credited")
                .asks(&OFFICES, "核一下", "decide");
            said.notice(NoticeKind::OutsideHours, &facts, words);
        }
        let (zh, en) =
            ("在培训结束半小时以后才签退", "signed out half an hour or more after the end");
        if let Some((facts, who)) = told(&self.cut) {
            let words = Sentence::of(format!("{} {zh}", who.zh), format!("{} {en}", who.en))
                .then("学时只算到结束", "hours are credited up to the end");
            said.notice(NoticeKind::OutsideHours, &facts, words);
        }
    }
}

/// The facts, and whose they are.
fn told<'a>(odd: &BTreeMap<&PersonId, Vec<&'a Fact>>) -> Option<(Vec<&'a Fact>, Spoken)> {
    let facts: Vec<&Fact> = odd.values().flatten().copied().collect();
    (!facts.is_empty()).then(|| (facts, named(odd.keys().copied())))
}

/// Two people scanned them, or one did while they were already in.
fn scanned_twice(presences: &[Presence<'_>]) -> bool {
    presences.iter().enumerate().any(|(i, one)| {
        presences[i + 1..].iter().any(|other| {
            let ends = |p: &Presence<'_>| p.out_ms().unwrap_or(i64::MAX);
            let overlap = one.in_ms < ends(other) && other.in_ms < ends(one);
            one.fact.by != other.fact.by || overlap
        })
    })
}

fn in_doubt(person: &PersonId, who: &[&Fact]) -> Sentence {
    let who = people(who);
    Sentence::of(
        format!("{} 说 {{{person}}} 的签到有疑问", who.zh),
        format!("{} doubt the attendance of {{{person}}}", who.en),
    )
    .then("学时先不算", "no hours are credited")
    .asks(&OFFICES, "核一下", "decide")
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

fn moved() -> Sentence {
    Sentence::of("培训不是在计划的时间办的", "the session was not held when planned")
        .then("学时按多数人签到的那段时间算", "hours are credited by when most people signed in")
        .asks(&OFFICES, "核一下", "check")
}

/// What to say on a session when some of its people were at another one at the same time.
pub(crate) fn overlap(other: &RecordId, title: &str, people: &[PersonId]) -> Notice {
    let who = named(people.iter());
    let other = short_quote(Some(title)).unwrap_or_else(|| other.label("PX"));
    let said = Sentence::of(
        format!("{} 同一时间还签到了另一场培训“{other}”", who.zh),
        format!("{} signed in at another session, \"{other}\", at the same time", who.en),
    )
    .then("两场都留着", "both are kept")
    .asks(&OFFICES, "核一下人在哪一场", "check where they were")
    .spoken();
    Notice { kind: NoticeKind::SessionsOverlap, facts: Vec::new(), zh: said.zh, en: said.en }
}

/// Several people, the first of many by name: `{p-0002}、{p-0003}、{p-0004} 等20人`.
fn named<'p>(people: impl Iterator<Item = &'p PersonId>) -> Spoken {
    let people: Vec<String> = people.map(|person| format!("{{{person}}}")).collect();
    let (first, count) = (&people[..people.len().min(NAMED_MAX)], people.len());
    let (zh, en) = (first.join("、"), first.join(", "));
    match count > NAMED_MAX {
        true => {
            Spoken::new(format!("{zh} 等{count}人"), format!("{en} and others ({count} people)"))
        }
        false => Spoken::new(zh, en),
    }
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

    /// A session planned from 09:00 to 10:00.
    fn planned() -> Story {
        let mut story = Story::of("training");
        let (start_ms, end_ms) = (at(9, 0), at(10, 0));
        story.village("p-5").trains(TrainingAct::Schedule { start_ms, end_ms });
        story
    }

    #[test]
    fn situation_23_a_sign_in_stamped_1970_or_2038_earns_nothing_until_an_office_decides() {
        for in_ms in [0, -1, 2_147_483_647_000, i64::MAX, i64::MIN] {
            let mut story = planned();
            let a = story.grid("p-1").trains(sign_in("p-20", in_ms));
            story.grid("p-1").trains(sign_out(a, at(10, 0)));
            let view = story.training_view();
            assert_eq!((view.person_minutes, view.attendance[0].disputed), (0, true), "{in_ms}");
            assert_eq!(view.attendance[0].first_in_ms, in_ms, "it is kept and shown");
            assert_eq!(kinds(&view.notices), [NoticeKind::OutsideHours]);
            assert!(view.flags.contains(&Flag::Disputed));
            assert!(view.notices[0].zh.starts_with("{p-20} 的签到签退时间"));
            story.township("p-3").trains(decide("p-20", true));
            let view = story.training_view();
            let earned = if in_ms <= at(10, 0) { 60 } else { 0 };
            assert_eq!((view.person_minutes, view.notices.len()), (earned, 0), "{in_ms}");
        }
    }

    #[test]
    fn situation_23_hours_after_the_end_are_shown_and_not_credited() {
        let mut story = planned();
        let a = story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        story.grid("p-1").trains(sign_out(a, i64::MAX));
        let b = story.grid("p-1").trains(sign_in("p-21", at(8, 30)));
        story.grid("p-1").trains(sign_out(b, at(10, 30)));
        let view = story.training_view();
        let minutes: Vec<i64> = view.attendance.iter().map(|one| one.minutes).collect();
        assert_eq!(minutes, [60, 120], "to the end; half an hour before and after is still there");
        assert_eq!(view.attendance[0].last_out_ms, Some(i64::MAX));
        assert_eq!(kinds(&view.notices), [NoticeKind::OutsideHours]);
        assert!(!view.flags.contains(&Flag::Disputed), "that they came is in no doubt");
    }

    #[test]
    fn situation_23_a_sign_out_before_its_sign_in_is_said() {
        let mut story = planned();
        let a = story.grid("p-1").trains(sign_in("p-20", at(9, 30)));
        story.grid("p-1").trains(sign_out(a, at(9, 0)));
        let view = story.training_view();
        assert_eq!((view.person_minutes, view.attendance[0].disputed), (0, true));
        assert_eq!(kinds(&view.notices), [NoticeKind::OutsideHours]);
    }

    #[test]
    fn situation_23_a_plan_of_thirty_days_bounds_nothing_and_is_said() {
        let mut story = Story::of("training");
        let (start_ms, end_ms) = (at(9, 0), at(9, 0) + 30 * 24 * 60 * MINUTE_MS);
        story.village("p-5").trains(TrainingAct::Schedule { start_ms, end_ms });
        let a = story.grid("p-1").trains(sign_in("p-20", at(9, 0)));
        story.grid("p-1").trains(sign_in("p-21", at(9, 0)));
        story.grid("p-1").trains(sign_out(a, at(11, 0)));
        story.village("p-5").trains(TrainingAct::Archive {});
        let view = story.training_view();
        assert_eq!(view.person_minutes, 120, "as they signed; nobody stays for a month");
        assert_eq!(kinds(&view.notices), [NoticeKind::OutsideHours]);
        assert_eq!(view.planned_ms, Some((start_ms, end_ms)), "it is kept and shown");
    }

    #[test]
    fn situation_23_a_session_held_on_another_day_counts_as_held_and_says_so() {
        let mut story = planned();
        let tomorrow = 24 * 60 * MINUTE_MS;
        for who in ["p-20", "p-21", "p-22"] {
            let a = story.grid("p-1").trains(sign_in(who, at(9, 0) + tomorrow));
            story.grid("p-1").trains(sign_out(a, at(9, 50) + tomorrow));
        }
        let view = story.training_view();
        assert_eq!(view.person_minutes, 150);
        assert_eq!(kinds(&view.notices), [NoticeKind::OutsideHours]);
        assert!(view.notices[0].zh.contains("不是在计划的时间"));
    }

    #[test]
    fn many_whose_times_do_not_fit_are_told_of_in_one_sentence() {
        let mut story = planned();
        for who in 10..20 {
            story.grid("p-1").trains(sign_in(&format!("a-{who}"), 0));
        }
        let view = story.training_view();
        assert_eq!(view.notices.len(), 1);
        assert!(view.notices[0].zh.starts_with("{a-10}、{a-11}、{a-12} 等10人 "), "{view:?}");
    }

    #[test]
    fn an_id_in_small_or_capital_letters_is_one_person() {
        let mut story = planned();
        let a = story.grid("p-1").trains(sign_in("p-0002", at(9, 0)));
        let b = story.grid("P-1").trains(sign_in("P-0002", at(9, 0)));
        story.grid("p-1").trains(sign_out(a, at(10, 0)));
        story.grid("p-1").trains(sign_out(b, at(10, 0)));
        let view = story.training_view();
        assert_eq!((view.attendance.len(), view.person_minutes), (1, 60));
    }
}
