//! Expectations of an accident.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::{Number, NumberOrNone, Numbers, OneOf};
use crate::scenario::plan::words::ACCIDENT_LEVELS;

/// What an accident shows.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "dead",
        shape: Number,
        rule: Rule::Same,
        path: "figures.dead",
        zh: "事故死亡人数(显示的,取较重的)",
        en: "deaths shown: the gravest that stands",
    },
    Expectation {
        word: "official_dead",
        shape: NumberOrNone,
        rule: Rule::Same,
        path: "official.figures.dead",
        zh: "核实补报的死亡人数;`none` 就是还没有核实的数",
        en: "deaths by the last supplement of an office; `none` when there is none yet",
    },
    Expectation {
        word: "all_dead",
        shape: Numbers,
        rule: Rule::SameSet,
        path: "statements[].figures.dead",
        zh: "各人报的死亡人数,都留着",
        en: "deaths as everyone told them, all kept",
    },
    Expectation {
        word: "level",
        shape: OneOf(ACCIDENT_LEVELS),
        rule: Rule::Same,
        path: "level",
        zh: "事故等级",
        en: "the level the figures make",
    },
];
