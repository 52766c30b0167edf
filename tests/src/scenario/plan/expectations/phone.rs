//! Expectations of a phone as a whole, and of the centre.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::Number;

/// What a phone shows as a whole.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "hazards",
        shape: Number,
        rule: Rule::Same,
        path: "hazards",
        zh: "这部手机上的隐患条数(不重复计)",
        en: "hazards on this phone, duplicates once",
    },
    Expectation {
        word: "open_hazards",
        shape: Number,
        rule: Rule::Same,
        path: "open_hazards",
        zh: "没办结的隐患条数",
        en: "hazards neither closed nor void",
    },
    Expectation {
        word: "waiting",
        shape: Number,
        rule: Rule::Same,
        path: "waiting",
        zh: "还没送出去的改动",
        en: "changes that wait to be sent",
    },
    Expectation {
        word: "refused",
        shape: Number,
        rule: Rule::Same,
        path: "refused",
        zh: "被中心拦下的改动",
        en: "changes the centre set aside",
    },
    Expectation {
        word: "unverified",
        shape: Number,
        rule: Rule::Same,
        path: "unverified",
        zh: "中心收下但标为未核实的改动",
        en: "changes the centre took as unverified proposals",
    },
    Expectation {
        word: "quarantined",
        shape: Number,
        rule: Rule::Same,
        path: "quarantined",
        zh: "中心留底的改动(写在 centre 下)",
        en: "changes kept aside at the centre",
    },
];
