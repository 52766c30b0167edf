//! When a session was, as planned or as held, and what of a presence lies inside it.

use crate::domain::clock;

/// One session lasts at most so long, in milliseconds: whoever trains for days opens one a day.
pub const SESSION_MS_MAX: i64 = 16 * 60 * 60 * 1000;
/// So many people must have come at another time before a session counts as moved.
const MOVED_MIN: usize = 3;
/// Whoever comes so much too early, or stays so much too long, is still there, in milliseconds.
pub const GRACE_MS: i64 = 30 * 60 * 1000;

/// When a session was (培训时间).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hours {
    /// Start and end of each, milliseconds since 1970 UTC. Several when plans differ.
    spans: Vec<(i64, i64)>,
    /// Somebody said how long it lasts; otherwise a span is only the most it can have been.
    planned: bool,
    /// Most people came at another time than planned.
    pub(super) moved: bool,
}

/// What of a presence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// All of it, or all there is: nobody said when they left.
    All,
    /// They left long after the end: what comes after it does not count.
    ToTheEnd,
    /// It begins when there was no session, or ends before it begins: it proves nothing by itself.
    Doubtful,
}

/// Whether a session may be planned so: it ends after it starts, within [`SESSION_MS_MAX`], and in
/// years that a clock can show.
pub fn can_be_planned((start_ms, end_ms): (i64, i64)) -> bool {
    let possible = clock::is_possible(start_ms) && clock::is_possible(end_ms);
    possible && start_ms < end_ms && end_ms - start_ms <= SESSION_MS_MAX
}

impl Hours {
    /// By the plans that can be, or, when most people came at another time, by when most came.
    /// `ins_ms` says when each person came first.
    pub(super) fn of(plans: &[(i64, i64)], ins_ms: &[i64]) -> Self {
        let mut spans: Vec<(i64, i64)> =
            plans.iter().copied().filter(|plan| can_be_planned(*plan)).collect();
        spans.sort_unstable();
        spans.dedup();
        let mut ins_ms: Vec<i64> =
            ins_ms.iter().copied().filter(|at_ms| clock::is_possible(*at_ms)).collect();
        ins_ms.sort_unstable();
        let longest = spans.iter().map(|(start, end)| end - start).max();
        let held = held(&ins_ms, longest.unwrap_or(SESSION_MS_MAX));
        let as_planned = Self { planned: !spans.is_empty(), spans, moved: false };
        let came = ins_ms.iter().filter(|at_ms| as_planned.is_on(**at_ms)).count();
        match held {
            Some((_, span)) if !as_planned.planned => Self { spans: vec![span], ..as_planned },
            Some((count, span))
                if count >= MOVED_MIN && count > ins_ms.len() / 2 && came < count =>
            {
                Self { spans: vec![span], planned: true, moved: true }
            }
            _ => as_planned,
        }
    }

    /// What of the presence from `in_ms` to one of `outs_ms`, sorted, counts.
    pub(super) fn inside(&self, in_ms: i64, outs_ms: &[i64]) -> Inside {
        let is_late = |out_ms: &i64| self.spans.iter().all(|(_, end)| *out_ms > end + GRACE_MS);
        let is_early = outs_ms.last().is_some_and(|last| *last < in_ms);
        match outs_ms.iter().filter(|out_ms| is_late(out_ms)).count() {
            _ if is_early || !self.is_on(in_ms) => Inside::Doubtful,
            0 => Inside::All,
            late if late == outs_ms.len() && !self.planned => Inside::Doubtful,
            _ => Inside::ToTheEnd,
        }
    }

    /// The parts of a presence that count. One that nobody ended counts to the end of a planned
    /// session when `stayed`.
    pub(super) fn counted(&self, in_ms: i64, outs_ms: &[i64], stayed: bool) -> Vec<(i64, i64)> {
        let within = |&(start, end): &(i64, i64)| {
            let from = if in_ms >= start - GRACE_MS { in_ms } else { start };
            let in_time = outs_ms.iter().rfind(|out_ms| **out_ms <= end + GRACE_MS).copied();
            let is_late = outs_ms.last().is_some_and(|out_ms| *out_ms > end + GRACE_MS);
            let to_end = self.planned && (is_late || outs_ms.is_empty() && stayed);
            let to = in_time.max(to_end.then_some(end))?;
            (from < to).then_some((from, to))
        };
        self.spans.iter().filter_map(within).collect()
    }

    /// Whether there was a session at that time, early and late comers included.
    fn is_on(&self, at_ms: i64) -> bool {
        let mut spans = self.spans.iter();
        spans.any(|(start, end)| (start - GRACE_MS..=end + GRACE_MS).contains(&at_ms))
    }
}

/// The time of this length in which most of `ins_ms`, sorted, lie, and how many; the earliest of
/// several.
fn held(ins_ms: &[i64], length_ms: i64) -> Option<(usize, (i64, i64))> {
    let (mut best, mut last) = (None, 0);
    for (place, &start) in ins_ms.iter().enumerate() {
        while last < ins_ms.len() && ins_ms[last] <= start + length_ms {
            last += 1;
        }
        let count = last - place;
        if best.is_none_or(|(most, _)| count > most) {
            best = Some((count, (start, start + length_ms)));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{MINUTE_MS, MORNING_MS};

    const HOUR_MS: i64 = 60 * MINUTE_MS;
    const PLAN: (i64, i64) = (MORNING_MS, MORNING_MS + HOUR_MS);
    const DAY_MS: i64 = 24 * HOUR_MS;

    #[test]
    fn a_plan_lasts_a_day_at_most_and_lies_in_years_a_clock_can_show() {
        assert!(can_be_planned(PLAN));
        assert!(can_be_planned((MORNING_MS, MORNING_MS + SESSION_MS_MAX)));
        let bad = [
            (MORNING_MS, MORNING_MS),
            (MORNING_MS, MORNING_MS - 1),
            (MORNING_MS, MORNING_MS + SESSION_MS_MAX + 1),
            (0, HOUR_MS),
            (i64::MIN, i64::MAX),
        ];
        assert!(bad.iter().all(|plan| !can_be_planned(*plan)), "{bad:?}");
    }

    #[test]
    fn most_people_tell_when_it_was_held_and_one_wrong_clock_does_not() {
        let as_planned = Hours::of(&[PLAN], &[MORNING_MS, MORNING_MS + DAY_MS]);
        assert_eq!(as_planned.spans, [PLAN]);
        let next_day = [0, 1, 2].map(|minute| MORNING_MS + DAY_MS + minute * MINUTE_MS);
        let next_day = [&[MORNING_MS], next_day.as_slice()].concat();
        let held = (MORNING_MS + DAY_MS, MORNING_MS + DAY_MS + HOUR_MS);
        assert_eq!(Hours::of(&[PLAN], &next_day).spans, [held], "as long as planned");
        assert_eq!(Hours::of(&[PLAN], &[0, 1, 2]).spans, [PLAN], "1970 is no time it was held at");
        let two = [MORNING_MS + DAY_MS, MORNING_MS + DAY_MS];
        assert_eq!(Hours::of(&[PLAN], &two).spans, [PLAN], "two are not enough");
        let held = (MORNING_MS, MORNING_MS + SESSION_MS_MAX);
        assert_eq!(Hours::of(&[], &[MORNING_MS, MORNING_MS + 2 * DAY_MS]).spans, [held]);
        assert_eq!(Hours::of(&[(MORNING_MS, MORNING_MS + 30 * DAY_MS)], &[]).spans, []);
    }

    #[test]
    fn the_grace_is_half_an_hour_to_the_millisecond() {
        let hours = Hours::of(&[PLAN], &[]);
        let (start, end) = PLAN;
        let inside = |in_ms, out_ms| hours.inside(in_ms, &[out_ms]);
        assert_eq!(inside(start - GRACE_MS, end + GRACE_MS), Inside::All);
        assert_eq!(inside(start - GRACE_MS - 1, end), Inside::Doubtful);
        assert_eq!(inside(start, end + GRACE_MS + 1), Inside::ToTheEnd);
        assert_eq!(inside(start + 1, start), Inside::Doubtful);
        assert_eq!(hours.inside(start, &[]), Inside::All);
    }

    #[test]
    fn what_counts_of_a_presence_lies_inside() {
        let hours = Hours::of(&[PLAN], &[]);
        let (start, end) = PLAN;
        assert_eq!(hours.counted(start - 1, &[end + 1], false), [(start - 1, end + 1)]);
        assert_eq!(hours.counted(0, &[end + DAY_MS], false), [PLAN]);
        assert_eq!(hours.counted(start + 5, &[], true), [(start + 5, end)]);
        assert_eq!(hours.counted(start, &[], false), []);
        assert_eq!(hours.counted(start + 2, &[start + 1], false), []);
        let twice = [end + 1, end + DAY_MS];
        assert_eq!(hours.counted(start, &twice, false), [(start, end + 1)], "none takes it back");
        let held = Hours::of(&[], &[start]);
        assert_eq!(held.counted(start, &[], true), [], "nobody said how long it lasts");
        assert_eq!(held.counted(start, &[start + 2 * DAY_MS], true), []);
        assert_eq!(held.inside(start, &[start + 2 * DAY_MS]), Inside::Doubtful);
    }
}
