//! Expectations of a training session.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::{Named, Number, Numbers, Texts};

/// What a training session shows.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "attendance",
        shape: Number,
        rule: Rule::Same,
        path: "attendance#",
        zh: "签到人数",
        en: "how many people came",
    },
    Expectation {
        word: "attendees",
        shape: Texts,
        rule: Rule::SameSet,
        path: "attendance[].attendee",
        zh: "来的人",
        en: "who came",
    },
    Expectation {
        word: "minutes",
        shape: Named(&Number),
        rule: Rule::Counts,
        path: "attendance{attendee:minutes}",
        zh: "每人记几分钟",
        en: "minutes credited to each",
    },
    Expectation {
        word: "person_minutes",
        shape: Number,
        rule: Rule::Same,
        path: "person_minutes",
        zh: "总人·分钟",
        en: "minutes of all together",
    },
    Expectation {
        word: "disputed",
        shape: Texts,
        rule: Rule::SameSet,
        path: "attendance[disputed=true].attendee",
        zh: "代签存疑的人",
        en: "whose attendance is disputed",
    },
    Expectation {
        word: "rejected",
        shape: Texts,
        rule: Rule::SameSet,
        path: "attendance[rejected=true].attendee",
        zh: "认定不是本人的",
        en: "whose attendance was rejected",
    },
    Expectation {
        word: "exams",
        shape: Number,
        rule: Rule::Same,
        path: "exams#",
        zh: "考试次数",
        en: "exam attempts kept",
    },
    Expectation {
        word: "passed",
        shape: Texts,
        rule: Rule::Only,
        path: "exams[passed=true].attendee",
        zh: "有一次合格的人",
        en: "who passed at least once",
    },
    Expectation {
        word: "headcounts",
        shape: Numbers,
        rule: Rule::SameSet,
        path: "headcounts[].count",
        zh: "申报的人数,都留着",
        en: "declared headcounts, all kept",
    },
];
