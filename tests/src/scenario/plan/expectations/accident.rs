//! Expectations of an accident.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::{Number, Numbers, OneOf, YesNo};
use crate::scenario::plan::words::ACCIDENT_LEVELS;

/// What an accident shows.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "dead",
        shape: Number,
        rule: Rule::Same,
        of: "dead",
        zh: "事故死亡人数(显示的,取较重的)",
        en: "deaths shown: the gravest that stands",
    },
    Expectation {
        word: "official_dead",
        shape: Number,
        rule: Rule::Same,
        of: "official_dead",
        zh: "核实补报的死亡人数",
        en: "deaths by the last supplement of an office",
    },
    Expectation {
        word: "no_official",
        shape: YesNo,
        rule: Rule::Same,
        of: "no_official",
        zh: "还没有核实的数",
        en: "there is no official figure yet",
    },
    Expectation {
        word: "all_dead",
        shape: Numbers,
        rule: Rule::SameSet,
        of: "all_dead",
        zh: "各人报的死亡人数,都留着",
        en: "deaths as everyone told them, all kept",
    },
    Expectation {
        word: "level",
        shape: OneOf(ACCIDENT_LEVELS),
        rule: Rule::Same,
        of: "level",
        zh: "事故等级",
        en: "the level the figures make",
    },
];
