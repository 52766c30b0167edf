//! Expectations of a site.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::{Named, OneOf, Text, YesNo};
use crate::scenario::plan::words::{CHECKS, STATUSES};

/// What a site shows.
pub(super) const EXPECTATIONS: &[Expectation] = &[
    Expectation {
        word: "status",
        shape: OneOf(STATUSES),
        rule: Rule::Same,
        path: "status",
        zh: "场所状态",
        en: "whether the site works",
    },
    Expectation {
        word: "working_while_closed",
        shape: YesNo,
        rule: Rule::Same,
        path: "working_while_closed",
        zh: "擅自复工",
        en: "seen working while recorded as closed",
    },
    Expectation {
        word: "checks",
        shape: Named(&OneOf(CHECKS)),
        rule: Rule::Same,
        path: "checks{item:result}",
        zh: "检查表各项的结果;没写的就是未查",
        en: "lines of the checklist as they stand; a line not there is unchecked",
    },
    Expectation {
        word: "templates",
        shape: Named(&Text),
        rule: Rule::Same,
        path: "checks{item:template}",
        zh: "各项用的是哪一版检查表",
        en: "the checklist and version each line was asked by",
    },
];
