//! The faults: for each principle of the merge one small change that breaks it.

/// A change that breaks a principle.
pub(crate) struct PlantedFault {
    /// Which principle.
    pub(crate) principle: &'static str,
    /// What it makes the merge do.
    pub(crate) what: &'static str,
    /// Where.
    pub(crate) file: &'static str,
    /// What stands there, once.
    pub(crate) old: &'static str,
    /// What is put in its place.
    pub(crate) new: &'static str,
}

pub(crate) const FAULTS: &[PlantedFault] = &[
    PlantedFault {
        principle: "P1",
        what: "a close counts whatever danger it missed",
        file: "core/src/domain/hazard/closing.rs",
        old: ".filter(|close| acts.is_effective(close) && saw_all(close));",
        new: ".filter(|close| acts.is_effective(close));",
    },
    PlantedFault {
        principle: "P2",
        what: "the milder of two grades holds",
        file: "core/src/domain/hazard/grade.rs",
        old: "standing.iter().filter_map(|fact| grade_of(fact)).max();",
        new: "standing.iter().filter_map(|fact| grade_of(fact)).min();",
    },
    PlantedFault {
        principle: "P3",
        what: "the later of two deadlines holds",
        file: "core/src/domain/hazard/deadline.rs",
        old: "standing.sort_by_key(|(day, _)| *day);",
        new: "standing.sort_by_key(|(day, _)| std::cmp::Reverse(*day));",
    },
    PlantedFault {
        principle: "P4",
        what: "of two sign-ins of one person only the last is kept",
        file: "core/src/domain/training/attendance.rs",
        old: "by_person.entry(attendee).or_default().push(presence);",
        new: "by_person.insert(attendee, vec![presence]);",
    },
    PlantedFault {
        principle: "P5",
        what: "hours are summed, not merged by time present",
        file: "core/src/domain/training/attendance.rs",
        old: "let start = start.max(covered_to);",
        new: "let _ = covered_to;",
    },
    PlantedFault {
        principle: "P6",
        what: "acts of office count whoever does them",
        file: "core/src/domain/hazard/judge.rs",
        old: "Verdict::Proposal { needs } => self.beyond.push((fact, needs)),",
        new: "Verdict::Proposal { needs } => {\n    self.take_effect(fact);\n    \
              self.beyond.push((fact, needs));\n}",
    },
    PlantedFault {
        principle: "P6",
        what: "what is only proposed is told as done",
        file: "core/src/domain/sentence.rs",
        old: "Self::by(fact, &deed.wants.zh, &deed.wants.en)",
        new: "Self::by(fact, &deed.did.zh, &deed.did.en)",
    },
    PlantedFault {
        principle: "P7",
        what: "a void holds whatever it missed",
        file: "core/src/domain/voiding.rs",
        old: "if voids.iter().any(|void| missed(void) == 0) {",
        new: "if voids.iter().any(|void| missed(void) < usize::MAX) {",
    },
    PlantedFault {
        principle: "P8",
        what: "device clocks decide what came after what",
        file: "core/src/domain/history.rs",
        old: "let held = fact.seen.iter().filter_map(|id| self.place(*id));",
        new: "let before = |place: &usize| self.facts[*place].at_ms < fact.at_ms;\n        \
              let held = (0..self.ids.len()).filter(before);",
    },
    PlantedFault {
        principle: "P9",
        what: "a suspected duplicate counts as the same",
        file: "core/src/domain/hazard/links.rs",
        old: "(yes, all) if yes == all && all > 0 => links.same.push(of),",
        new: "(yes, all) if yes == all => links.same.push(of),",
    },
    PlantedFault {
        principle: "P10",
        what: "what is over still asks for something",
        file: "core/src/domain/findings.rs",
        old: "let moot = ended && !kind.outlives_the_end();",
        new: "let moot = ended && false && !kind.outlives_the_end();",
    },
    PlantedFault {
        principle: "P10",
        what: "a close that missed a danger is set aside without a word",
        file: "core/src/domain/hazard/closing.rs",
        old: "findings.notice(NoticeKind::CloseMissedDanger, ",
        new: "let _ = (NoticeKind::CloseMissedDanger, ",
    },
    PlantedFault {
        principle: "43",
        what: "an act of office counts from any unit",
        file: "core/src/domain/hazard/charge.rs",
        old: "self.had(history, fact) && !self.agreed.iter().any(loses)",
        new: "self.had(history, fact) || self.agreed.iter().any(loses) || unit.level() >= \
              unit.level()",
    },
    PlantedFault {
        principle: "44",
        what: "any office voids what it could not close",
        file: "core/src/domain/hazard/rights.rs",
        old: "Act::Close { .. } | Act::Void { .. } => Verdict::only(role, &at_least(it.ending)),",
        new: "Act::Void { .. } => Verdict::only(role, &OFFICES),\n        \
              Act::Close { .. } => Verdict::only(role, &at_least(it.ending)),",
    },
    PlantedFault {
        principle: "45",
        what: "a proposal takes effect when what stood in its way falls away",
        file: "core/src/domain/offices.rs",
        old: "asked.filter(|asked| rank(*asked) > rank(role)) else",
        new: "asked.filter(|asked| rank(*asked) > 99) else",
    },
    PlantedFault {
        principle: "46",
        what: "each of two joined records asks only for what it asks for itself",
        file: "core/src/domain/hazard/twins.rs",
        old: "derive_beside(record, Beside::of(others.map(|(view, other)| (view, other))))",
        new: "derive_beside(record, Beside::of(others.map(|(view, other)| (view, other)).take(0)))",
    },
    PlantedFault {
        principle: "47",
        what: "a township ends what a department stopped",
        file: "core/src/domain/hazard/ending.rs",
        old: "matches!(Act::of(order), Some(Act::Order { mode: Mode::StopWork, .. }))",
        new: "matches!(Act::of(order), Some(Act::Order { mode: Mode::StopWork, .. })) && false",
    },
    PlantedFault {
        principle: "48",
        what: "not met is forgotten when whoever said it is no longer believed",
        file: "core/src/domain/site/checks.rs",
        old: "(judged.is_effective(fact) || danger())",
        new: "(judged.is_effective(fact) || (false && danger()))",
    },
    PlantedFault {
        principle: "50",
        what: "a clock ahead is believed whatever the centre says",
        file: "core/src/domain/clock.rs",
        old: "Body::Centre(CentreAct::ClockAhead { facts }) => Some(facts),",
        new: "Body::Centre(CentreAct::ClockAhead { facts }) => Some(facts).filter(|_| false),",
    },
    PlantedFault {
        principle: "49",
        what: "nobody is told that one granted and another refused",
        file: "core/src/domain/hazard/contest.rs",
        old: "if grants > 0 && grants < standing.len() {",
        new: "if grants > standing.len() {",
    },
];
