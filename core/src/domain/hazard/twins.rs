//! Hazards a person found to be the same (13): looked at together, the strictest of each counts.
//!
//! Nothing is merged for good: each record keeps its own facts, and another decision takes them
//! apart again.

use std::cmp::Reverse;

use super::beside::Beside;
use super::derive::derive_beside;
use super::next::next;
use super::view::{Deadline, EffectiveGrade, HazardView, OtherDay, State};
use crate::domain::offices::rank;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::view::{Flag, Notice, NoticeKind};
use fangxian_protocol::id::RecordId;

/// Whether two records are the same by what is said on both: someone says so, and nobody whose
/// word stands says they differ.
pub fn agree_same(one: &HazardView, other: &HazardView) -> bool {
    let same = one.same_as.contains(&other.face.id) || other.same_as.contains(&one.face.id);
    let differ =
        one.not_same_as.contains(&other.face.id) || other.not_same_as.contains(&one.face.id);
    same && !differ
}

/// A hazard as it must be handled beside its `twins`: each of them is looked at with what all the
/// others ask for. Views are of what is said of each alone.
pub fn joined(mine: &(HazardView, Record), twins: &[(HazardView, Record)]) -> HazardView {
    if twins.is_empty() {
        return mine.0.clone();
    }
    let all = || std::iter::once(mine).chain(twins);
    let beside = |(_, record): &(HazardView, Record)| {
        let others = all().filter(|(view, _)| view.face.id != record.id);
        derive_beside(record, Beside::of(others.map(|(view, other)| (view, other))))
    };
    let others: Vec<HazardView> = twins.iter().map(beside).collect();
    together(&beside(mine), &others)
}

/// `mine` as it must be handled given its `twins`: the earlier deadline, the graver grade, the
/// stricter order, open while any of them is open, and everyone responsible for any of them.
fn together(mine: &HazardView, twins: &[HazardView]) -> HazardView {
    let twins: Vec<&HazardView> = twins
        .iter()
        .filter(|twin| twin.state != State::Void && twin.face.id != mine.face.id)
        .collect();
    if twins.is_empty() || mine.state == State::Void {
        return mine.clone();
    }
    let mut all = vec![mine];
    all.extend(&twins);
    let mut view = mine.clone();
    view.deadline = deadline(&all);
    view.grade = grade(&all);
    view.mode = all.iter().filter_map(|one| one.mode).max();
    let ending = all.iter().map(|one| one.ending).max_by_key(|role| rank(*role));
    view.ending = ending.unwrap_or(mine.ending);
    let open = all.iter().map(|one| one.state).filter(|state| *state != State::Closed);
    view.state = open.min().unwrap_or(State::Closed);
    view.closed = mine.closed.filter(|_| view.state == State::Closed);
    view.face.flags = all.iter().flat_map(|one| &one.face.flags).copied().collect();
    view.face.flags.insert(Flag::Duplicate);
    for danger in twins.iter().flat_map(|twin| &twin.dangers) {
        if !view.dangers.contains(danger) {
            view.dangers.push(*danger);
        }
    }
    view.face.people = all.iter().flat_map(|one| &one.face.people).cloned().collect();
    for one in twins.iter().flat_map(|twin| &twin.responsible) {
        let named = |known: &&_| {
            let known: &super::view::Responsible = known;
            known.person == one.person && known.unit == one.unit
        };
        if !view.responsible.iter().any(|known| named(&known)) {
            view.responsible.push(one.clone());
        }
    }
    view.same_as = twins.iter().map(|twin| twin.face.id).collect();
    let asked = (view.grade.major, view.ending);
    view.next = next(view.state, asked, &view.face.flags, &view.face.proposals);
    if differs(mine, &view) {
        view.face.notices.push(counted_together(&view.same_as));
        view.face.notices.sort_by(|a, b| (a.kind, &a.facts, &a.zh).cmp(&(b.kind, &b.facts, &b.zh)));
    }
    view
}

/// The earliest day of all of them; the others stand beside it.
fn deadline(all: &[&HazardView]) -> Option<Deadline> {
    let days = all.iter().filter_map(|one| one.deadline.as_ref());
    let first = days.clone().min_by_key(|one| (one.day, one.because))?;
    let mut deadline = first.clone();
    for other in days.filter(|other| other.because != first.because) {
        deadline.others.push(OtherDay { day: other.day, because: other.because });
        deadline.others.extend(&other.others);
        deadline.set_by.extend(&other.set_by);
    }
    deadline.others.sort();
    deadline.set_by.sort();
    deadline.set_by.dedup();
    Some(deadline)
}

/// The gravest grade of all of them, with its reason.
fn grade(all: &[&HazardView]) -> EffectiveGrade {
    let grave = |one: &&&HazardView| {
        (one.grade.major, one.grade.judged, one.grade.suspected_major, Reverse(one.face.id))
    };
    let gravest = all.iter().max_by_key(grave).map(|one| one.grade.clone());
    gravest.unwrap_or_else(|| all[0].grade.clone())
}

fn differs(mine: &HazardView, view: &HazardView) -> bool {
    let day = |view: &HazardView| view.deadline.as_ref().map(|deadline| deadline.day);
    day(mine) != day(view)
        || mine.grade.major != view.grade.major
        || mine.mode != view.mode
        || mine.state != view.state
        || mine.responsible.len() != view.responsible.len()
}

fn counted_together(others: &[RecordId]) -> Notice {
    let count = others.len();
    let said = Sentence::of(
        format!("已认定和另外{count}条是同一件事,合着看,期限、等级、要求都取严的"),
        format!(
            "Found to be the same as {count} more: the earlier deadline, the graver grade and the \
             stricter order hold"
        ),
    )
    .then("一条没办结就不算办结", "it is open while any of them is")
    .spoken();
    let (zh, en) = (said.zh, said.en);
    Notice { kind: NoticeKind::CountedTogether, facts: Vec::new(), zh, en }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::{Grade, HazardAct, Mode};
    use crate::domain::testing::{Story, kinds};

    fn twin(number: u8) -> Story {
        let mut story = Story::hazard();
        story.record.id = RecordId([number; 16]);
        story
    }

    fn decides(of: u8, same: bool) -> HazardAct {
        HazardAct::DecideDuplicate { of: RecordId([of; 16]), same }
    }

    #[test]
    fn situation_13_the_earlier_deadline_the_graver_grade_and_everyone_responsible_hold() {
        let (mut one, mut other) = (twin(1), twin(2));
        one.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
        other.township("p-4").orders(Mode::ByDeadline, Some("2026-11-22"));
        other.grid("p-2").suspects_major();
        other.township("p-4").says(HazardAct::Assign { person: "p-8".parse().ok(), unit: None });
        one.township("p-3").says(decides(2, true));
        let (one, other) = (one.hazard_view(), other.hazard_view());
        assert!(agree_same(&one, &other) && agree_same(&other, &one));
        for (mine, twin) in [(&one, &other), (&other, &one)] {
            let view = together(mine, std::slice::from_ref(twin));
            assert_eq!(view.deadline.as_ref().unwrap().day.to_string(), "2026-11-22");
            assert!(view.is_major() && view.face.flags.contains(&Flag::Duplicate));
            assert_eq!(
                (view.responsible.len(), view.same_as.as_slice()),
                (1, [twin.face.id].as_slice())
            );
            assert_eq!(
                kinds(&view.face.notices).contains(&NoticeKind::CountedTogether),
                mine == &one
            );
            assert_eq!(
                view.face.version, mine.face.version,
                "an act still rests on this record alone"
            );
        }
    }

    #[test]
    fn together_they_are_open_while_one_of_them_is() {
        let (mut one, mut other) = (twin(1), twin(2));
        one.township("p-3").says(decides(2, true));
        one.township("p-3").closes();
        let view = together(&one.hazard_view(), &[other.hazard_view()]);
        assert_eq!((view.state, view.closed), (State::Reported, None));
        other.township("p-3").closes();
        let view = together(&one.hazard_view(), &[other.hazard_view()]);
        assert_eq!(view.state, State::Closed);
        assert!(view.closed.is_some());
    }

    #[test]
    fn a_void_twin_says_nothing_and_a_word_against_it_takes_them_apart() {
        let (mut one, mut other) = (twin(1), twin(2));
        one.township("p-3").says(decides(2, true));
        other.department("p-6").judges(Grade::Major);
        other.township("p-4").says(decides(1, false));
        assert!(!agree_same(&one.hazard_view(), &other.hazard_view()));
        other.township("p-4").says(decides(1, true));
        assert!(agree_same(&one.hazard_view(), &other.hazard_view()));
        other.department("p-6").voids();
        let mine = one.hazard_view();
        assert_eq!(together(&mine, &[other.hazard_view()]), mine);
    }

    #[test]
    fn who_is_responsible_for_both_is_named_once_and_a_unit_is_not_its_person() {
        let (mut one, mut other) = (twin(1), twin(2));
        let assign = |person: Option<&str>, unit: Option<&str>| HazardAct::Assign {
            person: person.map(|id| id.parse().unwrap()),
            unit: unit.map(str::to_owned),
        };
        one.township("p-3").says(decides(2, true));
        one.township("p-3").says(assign(Some("p-8"), None));
        other.township("p-3").says(assign(Some("p-8"), None));
        let count = |one: &Story, other: &Story| {
            together(&one.hazard_view(), &[other.hazard_view()]).responsible.len()
        };
        assert_eq!(count(&one, &other), 1);
        other.township("p-3").says(assign(Some("p-8"), Some("粮站")));
        assert_eq!(count(&one, &other), 2);
    }

    #[test]
    fn it_is_said_that_they_count_together_where_any_one_thing_becomes_stricter() {
        type Tell = fn(&mut Story);
        let stricter: [Tell; 4] = [
            |other| _ = other.township("p-3").orders(Mode::ByDeadline, Some("2026-11-22")),
            |other| _ = other.grid("p-2").suspects_major(),
            |other| _ = other.department("p-6").orders(Mode::StopWork, None),
            |other| {
                let person = "p-8".parse().ok();
                _ = other.township("p-3").says(HazardAct::Assign { person, unit: None });
            },
        ];
        for tell in stricter {
            let (mut one, mut other) = (twin(1), twin(2));
            one.township("p-3").says(decides(2, true));
            let told = |one: &Story, other: &Story| {
                let view = together(&one.hazard_view(), &[other.hazard_view()]);
                kinds(&view.face.notices).contains(&NoticeKind::CountedTogether)
            };
            assert!(!told(&one, &other));
            tell(&mut other);
            assert!(told(&one, &other));
        }
    }
}
