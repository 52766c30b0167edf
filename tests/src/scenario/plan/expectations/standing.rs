//! Expectations of where a record stands, what is noticed and whose move it is.

use crate::scenario::plan::expectation::{Expectation, Rule, lacks, says};
use crate::scenario::plan::shape::Shape::{Number, OneOf, SomeOf, Words, YesNo};
use crate::scenario::plan::words::{FLAGS, NOTICES, ROLES, STATES};

/// How a record stands.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "here",
        shape: YesNo,
        rule: Rule::Same,
        path: "here",
        zh: "这部手机上有没有这条记录",
        en: "whether this phone has the record",
    },
    Expectation {
        word: "state",
        shape: OneOf(STATES),
        rule: Rule::Same,
        path: "state",
        zh: "状态",
        en: "where it stands",
    },
    Expectation {
        word: "state_not",
        shape: OneOf(STATES),
        rule: Rule::Not,
        path: "state",
        zh: "不是这个状态",
        en: "does not stand there",
    },
    Expectation {
        word: "flags",
        shape: SomeOf(FLAGS),
        rule: Rule::Includes,
        path: "face.flags",
        zh: "有这些标记(可以还有别的)",
        en: "has these flags, maybe others",
    },
    Expectation {
        word: "no_flags",
        shape: SomeOf(FLAGS),
        rule: Rule::Excludes,
        path: "face.flags",
        zh: "没有这些标记",
        en: "has none of these flags",
    },
    Expectation {
        word: "only_flags",
        shape: SomeOf(FLAGS),
        rule: Rule::SameSet,
        path: "face.flags",
        zh: "正好这些标记;空表示没有",
        en: "has exactly these flags",
    },
    Expectation {
        word: "notices",
        shape: Words(NOTICES, &Number),
        rule: Rule::Counts,
        path: "face.notices{kind}",
        zh: "每种提示各有几条;没写的种类不管",
        en: "how many notices of each kind; other kinds may be there",
    },
    Expectation {
        word: "only_notices",
        shape: Words(NOTICES, &Number),
        rule: Rule::Same,
        path: "face.notices{kind}",
        zh: "正好这些提示;空表示没有",
        en: "exactly these notices",
    },
    says("notice_says", "face.notices[].zh", "提示里有这些话", "the notices say this"),
    lacks("notice_lacks", "face.notices[].zh", "提示里没有这些话", "no notice says any of this"),
    Expectation {
        word: "next_by",
        shape: SomeOf(ROLES),
        rule: Rule::SameSet,
        path: "next.who",
        zh: "下一步该谁做",
        en: "whose move it is",
    },
    says("next_says", "next.zh", "下一步怎么说", "what the next move says"),
];
