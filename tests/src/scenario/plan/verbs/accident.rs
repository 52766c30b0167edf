//! Verbs on an accident.

use crate::scenario::plan::shape::Shape::{Moment, Number, Text};
use crate::scenario::plan::verb::{On, Verb, may, need};

/// What is done to an accident.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "tells_of",
        on: On::New,
        args: &[
            need("as", Text),
            need("title", Text),
            need("at", Moment),
            may("dead", Number),
            may("missing", Number),
            may("serious", Number),
            may("minor", Number),
            may("wan", Number),
            may("village", Text),
            may("category", Text),
        ],
        zh: "快报一起事故;`wan` 是损失多少万元",
        en: "reports an accident; `wan` is the loss in 10,000 yuan",
    },
    Verb {
        word: "supplements",
        on: On::Record,
        args: &[
            may("dead", Number),
            may("missing", Number),
            may("serious", Number),
            may("minor", Number),
            may("wan", Number),
            may("doc", Text),
        ],
        zh: "补报伤亡和损失",
        en: "supplements the figures of an accident",
    },
];
