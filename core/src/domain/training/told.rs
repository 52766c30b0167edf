//! What is said of attendance: who came when there was no session, or twice.

use fangxian_protocol::id::PersonId;

use crate::domain::fact::Fact;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::{Spoken, people};

/// So many people are named where a sentence is about many.
const NAMED_MAX: usize = 3;

pub(super) fn in_doubt(person: &PersonId, who: &[&Fact]) -> Sentence {
    let who = people(who);
    Sentence::of(
        format!("{} 说 {{{person}}} 的签到有疑问", who.zh),
        format!("{} doubt the attendance of {{{person}}}", who.en),
    )
    .then("学时先不算", "no hours are credited")
    .asks(&OFFICES, "核一下", "decide")
}

pub(super) fn scanned(person: &PersonId, sign_ins: &[&Fact]) -> Sentence {
    Sentence::of_all(
        sign_ins,
        &format!("都给 {{{person}}} 签了到"),
        &format!("signed {{{person}}} in more than once"),
    )
    .then("只算1人", "that counts as one person")
    .then("学时按在场时间合并", "hours are merged by time present")
}

pub(super) fn moved() -> Sentence {
    Sentence::of("培训不是在计划的时间办的", "the session was not held when planned")
        .then("学时按多数人签到的那段时间算", "hours are credited by when most people signed in")
        .asks(&OFFICES, "核一下", "check")
}

/// Several people, the first of many by name: `{p-0002}、{p-0003}、{p-0004} 等20人`.
pub(super) fn named<'p>(people: impl Iterator<Item = &'p PersonId>) -> Spoken {
    let people: Vec<String> = people.map(|person| format!("{{{person}}}")).collect();
    let (first, count) = (&people[..people.len().min(NAMED_MAX)], people.len());
    let (zh, en) = (first.join("、"), first.join(", "));
    match count > NAMED_MAX {
        true => {
            Spoken::new(format!("{zh} 等{count}人"), format!("{en} and others ({count} people)"))
        }
        false => Spoken::new(zh, en),
    }
}
