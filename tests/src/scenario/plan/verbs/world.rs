//! Verbs on the world: time, the centre, posts and villages.

use crate::scenario::plan::shape::Shape::{Day, Number, OneOf, Text, Texts};
use crate::scenario::plan::verb::{Does, On, Verb, may, need};
use crate::scenario::plan::words::ROLES;

/// What happens without anyone's phone.
pub(super) const VERBS: &[Verb] = &[
    Verb {
        word: "wait",
        on: On::World,
        does: Does::Happens,
        args: &[may("days", Number), may("hours", Number), may("minutes", Number)],
        zh: "时间过去",
        en: "time passes",
    },
    Verb {
        word: "centre_clock",
        on: On::World,
        does: Does::Happens,
        args: &[may("days", Number), may("hours", Number), may("minutes", Number)],
        zh: "中心的时间被调错这么多(平常是对的)",
        en: "the centre's clock is wrong by so much; it is right unless this is said",
    },
    Verb {
        word: "revoke",
        on: On::World,
        does: Does::Happens,
        args: &[need("phone", Text)],
        zh: "中心注销一部手机",
        en: "the centre revokes a phone",
    },
    Verb {
        word: "end_post",
        on: On::World,
        does: Does::Happens,
        args: &[need("person", Text), may("role", OneOf(ROLES))],
        zh: "中心结束一个人的岗位;不写角色就是全部",
        en: "the centre ends a person's posts: all, or those of a role",
    },
    Verb {
        word: "give_post",
        on: On::World,
        does: Does::Happens,
        args: &[need("person", Text), need("role", OneOf(ROLES)), need("unit", Text)],
        zh: "中心给一个人再加一个岗位",
        en: "the centre gives a person a further post",
    },
    Verb {
        word: "move_post",
        on: On::World,
        does: Does::Happens,
        args: &[need("person", Text), need("role", OneOf(ROLES)), need("unit", Text)],
        zh: "中心把一个人调到别的岗位(原来的结束)",
        en: "the centre moves a person to another post; those held before end",
    },
    Verb {
        word: "reorganise",
        on: On::World,
        does: Does::Happens,
        args: &[need("old", Text), need("into", Texts), need("from", Day)],
        zh: "区划调整:从哪天起,一个村由另外一个或几个村(或网格)接替",
        en: "a village is replaced by another or by several, or by grids, from a day on",
    },
    Verb {
        word: "check",
        on: On::World,
        does: Does::Happens,
        args: &[],
        zh: "中途核对,写法和 expect 一样",
        en: "checks on the way, as `expect` does at the end",
    },
];
