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
    /// What it comes down to.
    pub does: Does,
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

/// What a verb comes down to (办法).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// A record begins with this act.
    Begins(Act),
    /// This act is said of a record.
    Says(Act),
    /// It is said once for each person, all at once.
    SaysAll(Act),
    /// It is said once for each person, one after the other; what each came to is remembered.
    SaysEach(Act),
    /// The screen is remembered.
    Reads,
    /// Something is seen again, maybe with a photo of it.
    Observes,
    /// Two records are found to be the same, or not.
    DecidesSame,
    /// A proposal is declined.
    DeclinesProposal,
    /// A field is written.
    Describes,
    /// A field that people differ on is settled.
    Settles,
    /// A photo is added.
    AddsPhoto,
    /// It happens to phones, to the centre or to everyone.
    Happens,
}

/// An act as envelopes spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// The kind of record; `None` for the kind of whatever record it is said of.
    pub kind: Option<&'static str>,
    /// Its name.
    pub name: &'static str,
    /// A part of it that the verb itself tells.
    pub told: Option<(&'static str, bool)>,
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
    /// What becomes of it.
    pub becomes: Becomes,
}

/// What becomes of something said with a verb that comes down to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// A part of the act of this name; what it is when the file does not say.
    Part(&'static str, Usual),
    /// A field of this name of the record that begins.
    Field(&'static str),
    /// The village of the record that begins.
    Home,
    /// Its latitude or longitude.
    Position,
    /// A photo it begins with.
    Photo,
    /// When yes, it begins with this act too.
    Also(&'static str),
    /// Nothing of the act: it says how the act is carried out.
    Manner,
}

/// What a part is when the file does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// It is left out.
    LeftOut,
    /// A text or a word.
    Text(&'static str),
    /// A number.
    Number(i64),
    /// No.
    No,
}

/// Whether an act is beyond its author's role: whoever writes the file says so; chance may not
/// know.
const PROPOSALS: &[&str] = &["yes", "no", "maybe"];

/// What may be said with every verb that adds to a record.
pub const COMMON: &[Arg] = &[
    may("as", Shape::Text).manner(),
    may("seeing", Shape::Text).manner(),
    may("proposal", Shape::OneOf(PROPOSALS)).manner(),
    may("fails", Shape::OneOf(REFUSALS)).manner(),
];

impl Verb {
    /// Everything that may be said with it.
    pub fn all_args(&self) -> impl Iterator<Item = &Arg> + Clone {
        let common = matches!(self.on, On::New | On::Record);
        self.args.iter().chain(if common { COMMON } else { &[] })
    }
}

impl Does {
    /// The act, when it comes down to one.
    pub fn act(self) -> Option<Act> {
        match self {
            Self::Begins(act) | Self::Says(act) | Self::SaysAll(act) | Self::SaysEach(act) => {
                Some(act)
            }
            _ => None,
        }
    }

    /// How plans spell it.
    pub fn how(self) -> &'static str {
        match self {
            Self::Begins(_) => "begin",
            Self::Says(_) => "say",
            Self::SaysAll(_) => "say_all",
            Self::SaysEach(_) => "say_each",
            Self::Reads => "read",
            Self::Observes => "observe",
            Self::DecidesSame => "decide_same",
            Self::DeclinesProposal => "decline_proposal",
            Self::Describes => "describe",
            Self::Settles => "settle",
            Self::AddsPhoto => "add_photo",
            Self::Happens => "happen",
        }
    }
}

impl Act {
    pub(super) const fn of(kind: &'static str, name: &'static str) -> Self {
        Self { kind: Some(kind), name, told: None }
    }
}

pub(super) const fn begins(kind: &'static str, name: &'static str) -> Does {
    Does::Begins(Act::of(kind, name))
}

pub(super) const fn says(kind: &'static str, name: &'static str) -> Does {
    Does::Says(Act::of(kind, name))
}

pub(super) const fn need(word: &'static str, shape: Shape) -> Arg {
    Arg { word, shape, needed: true, becomes: Becomes::Part(word, Usual::LeftOut) }
}

pub(super) const fn may(word: &'static str, shape: Shape) -> Arg {
    Arg { needed: false, ..need(word, shape) }
}

impl Arg {
    /// The part of the act it is, where that is called otherwise.
    pub(super) const fn part(self, name: &'static str) -> Self {
        Self { becomes: Becomes::Part(name, Usual::LeftOut), ..self }
    }

    /// What it is when the file does not say.
    pub(super) const fn or(self, usual: Usual) -> Self {
        match self.becomes {
            Becomes::Part(name, _) => Self { becomes: Becomes::Part(name, usual), ..self },
            _ => self,
        }
    }

    pub(super) const fn field(self, name: &'static str) -> Self {
        Self { becomes: Becomes::Field(name), ..self }
    }

    pub(super) const fn becomes(self, becomes: Becomes) -> Self {
        Self { becomes, ..self }
    }

    pub(super) const fn manner(self) -> Self {
        Self { becomes: Becomes::Manner, ..self }
    }
}
