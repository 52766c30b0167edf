//! One of several records found to be the same, where not all of them are here (46): what is not
//! here may be dangerous, so nothing is over, and whoever looks is told.

use std::collections::BTreeSet;

use fangxian_protocol::id::RecordId;

use super::next::next;
use super::view::{HazardView, State};
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, Notice, NoticeKind};

/// The records that `mine` and those of its `twins` that are here are said to be the same as, and
/// that are not here.
pub fn absent(mine: &HazardView, twins: &[HazardView]) -> BTreeSet<RecordId> {
    let all = || std::iter::once(mine).chain(twins);
    let mut absent: BTreeSet<RecordId> = all().flat_map(|one| &one.same_as).copied().collect();
    let denied = all().flat_map(|one| &one.not_same_as);
    for id in all().map(|one| &one.face.id).chain(denied) {
        absent.remove(id);
    }
    absent
}

/// `view` as it must be handled while `absent` are not here: open, and saying so.
pub fn awaiting(mut view: HazardView, absent: &BTreeSet<RecordId>) -> HazardView {
    if absent.is_empty() || view.state == State::Void {
        return view;
    }
    if view.state == State::Closed {
        view.state = State::Reported;
        view.closed = None;
    }
    view.face.flags.insert(Flag::Duplicate);
    view.same_as
        .extend(absent.iter().filter(|id| !view.same_as.contains(id)).copied().collect::<Vec<_>>());
    view.same_as.sort();
    let asked = (view.grade.major, view.ending);
    view.next = next(view.state, asked, &view.face.flags, &view.face.proposals);
    view.face.notices.push(not_here(absent.len()));
    view.face.notices.sort_by(|a, b| (a.kind, &a.facts, &a.zh).cmp(&(b.kind, &b.facts, &b.zh)));
    view
}

fn not_here(count: usize) -> Notice {
    let said = Sentence::of(
        format!("已认定和另外{count}条是同一件事,那{count}条还没传到这部手机"),
        format!("Found to be the same as {count} more that are not on this phone yet"),
    )
    .then("可能更严、更急", "they may be graver or due earlier")
    .then("先不算办结", "it does not count as closed until they are here")
    .spoken();
    let (zh, en) = (said.zh, said.en);
    Notice { kind: NoticeKind::CountedTogether, facts: Vec::new(), zh, en }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::HazardAct;
    use crate::domain::testing::{Story, kinds};

    fn decides(of: u8, same: bool) -> HazardAct {
        HazardAct::DecideDuplicate { of: RecordId([of; 16]), same }
    }

    #[test]
    fn situation_46_a_half_without_the_other_is_not_closed_and_says_so() {
        let mut story = Story::hazard();
        story.township("p-3").says(decides(2, true));
        story.township("p-3").closes();
        let mine = story.hazard_view();
        assert_eq!(mine.state, State::Closed);
        let missing = absent(&mine, &[]);
        assert_eq!(missing, BTreeSet::from([RecordId([2; 16])]));
        let view = awaiting(mine.clone(), &missing);
        assert_eq!((view.state, view.closed), (State::Reported, None));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::CountedTogether]);
        assert!(view.face.notices[0].zh.contains("先不算办结"), "{}", view.face.notices[0].zh);
        let mut other = Story::hazard();
        other.record.id = RecordId([2; 16]);
        let here = [other.hazard_view()];
        assert_eq!(awaiting(mine.clone(), &absent(&mine, &here)), mine, "all of it is here");
    }

    #[test]
    fn whom_a_twin_names_is_awaited_too_and_whoever_was_told_apart_is_not() {
        let mut story = Story::hazard();
        story.township("p-3").says(decides(2, true));
        let mut other = Story::hazard();
        other.record.id = RecordId([2; 16]);
        other.township("p-3").says(decides(3, true));
        let here = [other.hazard_view()];
        assert_eq!(absent(&story.hazard_view(), &here), BTreeSet::from([RecordId([3; 16])]));
        other.township("p-3").says(decides(3, false));
        let here = [other.hazard_view()];
        assert_eq!(absent(&story.hazard_view(), &here), BTreeSet::new());
    }
}
