//! Attendance (23, 24): each person once, hours from the union of their intervals, and only those
//! inside the session.

/// Acts within their author's role that `wanted` picks, earliest first.
pub(super) fn done<'a>(judged: &Judged<'a>, wanted: impl Fn(&Act) -> bool) -> Vec<&'a Fact> {
    judged.done(|fact| Act::of(fact).is_some_and(&wanted))
}

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId};

use super::act::TrainingAct as Act;
use super::hours::{Hours, Inside};
use super::told::{in_doubt, moved, named, scanned};
use super::view::Attendance;
use crate::domain::clock;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::Spoken;
use crate::domain::view::{Flag, NoticeKind};

const MINUTE_MS: i64 = 60_000;

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
    match Act::of(fact)? {
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
        if let Some(Act::SignOut { sign_in, out_ms }) = Act::of(fact) {
            outs.entry(*sign_in).or_default().push((*out_ms, fact));
        }
    }
    let mut by_person: BTreeMap<&PersonId, Vec<Presence<'_>>> = BTreeMap::new();
    for fact in done(judged, |act| matches!(act, Act::SignIn { .. })) {
        if let Some(Act::SignIn { attendee, in_ms, .. }) = Act::of(fact) {
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
        let raised = match Act::of(fact) {
            Some(Act::DisputeAttendance { attendee, .. }) => about(attendee),
            _ => false,
        };
        raised && !judged.is_declined(fact)
    });
    let decisions = done(
        judged,
        |act| matches!(act, Act::DecideAttendance { attendee, .. } if about(attendee)),
    );
    let standing = judged.history.standing(&decisions);
    let verdicts: BTreeSet<bool> = (standing.iter())
        .filter_map(|fact| match Act::of(fact) {
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
