//! What an expectation is.

use super::shape::Shape;

/// Something a phone must show (期望).
#[derive(Debug, Clone, Copy)]
pub struct Expectation {
    /// How it is written.
    pub word: &'static str,
    /// What it may be.
    pub shape: Shape,
    /// How it is compared.
    pub rule: Rule,
    /// With which part of what the phone shows: a [`Path`](super::Path).
    pub path: &'static str,
    /// What it means, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// How an expectation is compared with what is shown (比法).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The same.
    Same,
    /// Anything else.
    Not,
    /// The same things in any order.
    SameSet,
    /// These and no others, in any order and however often.
    Only,
    /// The same things in the same order.
    SameList,
    /// For each name the same things in any order, and no other names.
    SameSets,
    /// These among others.
    Includes,
    /// None of these.
    Excludes,
    /// For each name given, exactly this; nothing shown counts as 0.
    Counts,
    /// The text contains each of these.
    Says,
    /// The text is there and contains none of these.
    Lacks,
}

impl Rule {
    /// How plans spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Not => "not",
            Self::SameSet => "same_set",
            Self::Only => "only",
            Self::SameList => "same_list",
            Self::SameSets => "same_sets",
            Self::Includes => "includes",
            Self::Excludes => "excludes",
            Self::Counts => "counts",
            Self::Says => "says",
            Self::Lacks => "lacks",
        }
    }
}

/// The text contains each of these.
pub(super) const fn says(
    word: &'static str,
    path: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Expectation {
    Expectation { word, shape: Shape::Texts, rule: Rule::Says, path, zh, en }
}

/// The text contains none of these.
pub(super) const fn lacks(
    word: &'static str,
    path: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Expectation {
    Expectation { word, shape: Shape::Texts, rule: Rule::Lacks, path, zh, en }
}
