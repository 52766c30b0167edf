//! Verbs on a training session.

use crate::scenario::plan::shape::Shape::{
    Moment, Number, OneOf, People, Person, SignIns, Text, Unit, YesNo,
};
use crate::scenario::plan::verb::{Act, Becomes, Does, On, Usual, Verb, begins, may, need, says};
use crate::scenario::plan::words::{COUNTED, METHODS};

/// What is done to a training session.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "opens",
        on: On::New,
        does: begins("training", "schedule"),
        args: &[
            need("as", Text).manner(),
            need("title", Text).field("title"),
            need("from", Moment).part("start_ms"),
            need("to", Moment).part("end_ms"),
            may("village", Unit).becomes(Becomes::Home),
            may("place", Text).field("place"),
            may("topic", Text).field("topics"),
        ],
        zh: "开一场培训",
        en: "opens a training session",
    },
    Verb {
        word: "signs_in",
        on: On::Record,
        does: Does::SaysEach(Act::of("training", "sign_in")),
        args: &[
            need("who", People).part("attendee"),
            need("at", Moment).part("in_ms"),
            may("method", OneOf(METHODS)).or(Usual::Text("dynamic_code")),
        ],
        zh: "给人签到",
        en: "signs people in",
    },
    Verb {
        word: "signs_out",
        on: On::Record,
        does: Does::SaysAll(Act::of("training", "sign_out")),
        args: &[need("who", SignIns).part("sign_in"), need("at", Moment).part("out_ms")],
        zh: "给自己扫过的人签退",
        en: "signs out people this phone signed in",
    },
    Verb {
        word: "examines",
        on: On::Record,
        does: says("training", "examine"),
        args: &[
            need("who", Person).part("attendee"),
            need("score", Number),
            need("passed", YesNo),
            may("paper", Text).or(Usual::Text("A")),
        ],
        zh: "记一次考试",
        en: "notes an exam attempt",
    },
    Verb {
        word: "disputes",
        on: On::Record,
        does: says("training", "dispute_attendance"),
        args: &[
            need("who", Person).part("attendee"),
            may("reason", Text).or(Usual::Text("签名不像本人")),
        ],
        zh: "质疑签到(代签)",
        en: "says an attendance was signed by someone else",
    },
    Verb {
        word: "decides_attendance",
        on: On::Record,
        does: says("training", "decide_attendance"),
        args: &[need("who", Person).part("attendee"), need("valid", YesNo)],
        zh: "认定签到",
        en: "decides a disputed attendance",
    },
    Verb {
        word: "declares",
        on: On::Record,
        does: says("training", "declare_headcount"),
        args: &[need("count", Number), may("method", OneOf(COUNTED)).or(Usual::Text("counted"))],
        zh: "申报人数",
        en: "declares a headcount",
    },
    Verb {
        word: "archives",
        on: On::Record,
        does: says("training", "archive"),
        args: &[],
        zh: "培训归档",
        en: "archives the session",
    },
];
