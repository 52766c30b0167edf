//! Verbs on an accident.

use crate::scenario::plan::shape::Shape::{Moment, Number, Text, Unit, Wan};
use crate::scenario::plan::verb::{Arg, Becomes, On, Usual, Verb, begins, may, need, says};

const DEAD: Arg = may("dead", Number).or(Usual::Number(0));
const MISSING: Arg = may("missing", Number).or(Usual::Number(0));
const SERIOUS: Arg = may("serious", Number).or(Usual::Number(0));
const MINOR: Arg = may("minor", Number).or(Usual::Number(0));
const LOSS: Arg = may("wan", Wan).part("loss_fen").or(Usual::Number(0));

/// What is done to an accident.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "tells_of",
        on: On::New,
        does: begins("accident", "report"),
        args: &[
            need("as", Text).manner(),
            need("title", Text).field("title"),
            need("at", Moment).part("occurred_ms"),
            DEAD,
            MISSING,
            SERIOUS,
            MINOR,
            LOSS,
            may("village", Unit).becomes(Becomes::Home),
            may("category", Text).field("category"),
        ],
        zh: "快报一起事故;`wan` 是损失多少万元",
        en: "reports an accident; `wan` is the loss in 10,000 yuan",
    },
    Verb {
        word: "supplements",
        on: On::Record,
        does: says("accident", "supplement"),
        args: &[DEAD, MISSING, SERIOUS, MINOR, LOSS, may("doc", Text).part("doc_no")],
        zh: "补报伤亡和损失",
        en: "supplements the figures of an accident",
    },
];
