//! Verbs on a phone: its screen, its signal, its clock, its data and its enrolment.

use crate::scenario::plan::shape::Shape::{Number, Text};
use crate::scenario::plan::verb::{On, Verb, may, need};

/// What is done with a phone, or happens to it.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "reads",
        on: On::Record,
        args: &[need("as", Text)],
        zh: "看一眼屏幕并记住;以后的 `seeing` 可以用它",
        en: "remembers the screen, for `seeing` later on",
    },
    Verb {
        word: "syncs",
        on: On::Phones,
        args: &[],
        zh: "同步;写 everyone 时大家都同步到一致",
        en: "synchronises; with `everyone`, until all have everything",
    },
    Verb { word: "offline", on: On::Phones, args: &[], zh: "没有信号", en: "loses the signal" },
    Verb {
        word: "online", on: On::Phones, args: &[], zh: "有信号了", en: "has a signal again"
    },
    Verb {
        word: "metered",
        on: On::Phones,
        args: &[],
        zh: "用流量,照片先不传,文字照传",
        en: "is on a metered line: words go out, photos wait",
    },
    Verb {
        word: "wifi", on: On::Phones, args: &[], zh: "连上无线网", en: "is on Wi-Fi again"
    },
    Verb {
        word: "restarts",
        on: On::Phone,
        args: &[],
        zh: "应用被杀掉后重新打开",
        en: "the app is killed and started anew",
    },
    Verb {
        word: "sets_clock",
        on: On::Phone,
        args: &[may("days", Number), may("hours", Number), may("minutes", Number)],
        zh: "手机时间被调错这么多",
        en: "the phone's clock is wrong by so much",
    },
    Verb {
        word: "backs_up",
        on: On::Phone,
        args: &[need("as", Text)],
        zh: "整部手机备份",
        en: "the phone is backed up",
    },
    Verb {
        word: "restores",
        on: On::Phone,
        args: &[need("backup", Text)],
        zh: "从备份恢复(备份之后的都没了)",
        en: "the phone is restored from a backup",
    },
    Verb {
        word: "copied_to",
        on: On::Phone,
        args: &[need("phone", Text)],
        zh: "把数据克隆到另一部手机",
        en: "the phone's data is copied to another phone",
    },
    Verb {
        word: "enrols",
        on: On::Phone,
        args: &[need("phone", Text)],
        zh: "用新的注册码登记一部新手机,`phone` 给它起名",
        en: "takes a further phone into use with a new code; `phone` names it",
    },
    Verb {
        word: "enrols_again",
        on: On::Phone,
        args: &[],
        zh: "中心不再认这部手机以后,用新的注册码重新登记",
        en: "enrols anew with a new code once the centre no longer takes the phone at its word",
    },
];
