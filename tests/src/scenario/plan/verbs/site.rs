//! Verbs on a site.

use crate::scenario::plan::shape::Shape::{OneOf, Text, YesNo};
use crate::scenario::plan::verb::{On, Verb, may, need};
use crate::scenario::plan::words::{CHECKS, STATUSES};

/// What is done to a site.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "registers",
        on: On::New,
        args: &[
            need("as", Text),
            need("name", Text),
            may("category", Text),
            may("place", Text),
            may("village", Text),
        ],
        zh: "场所建档",
        en: "registers a site",
    },
    Verb {
        word: "sets_status",
        on: On::Record,
        args: &[need("status", OneOf(STATUSES))],
        zh: "改场所状态",
        en: "says whether a site works",
    },
    Verb {
        word: "patrols",
        on: On::Record,
        args: &[need("working", YesNo)],
        zh: "巡查:在不在营业",
        en: "notes a visit",
    },
    Verb {
        word: "inspects",
        on: On::Record,
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
