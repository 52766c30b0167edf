//! Attendance (23, 24): each person once, hours from the union of their intervals.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::PersonId;

use super::act::TrainingAct as Act;
use super::derive::{Acts, act};
use super::view::Attendance;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::speech::{Spoken, people, who_when};
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
    acts: &Acts<'_>,
    planned_end_ms: Option<i64>,
    said: &mut Findings,
) -> Vec<Attendance> {
    let mut by_person: BTreeMap<&PersonId, Vec<Presence<'_>>> = BTreeMap::new();
    for fact in acts.done(|act| matches!(act, Act::SignIn { .. })) {
        if let Some(Act::SignIn {
            attendee, in_ms, ..
        }) = act(fact)
        {
            let out_ms = last_out_ms(acts, fact).or(planned_end_ms);
            let presence = Presence {
                fact,
                in_ms: *in_ms,
                out_ms,
            };
            by_person.entry(attendee).or_default().push(presence);
        }
    }
    by_person
        .into_iter()
        .map(|(person, presences)| attended(acts, person, &presences, said))
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
    acts: &Acts<'_>,
    person: &PersonId,
    presences: &[Presence<'_>],
    said: &mut Findings,
) -> Attendance {
    let sign_ins: Vec<&Fact> = presences.iter().map(|presence| presence.fact).collect();
    let (disputed, rejected) = doubts(acts, person, &sign_ins, said);
    if scanned_twice(presences) {
        said.notice(
            NoticeKind::AttendanceMerged,
            &sign_ins,
            scanned(person, &sign_ins),
        );
    }
    let ended = presences.iter().filter_map(|p| Some((p.in_ms, p.out_ms?)));
    let credited = !disputed && !rejected;
    Attendance {
        attendee: person.clone(),
        first_in_ms: presences.iter().map(|p| p.in_ms).min().unwrap_or_default(),
        last_out_ms: presences.iter().filter_map(|p| p.out_ms).max(),
        minutes: if credited {
            union_minutes(ended.collect())
        } else {
            0
        },
        disputed,
        rejected,
        because: sign_ins.iter().map(|fact| fact.id).collect(),
    }
}

/// Whether the attendance is in doubt, and whether an office found it was not them.
///
/// A decision settles only the doubts and the sign-ins its author had seen.
fn doubts(
    acts: &Acts<'_>,
    person: &PersonId,
    sign_ins: &[&Fact],
    said: &mut Findings,
) -> (bool, bool) {
    let about = |wanted: &PersonId| wanted == person;
    let disputes =
        acts.done(|act| matches!(act, Act::DisputeAttendance { attendee, .. } if about(attendee)));
    let decisions =
        acts.done(|act| matches!(act, Act::DecideAttendance { attendee, .. } if about(attendee)));
    let standing = acts.history.standing(&decisions);
    let verdicts: BTreeSet<bool> = (standing.iter())
        .filter_map(|fact| match act(fact) {
            Some(Act::DecideAttendance { valid, .. }) => Some(*valid),
            _ => None,
        })
        .collect();
    let rejected = verdicts == BTreeSet::from([false]);
    let settled = |fact: &Fact| {
        standing
            .iter()
            .any(|last| acts.history.saw(last.id, fact.id))
    };
    let mut open: Vec<&Fact> = disputes
        .iter()
        .filter(|fact| !settled(fact))
        .copied()
        .collect();
    if rejected {
        open.extend(sign_ins.iter().filter(|fact| !settled(fact)));
    }
    if verdicts.len() > 1 {
        open.extend(&standing);
    }
    if open.is_empty() {
        return (false, rejected);
    }
    let who = open.last().map(|fact| who_when(fact)).unwrap_or_default();
    let words = Spoken {
        zh: format!(
            "{{{person}}} 的签到有疑问({} 说的),学时先不算,请镇里核一下。",
            who.zh
        ),
        en: format!(
            "The attendance of {{{person}}} is in doubt ({}); no hours are credited until the \
             township decides.",
            who.en
        ),
    };
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

fn scanned(person: &PersonId, sign_ins: &[&Fact]) -> Spoken {
    let by = people(sign_ins);
    Spoken {
        zh: format!("{} 都扫了 {{{person}}},只算1人,学时按在场时间合并。", by.zh),
        en: format!(
            "{} scanned {{{person}}}; that counts as one person, hours merged by time present.",
            by.en
        ),
    }
}

fn last_out_ms(acts: &Acts<'_>, sign_in: &Fact) -> Option<i64> {
    let outs =
        acts.done(|act| matches!(act, Act::SignOut { sign_in: id, .. } if *id == sign_in.id));
    let times = outs.into_iter().filter_map(|fact| match act(fact) {
        Some(Act::SignOut { out_ms, .. }) => Some(*out_ms),
        _ => None,
    });
    times.max()
}
