//! What is said of people who were at two sessions at once.

use fangxian_protocol::id::{PersonId, RecordId};

use super::kind::Training;
use super::told::named;
use crate::domain::kind::Kind;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::short_quote;
use crate::domain::view::{Notice, NoticeKind};

/// What to say on a session when some of its people were at another one at the same time.
pub fn overlap(other: &RecordId, title: &str, people: &[PersonId]) -> Notice {
    let who = named(people.iter());
    let other = short_quote(Some(title)).unwrap_or_else(|| other.label(Training::LABEL));
    let said = Sentence::of(
        format!("{} 同一时间还签到了另一场培训“{other}”", who.zh),
        format!("{} signed in at another session, \"{other}\", at the same time", who.en),
    )
    .then("两场都留着", "both are kept")
    .asks(&OFFICES, "核一下人在哪一场", "check where they were")
    .spoken();
    Notice { kind: NoticeKind::SessionsOverlap, facts: Vec::new(), zh: said.zh, en: said.en }
}
