//! Voiding (P7): "entered by mistake" counts only if it saw everything else, and loses otherwise.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::fact::{Body, Fact};
use super::findings::Findings;
use super::history::History;
use super::offices::{OFFICES, Verdict};
use super::person::Role;
use super::record::Record;
use super::sentence::Sentence;
use super::speech::{Deed, Spoken};
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
    if voids.is_empty() {
        return false;
    }
    let content = content(record);
    let missed = |void: &Fact| content.difference(&void.seen).count();
    if voids.iter().any(|void| missed(void) == 0) {
        return true;
    }
    for void in voids {
        if answers.iter().any(|answer| history.saw(answer.id, void.id)) {
            continue;
        }
        let said = Sentence::by(
            void,
            "说是报错了,但还有人写过他没看到的内容",
            "called it a mistake without having seen all that others wrote",
        )
        .then("先不作废", "it stands")
        .asks(&OFFICES, "看一下", "look");
        findings.flag(Flag::VoidContested, true);
        findings.notice(NoticeKind::VoidContested, &[void], said);
    }
    false
}

/// Who may call a record a mistake: whoever had nobody else's word before them, and an office.
pub(crate) fn may(role: Role, alone: bool) -> Verdict {
    if alone { Verdict::Allowed } else { Verdict::only(role, &OFFICES) }
}

/// That somebody called it a mistake.
pub(crate) fn deed() -> Deed {
    Deed::decided(
        Spoken::new("说是报错了(留底)", "called it a mistake"),
        Spoken::new("说是报错了,想作废", "calls it a mistake and would like it voided"),
    )
}

/// Everything a void must have seen: all but other voids, what newer versions said, and what the
/// centre said of it.
fn content(record: &Record) -> BTreeSet<FactId> {
    let mut content = Version::of(record).0;
    for fact in record.facts.values() {
        if fact.body.is_void() || matches!(fact.body, Body::Unknown { .. } | Body::Centre(_)) {
            content.remove(&fact.id);
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::State;
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn a_void_that_saw_everything_holds_and_a_second_one_does_not_undo_it() {
        let mut story = Story::hazard();
        story.field("title", "误报", "p-1");
        story.evidence();
        let before = story.screen();
        story.township("p-3").voids();
        story.township("p-4").on(&before).voids();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Void);
        assert!(view.face.notices.is_empty());
    }

    #[test]
    fn situation_14_a_void_loses_to_any_word_any_edit_and_any_photo_it_did_not_see() {
        let deeds: [fn(&mut Story); 3] = [
            |story| _ = story.grid("p-2").blind().sees_danger(),
            |story| story.field("description", "仍渗水", "p-2"),
            |story| story.evidence(),
        ];
        for deed in deeds {
            let mut story = Story::hazard();
            story.township("p-3").voids();
            assert_eq!(story.hazard_view().state, State::Void);
            deed(&mut story);
            let view = story.hazard_view();
            assert_eq!(view.state, State::Reported);
            assert_eq!(view.face.flags, flags([Flag::VoidContested]));
            assert_eq!(kinds(&view.face.notices), [NoticeKind::VoidContested]);
        }
    }

    #[test]
    fn a_worker_may_void_their_own_entry_while_nobody_else_spoke() {
        let mut story = Story::hazard();
        story.grid("p-1").voids();
        assert_eq!(story.hazard_view().state, State::Void);
        let mut story = Story::hazard();
        story.grid("p-2").sees_danger();
        story.grid("p-1").voids();
        let view = story.hazard_view();
        assert_eq!(view.state, State::Reported);
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ActBeyondRole]);
    }
}
