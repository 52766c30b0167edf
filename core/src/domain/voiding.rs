//! Voiding (P7): "entered by mistake" counts only if it saw everything else, and loses otherwise.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::fact::{Body, Fact};
use super::findings::Findings;
use super::history::History;
use super::record::Record;
use super::speech::{Spoken, who_when};
use super::view::{Flag, NoticeKind, Version};

/// Whether one of `voids` holds; the others are flagged, unless someone in `answers` has spoken
/// since with the void before them.
pub(crate) fn is_void(
    record: &Record,
    history: &History<'_>,
    voids: &[&Fact],
    answers: &[&Fact],
    findings: &mut Findings,
) -> bool {
    let content = content(record, voids);
    let missed = |void: &Fact| content.difference(&void.seen).count();
    if voids.iter().any(|void| missed(void) == 0) {
        return true;
    }
    for void in voids {
        if answers.iter().any(|answer| history.saw(answer.id, void.id)) {
            continue;
        }
        let who = who_when(void);
        let said = Spoken {
            zh: format!(
                "{} 说是报错了,但还有人写过他没看到的内容,先不作废,请镇里看一下。",
                who.zh
            ),
            en: format!(
                "{} called it a mistake without having seen all that others wrote; it stands \
                 until the township looks.",
                who.en
            ),
        };
        findings.flag(Flag::VoidContested, true);
        findings.notice(NoticeKind::VoidContested, &[void], said);
    }
    false
}

/// Everything a void must have seen: all but the voids, and what newer versions said.
fn content(record: &Record, voids: &[&Fact]) -> BTreeSet<FactId> {
    let mut content = Version::of(record).0;
    for fact in record.facts.values() {
        if matches!(fact.body, Body::Unknown { .. }) {
            content.remove(&fact.id);
        }
    }
    for void in voids {
        content.remove(&void.id);
    }
    content
}
