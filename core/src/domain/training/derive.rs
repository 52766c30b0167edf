//! From everything known about a training session to what people see of it.

use std::collections::BTreeSet;

use fangxian_protocol::id::PersonId;

use super::act::TrainingAct as Act;
use super::attendance::{attendance, done, plan};
use super::hours::can_be_planned;
use super::rights::verdict;
use super::view::{Exam, Headcount, TimeRange, TrainingState, TrainingView};
use crate::domain::face::Face;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::offices::OFFICES;
use crate::domain::record::Record;
use crate::domain::sentence::Sentence;
use crate::domain::view::NoticeKind;
use crate::domain::{clock, voiding};

/// What follows from everything known about a session, whatever the order it arrived in.
pub fn derive(record: &Record) -> TrainingView {
    let mut said = Findings::default();
    let judged = Judged::of(record, |fact, role, alone| Some(verdict(role, Act::of(fact)?, alone)));
    let plans = plans(&judged, &mut said);
    let planned_ms = planned(&plans);
    let archives = done(&judged, |act| matches!(act, Act::Archive {}));
    let voids = done(&judged, |act| matches!(act, Act::Void { .. }));
    let void = voiding::is_void(record, &judged.history, &voids, &archives, &mut said);
    let attendance = attendance(&judged, &plans, !archives.is_empty(), &mut said);
    let attendance: Vec<_> = attendance.into_iter().map(|(attendance, _)| attendance).collect();
    let state = match (void, archives.is_empty(), attendance.is_empty()) {
        (true, ..) => TrainingState::Void,
        (_, false, _) => TrainingState::Archived,
        (_, _, false) => TrainingState::Open,
        _ => TrainingState::Planned,
    };
    let headcounts = headcounts(&judged, &mut said);
    let proposals = judged.proposals(&mut said);
    clock::doubt(&judged.history, &mut said);
    TrainingView {
        face: Face::of(record, said, proposals, void),
        planned_ms,
        state,
        person_minutes: attendance.iter().map(|one| one.minutes).fold(0, i64::saturating_add),
        attendance,
        exams: exams(&judged),
        headcounts,
    }
}

/// Who was at a session from when to when, milliseconds since 1970 UTC, as far as it counts.
pub fn counted(record: &Record) -> Vec<(PersonId, Vec<(i64, i64)>)> {
    let mut unsaid = Findings::default();
    let judged = Judged::of(record, |fact, role, alone| Some(verdict(role, Act::of(fact)?, alone)));
    let stayed = !done(&judged, |act| matches!(act, Act::Archive {})).is_empty();
    let plans = plans(&judged, &mut unsaid);
    let attendance = attendance(&judged, &plans, stayed, &mut unsaid);
    attendance.into_iter().map(|(one, counted)| (one.attendee, counted)).collect()
}

/// The plans that stand. One that cannot be is shown, and bounds nothing.
fn plans<'a>(judged: &Judged<'a>, said: &mut Findings) -> Vec<&'a Fact> {
    let plans = done(judged, |act| matches!(act, Act::Schedule { .. }));
    let plans = judged.history.standing(&plans);
    let impossible = |fact: &&&Fact| plan(fact).is_some_and(|times| !can_be_planned(times));
    let impossible: Vec<&Fact> = plans.iter().filter(impossible).copied().collect();
    if !impossible.is_empty() {
        let words =
            Sentence::of_all(&impossible, "填的培训时间不对", "planned times that cannot be")
                .then("学时按签到签退的时间算", "hours are credited by sign-ins and sign-outs")
                .asks(&OFFICES, "核一下", "check");
        said.notice(NoticeKind::OutsideHours, &impossible, words);
    }
    plans
}

/// The earliest start and the latest end of these plans.
fn planned(plans: &[&Fact]) -> Option<TimeRange> {
    let times = plans.iter().filter_map(|fact| plan(fact));
    let ranges = times.map(|(start_ms, end_ms)| TimeRange { start_ms, end_ms });
    ranges.reduce(|one, other| TimeRange {
        start_ms: one.start_ms.min(other.start_ms),
        end_ms: one.end_ms.max(other.end_ms),
    })
}

fn exams(judged: &Judged<'_>) -> Vec<Exam> {
    let exams = done(judged, |act| matches!(act, Act::Examine { .. }));
    let exams = exams.into_iter().filter_map(|fact| match Act::of(fact)? {
        Act::Examine { attendee, paper, score, passed } => Some(Exam {
            fact: fact.id,
            attendee: attendee.clone(),
            paper: paper.clone(),
            score: *score,
            passed: *passed,
        }),
        _ => None,
    });
    let mut exams: Vec<Exam> = exams.collect();
    exams.sort_by(|a, b| (&a.attendee, a.fact).cmp(&(&b.attendee, b.fact)));
    exams
}

fn headcounts(judged: &Judged<'_>, said: &mut Findings) -> Vec<Headcount> {
    let facts = done(judged, |act| matches!(act, Act::DeclareHeadcount { .. }));
    let mut headcounts: Vec<Headcount> = (facts.iter())
        .filter_map(|fact| match Act::of(fact)? {
            Act::DeclareHeadcount { count, method } => {
                Some(Headcount { fact: fact.id, count: *count, method: method.clone() })
            }
            _ => None,
        })
        .collect();
    headcounts.sort_by_key(|one| (one.count, one.fact));
    let counts: BTreeSet<i64> = headcounts.iter().map(|one| one.count).collect();
    if counts.len() > 1 {
        let words = Sentence::of_all(&facts, "报的人数不同", "declared different headcounts")
            .then("都留着", "both are kept")
            .then("统计按签到人数", "the sign-ins are counted")
            .pleads("请核一下", "please check");
        said.notice(NoticeKind::HeadcountsDiffer, &facts, words);
    }
    headcounts
}

#[cfg(test)]
mod tests {
    use crate::domain::testing::{MORNING_MS, Story, kinds};
    use crate::domain::training::{TimeRange, TrainingAct, TrainingState};
    use crate::domain::view::NoticeKind;

    #[test]
    fn situation_25_every_exam_attempt_is_kept() {
        let mut story = Story::of("training");
        for score in [55, 80] {
            story.grid("p-1").says(TrainingAct::Examine {
                attendee: "p-20".parse().unwrap(),
                paper: "v1".into(),
                score,
                passed: score >= 60,
            });
        }
        assert_eq!(story.training_view().exams.len(), 2);
    }

    #[test]
    fn situation_26_declared_headcounts_stay_beside_the_count() {
        let mut story = Story::of("training");
        for count in [120, 80] {
            let method = "estimated".into();
            story.village("p-5").says(TrainingAct::DeclareHeadcount { count, method });
        }
        let view = story.training_view();
        assert_eq!(view.headcounts.iter().map(|h| h.count).collect::<Vec<_>>(), [80, 120]);
        assert!(view.attendance.is_empty());
        assert_eq!(kinds(&view.face.notices), [NoticeKind::HeadcountsDiffer]);
    }

    #[test]
    fn a_session_walks_from_plan_to_archive_and_plans_made_apart_span_both() {
        let mut story = Story::of("training");
        let before = story.screen();
        let plan = |start_ms, end_ms| TrainingAct::Schedule { start_ms, end_ms };
        story.village("p-5").says(plan(MORNING_MS, MORNING_MS + 10));
        story.village("p-6").on(&before).says(plan(MORNING_MS - 5, MORNING_MS + 5));
        let view = story.training_view();
        let (start_ms, end_ms) = (MORNING_MS - 5, MORNING_MS + 10);
        assert_eq!(view.planned_ms, Some(TimeRange { start_ms, end_ms }));
        assert_eq!(view.state, TrainingState::Planned);
        story.grid("p-1").says(TrainingAct::Archive {});
        assert_eq!(story.training_view().face.proposals.len(), 1, "not a grid worker's to archive");
        story.village("p-5").says(TrainingAct::Archive {});
        assert_eq!(story.training_view().state, TrainingState::Archived);
        assert!(story.training_view().face.proposals.is_empty());
    }

    #[test]
    fn a_session_with_people_is_open_one_called_a_mistake_is_void_and_one_count_is_no_quarrel() {
        let mut story = Story::of("training");
        assert_eq!(story.training_view().state, TrainingState::Planned);
        let method = crate::domain::training::SignMethod::Roster;
        let attendee = "v-1".parse().unwrap();
        story.grid("p-1").says(TrainingAct::SignIn { attendee, method, in_ms: MORNING_MS });
        story.grid("p-1").says(TrainingAct::DeclareHeadcount { count: 1, method: "点名".into() });
        let view = story.training_view();
        assert_eq!((view.state, view.face.notices.len()), (TrainingState::Open, 0));
        story.township("p-3").says(TrainingAct::Void { reason: "重复".into() });
        assert_eq!(story.training_view().state, TrainingState::Void);
    }
}
