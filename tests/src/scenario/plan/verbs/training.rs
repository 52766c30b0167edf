//! Verbs on a training session.

use crate::scenario::plan::shape::Shape::{Moment, Number, OneOf, Text, Texts, YesNo};
use crate::scenario::plan::verb::{On, Verb, may, need};
use crate::scenario::plan::words::{COUNTED, METHODS};

/// What is done to a training session.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "opens",
        on: On::New,
        args: &[
            need("as", Text),
            need("title", Text),
            need("from", Moment),
            need("to", Moment),
            may("village", Text),
            may("place", Text),
            may("topic", Text),
        ],
        zh: "开一场培训",
        en: "opens a training session",
    },
    Verb {
        word: "signs_in",
        on: On::Record,
        args: &[need("who", Texts), need("at", Moment), may("method", OneOf(METHODS))],
        zh: "给人签到",
        en: "signs people in",
    },
    Verb {
        word: "signs_out",
        on: On::Record,
        args: &[need("who", Texts), need("at", Moment)],
        zh: "给自己扫过的人签退",
        en: "signs out people this phone signed in",
    },
    Verb {
        word: "examines",
        on: On::Record,
        args: &[
            need("who", Text),
            need("score", Number),
            need("passed", YesNo),
            may("paper", Text),
        ],
        zh: "记一次考试",
        en: "notes an exam attempt",
    },
    Verb {
        word: "disputes",
        on: On::Record,
        args: &[need("who", Text), may("reason", Text)],
        zh: "质疑签到(代签)",
        en: "says an attendance was signed by someone else",
    },
    Verb {
        word: "decides_attendance",
        on: On::Record,
        args: &[need("who", Text), need("valid", YesNo)],
        zh: "认定签到",
        en: "decides a disputed attendance",
    },
    Verb {
        word: "declares",
        on: On::Record,
        args: &[need("count", Number), may("method", OneOf(COUNTED))],
        zh: "申报人数",
        en: "declares a headcount",
    },
    Verb {
        word: "archives",
        on: On::Record,
        args: &[],
        zh: "培训归档",
        en: "archives the session",
    },
];
