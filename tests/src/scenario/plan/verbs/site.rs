//! Verbs on a site.

use crate::scenario::plan::shape::Shape::{OneOf, Text, Unit, YesNo};
use crate::scenario::plan::verb::{Becomes, On, Verb, begins, may, need, says};
use crate::scenario::plan::words::{CHECKS, STATUSES};

/// What is done to a site.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "registers",
        on: On::New,
        does: begins("site", "register"),
        args: &[
            need("as", Text).manner(),
            need("name", Text).field("name"),
            may("category", Text).field("category"),
            may("place", Text).field("place"),
            may("village", Unit).becomes(Becomes::Home),
        ],
        zh: "场所建档",
        en: "registers a site",
    },
    Verb {
        word: "sets_status",
        on: On::Record,
        does: says("site", "set_status"),
        args: &[need("status", OneOf(STATUSES))],
        zh: "改场所状态",
        en: "says whether a site works",
    },
    Verb {
        word: "patrols",
        on: On::Record,
        does: says("site", "patrol"),
        args: &[need("working", YesNo)],
        zh: "巡查:在不在营业",
        en: "notes a visit",
    },
    Verb {
        word: "inspects",
        on: On::Record,
        does: says("site", "check"),
        args: &[
            need("item", Text),
            need("result", OneOf(CHECKS)),
            may("template", Text),
            may("note", Text),
        ],
        zh: "照检查表查一项:符合、不符合、不适用",
        en: "answers a line of a checklist",
    },
];
