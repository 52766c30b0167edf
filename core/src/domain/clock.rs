//! Device clocks (P8): kept as evidence, checked against causality and against when the centre
//! received what they timed, deciding nothing.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId};

use super::centre::{CentreAct, is_centre};
use super::fact::{Body, Fact};
use super::findings::Findings;
use super::history::History;
use super::record::Record;
use super::sentence::Sentence;
use super::view::{Flag, NoticeKind};

/// How much earlier than something already seen a clock may say, and how much later than the
/// centre received it, in milliseconds.
const TOLERANCE_MS: i64 = 10 * 60 * 1000;
/// 2020-01-01 in China, milliseconds since 1970 UTC.
const EARLIEST_MS: i64 = 1_577_808_000_000;
/// 2100-01-01 in China.
const LATEST_MS: i64 = 4_102_416_000_000;

/// The facts of `record` whose device time cannot be right (时间存疑).
pub fn doubtful(record: &Record) -> BTreeSet<FactId> {
    let history = History::of(record);
    doubted(&history).into_iter().map(|fact| fact.id).collect()
}

/// Whether a device says that something happened later than the centre had word of it.
pub fn is_ahead(at_ms: i64, received_ms: i64) -> bool {
    at_ms > received_ms.saturating_add(TOLERANCE_MS)
}

/// Flags times that cannot be right; one notice per person.
pub(crate) fn doubt(history: &History<'_>, findings: &mut Findings) {
    let mut doubtful: BTreeMap<&PersonId, Vec<&Fact>> = BTreeMap::new();
    for fact in doubted(history) {
        doubtful.entry(&fact.by).or_default().push(fact);
    }
    for (person, facts) in doubtful {
        let said = Sentence::of(
            format!("{{{person}}} 的手机时间不对"),
            format!("The phone clock of {{{person}}} is wrong"),
        )
        .then("写的时间仅供参考", "its times are only a hint")
        .pleads("请校准手机时间", "please set the clock");
        findings.flag(Flag::ClockDoubtful, true);
        findings.notice(NoticeKind::ClockDoubtful, &facts, said);
    }
}

/// The facts whose time cannot be right, earliest first. A clock that is ahead blames nobody who
/// saw what it timed.
fn doubted<'a>(history: &History<'a>) -> Vec<&'a Fact> {
    let ahead = ahead(history);
    let is_wrong = |fact: &Fact| !is_possible(fact.at_ms) || ahead.contains(&fact.id);
    let is_before = |fact: &Fact, earlier: &Fact| {
        !is_wrong(earlier) && fact.at_ms < earlier.at_ms - TOLERANCE_MS
    };
    let is_doubtful = |fact: &&Fact| {
        is_wrong(fact) || history.seen_by(fact.id).any(|earlier| is_before(fact, earlier))
    };
    history.facts().filter(is_doubtful).collect()
}

/// What the centre says it received before its time.
fn ahead(history: &History<'_>) -> BTreeSet<FactId> {
    let said = history.facts().filter(|fact| is_centre(fact)).filter_map(|fact| match &fact.body {
        Body::Centre(CentreAct::ClockAhead { facts }) => Some(facts),
        _ => None,
    });
    said.flatten().copied().collect()
}

/// Whether a clock that was ever set can show it.
pub(crate) fn is_possible(at_ms: i64) -> bool {
    (EARLIEST_MS..LATEST_MS).contains(&at_ms)
}

#[cfg(test)]
mod tests {
    use super::{doubtful, is_ahead};
    use crate::domain::centre::CentreAct;
    use crate::domain::fact::Body;
    use crate::domain::hazard::State;
    use crate::domain::testing::{MINUTE_MS, MORNING_MS, Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn situation_40_a_wrong_clock_changes_nothing_but_a_flag() {
        let mut story = Story::hazard();
        let long_ago = MORNING_MS - 3 * 24 * 60 * MINUTE_MS;
        story.township("p-3").at(long_ago).closes();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed, "causality decides");
        assert_eq!(view.face.flags, flags([Flag::ClockDoubtful]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ClockDoubtful]);
    }

    #[test]
    fn ten_minutes_of_drift_and_a_clock_never_set_are_told_apart() {
        let mut story = Story::hazard();
        story.township("p-3").at(MORNING_MS - 8 * MINUTE_MS).closes();
        assert!(story.hazard_view().face.flags.is_empty());
        story.grid("p-2").at(0).sees_danger();
        assert!(story.hazard_view().face.flags.contains(&Flag::ClockDoubtful));
    }

    #[test]
    fn situation_50_a_clock_far_ahead_is_doubted_and_nobody_else_is_blamed() {
        let mut story = Story::hazard();
        let in_ten_years = MORNING_MS + 10 * 365 * 24 * 60 * MINUTE_MS;
        let danger = story.grid("p-2").at(in_ten_years).sees_danger();
        story.centre_says(CentreAct::ClockAhead { facts: vec![danger] });
        story.township("p-3").closes();
        assert_eq!(doubtful(&story.record), [danger].into());
        let view = story.hazard_view();
        assert_eq!(view.state, State::Closed, "causality decides");
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ClockDoubtful]);
        assert!(view.face.notices[0].zh.contains("{p-2}"), "{}", view.face.notices[0].zh);
        let long_ago = MORNING_MS - 3 * 24 * 60 * MINUTE_MS;
        let behind = story.township("p-4").at(long_ago).closes();
        assert_eq!(doubtful(&story.record), [danger, behind].into(), "others are still checked");
    }

    #[test]
    fn nobody_but_the_centre_says_that_a_clock_is_ahead() {
        let mut story = Story::hazard();
        let danger = story.grid("p-2").sees_danger();
        let forged = CentreAct::ClockAhead { facts: vec![danger] };
        story.district("p-7").body(Body::Centre(forged));
        assert!(doubtful(&story.record).is_empty());
    }

    #[test]
    fn a_clock_is_ahead_from_the_first_moment_beyond_ten_minutes() {
        assert!(!is_ahead(MORNING_MS + 600_000, MORNING_MS));
        assert!(is_ahead(MORNING_MS + 600_001, MORNING_MS));
        assert!(!is_ahead(i64::MAX, i64::MAX) && is_ahead(i64::MAX, 0));
    }

    #[test]
    fn a_clock_is_doubted_from_the_first_moment_beyond_ten_minutes() {
        let mut story = Story::hazard();
        let report_ms = story.record.facts.values().next().unwrap().at_ms;
        story.township("p-3").at(report_ms - 600_000).closes();
        assert!(doubtful(&story.record).is_empty());
        let late = story.township("p-4").at(report_ms - 600_001).closes();
        assert_eq!(doubtful(&story.record), [late].into());
    }
}
