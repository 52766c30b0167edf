//! Device clocks (P8): kept as evidence, checked against causality, deciding nothing.

use std::collections::{BTreeMap, BTreeSet};

use fangxian_protocol::id::{FactId, PersonId};

use super::fact::Fact;
use super::findings::Findings;
use super::history::History;
use super::record::Record;
use super::sentence::Sentence;
use super::view::{Flag, NoticeKind};

/// How much earlier than something already seen a clock may say, in milliseconds.
const TOLERANCE_MS: i64 = 10 * 60 * 1000;
/// 2020-01-01 in China, milliseconds since 1970 UTC.
const EARLIEST_MS: i64 = 1_577_808_000_000;
/// 2100-01-01 in China.
const LATEST_MS: i64 = 4_102_416_000_000;

/// The facts of `record` whose device time cannot be right (时间存疑).
pub fn doubtful(record: &Record) -> BTreeSet<FactId> {
    let history = History::of(record);
    history.facts().filter(|fact| is_doubtful(&history, fact)).map(|fact| fact.id).collect()
}

/// Flags times that cannot be right; one notice per person.
pub(crate) fn doubt(history: &History<'_>, findings: &mut Findings) {
    let mut doubtful: BTreeMap<&PersonId, Vec<&Fact>> = BTreeMap::new();
    for fact in history.facts().filter(|fact| is_doubtful(history, fact)) {
        doubtful.entry(&fact.by).or_default().push(fact);
    }
    for (person, facts) in doubtful {
        let said = Sentence::of(
            format!("{{{person}}} 的手机时间和先后顺序对不上"),
            format!("The phone clock of {{{person}}} contradicts the order of events"),
        )
        .then("时间仅供参考", "its times are only a hint")
        .pleads("请校准手机时间", "please set the clock");
        findings.flag(Flag::ClockDoubtful, true);
        findings.notice(NoticeKind::ClockDoubtful, &facts, said);
    }
}

fn is_doubtful(history: &History<'_>, fact: &Fact) -> bool {
    if !is_possible(fact.at_ms) {
        return true;
    }
    let mut seen = history.seen_by(fact.id).map(|earlier| earlier.at_ms);
    seen.any(|earlier_ms| is_possible(earlier_ms) && fact.at_ms < earlier_ms - TOLERANCE_MS)
}

/// Whether a clock that was ever set can show it.
pub(crate) fn is_possible(at_ms: i64) -> bool {
    (EARLIEST_MS..LATEST_MS).contains(&at_ms)
}

#[cfg(test)]
mod tests {
    use super::doubtful;
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
        assert_eq!(view.flags, flags([Flag::ClockDoubtful]));
        assert_eq!(kinds(&view.notices), [NoticeKind::ClockDoubtful]);
    }

    #[test]
    fn ten_minutes_of_drift_and_a_clock_never_set_are_told_apart() {
        let mut story = Story::hazard();
        story.township("p-3").at(MORNING_MS - 8 * MINUTE_MS).closes();
        assert!(story.hazard_view().flags.is_empty());
        story.grid("p-2").at(0).sees_danger();
        assert!(story.hazard_view().flags.contains(&Flag::ClockDoubtful));
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
