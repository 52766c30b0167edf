//! Verbs on what a record already says: proposals, doubles, mistakes, descriptions and photos.

use crate::scenario::plan::shape::Shape::{Number, Text, YesNo};
use crate::scenario::plan::verb::{On, Verb, may, need};

/// What is done to a record as it stands.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "declines_proposal",
        on: On::Record,
        args: &[need("of", Text), may("reason", Text)],
        zh: "不采纳一条提议;`of` 是提议那一步的名字",
        en: "declines a proposal; `of` names the step that made it",
    },
    Verb {
        word: "suspects_same",
        on: On::Record,
        args: &[need("of", Text), may("distance", Number)],
        zh: "说可能和另一条是同一件事",
        en: "suspects it is the same as another record",
    },
    Verb {
        word: "decides_same",
        on: On::Record,
        args: &[need("of", Text), need("same", YesNo)],
        zh: "认定是不是同一件事",
        en: "decides whether two records are the same",
    },
    Verb {
        word: "voids",
        on: On::Record,
        args: &[may("reason", Text)],
        zh: "作废:报错了(留底)",
        en: "says it was entered by mistake",
    },
    Verb {
        word: "describes",
        on: On::Record,
        args: &[need("field", Text), need("value", Text)],
        zh: "修改描述的一项",
        en: "writes a field anew",
    },
    Verb {
        word: "settles",
        on: On::Record,
        args: &[need("field", Text), need("value", Text)],
        zh: "看过全部说法后认定一项",
        en: "settles a field, having seen every value",
    },
    Verb {
        word: "adds_photo",
        on: On::Record,
        args: &[need("photo", Text), may("role", Text)],
        zh: "补一张照片",
        en: "adds a photo",
    },
];
