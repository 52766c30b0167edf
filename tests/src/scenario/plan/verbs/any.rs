//! Verbs for the acts of any kind of record, by their name: for what has no verb of its own.

use crate::scenario::plan::shape::Shape::{Named, Number, Text, Unit};
use crate::scenario::plan::verb::{Becomes, On, Verb, begins, may, need, says};

/// How documents write the verb of any act.
pub const ANY: &str = "KIND.ACT";

/// A record of any kind begins.
pub(crate) const BEGINS_ANY: Verb = Verb {
    word: ANY,
    on: On::New,
    does: begins("KIND", "ACT"),
    args: &[
        need("as", Text).manner(),
        may("fields", Named(&Text)).manner(),
        may("village", Unit).becomes(Becomes::Home),
        may("lat", Number).becomes(Becomes::Position),
        may("lon", Number).becomes(Becomes::Position),
        may("photo", Text).becomes(Becomes::Photo),
    ],
    zh: "用信封里的名字开一条任何类别的记录;`fields` 是描述,其余各项是这个行为的部分",
    en: "begins a record of any kind by its act; `fields` describe it, the rest are parts",
};

/// Anything is said of a record.
pub(crate) const SAYS_ANY: Verb = Verb {
    word: ANY,
    on: On::Record,
    does: says("KIND", "ACT"),
    args: &[],
    zh: "用信封里的名字说任何一个行为,各项就是它的部分;指人指事写 `{person: 甲}`、`{fact: 申请}`",
    en: "any act by its name, with its parts; people and the like are written `{person: 甲}`, \
         `{unit: …}`, `{record: …}`, `{fact: …}`, `{sign_in: …}`",
};

/// Both of them.
pub(super) const VERBS: &[Verb] = &[BEGINS_ANY, SAYS_ANY];
