//! What a verb is.

use super::shape::Shape;
use super::words::REFUSALS;

/// Something a person or a phone can do (动词).
#[derive(Debug, Clone, Copy)]
pub struct Verb {
    /// How it is written.
    pub word: &'static str,
    /// What it needs before and after it.
    pub on: On,
    /// What may be said with it.
    pub args: &'static [Arg],
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// What stands before and after a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// `who verb`: opens a record, which `as` names.
    New,
    /// `who verb record`.
    Record,
    /// `phones verb`, or `verb: phones`.
    Phones,
    /// `who verb`: one phone.
    Phone,
    /// `verb` alone: the world or the centre.
    World,
}

/// Something said with a verb.
#[derive(Debug, Clone, Copy)]
pub struct Arg {
    /// How it is written.
    pub word: &'static str,
    /// What it may be.
    pub shape: Shape,
    /// Whether it must be there.
    pub needed: bool,
}

/// Whether an act is beyond its author's role: whoever writes the file says so; chance may not
/// know.
const PROPOSALS: &[&str] = &["yes", "no", "maybe"];

/// What may be said with every verb that adds to a record.
pub const COMMON: &[Arg] = &[
    may("as", Shape::Text),
    may("seeing", Shape::Text),
    may("proposal", Shape::OneOf(PROPOSALS)),
    may("fails", Shape::OneOf(REFUSALS)),
];

impl Verb {
    /// Everything that may be said with it.
    pub fn all_args(&self) -> impl Iterator<Item = &Arg> + Clone {
        let common = matches!(self.on, On::New | On::Record);
        self.args.iter().chain(if common { COMMON } else { &[] })
    }
}

pub(super) const fn need(word: &'static str, shape: Shape) -> Arg {
    Arg { word, shape, needed: true }
}

pub(super) const fn may(word: &'static str, shape: Shape) -> Arg {
    Arg { word, shape, needed: false }
}
