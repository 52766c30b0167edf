//! Expectations of records of any kind, by path: for what has no word of its own.

use crate::scenario::plan::expectation::{Expectation, Rule};
use crate::scenario::plan::shape::Shape::{Named, Plain};

/// The word before paths.
pub(in crate::scenario::plan) const SHOWS: &str = "shows";

/// What any record shows.
pub(super) const EXPECTATIONS: &[Expectation] = &[Expectation {
    word: SHOWS,
    shape: Named(&Plain),
    rule: Rule::Same,
    path: "PATH",
    zh: "按路径看到的每一处:`shows: {face.title: 配电房渗水, \"five[achieved=true]#\": 2}`;列表不分先后",
    en: "what is found at each path; lists in any order",
}];
