//! Verbs on what a record of any kind already says: proposals, mistakes, descriptions and photos.

use crate::scenario::plan::shape::Shape::{Fact, Text};
use crate::scenario::plan::verb::{Act, Does, On, Usual, Verb, may, need};

/// What is done to a record as it stands.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "declines_proposal",
        on: On::Record,
        does: Does::DeclinesProposal,
        args: &[need("of", Fact), may("reason", Text)],
        zh: "不采纳一条提议;`of` 是提议那一步的名字",
        en: "declines a proposal; `of` names the step that made it",
    },
    Verb {
        word: "voids",
        on: On::Record,
        does: Does::Says(Act { kind: None, name: "void", told: None }),
        args: &[may("reason", Text).or(Usual::Text("报错了"))],
        zh: "作废:报错了(留底)",
        en: "says it was entered by mistake",
    },
    Verb {
        word: "describes",
        on: On::Record,
        does: Does::Describes,
        args: &[need("field", Text), need("value", Text)],
        zh: "修改描述的一项",
        en: "writes a field anew",
    },
    Verb {
        word: "settles",
        on: On::Record,
        does: Does::Settles,
        args: &[need("field", Text), need("value", Text)],
        zh: "看过全部说法后认定一项",
        en: "settles a field, having seen every value",
    },
    Verb {
        word: "adds_photo",
        on: On::Record,
        does: Does::AddsPhoto,
        args: &[need("photo", Text), may("role", Text)],
        zh: "补一张照片",
        en: "adds a photo",
    },
];
