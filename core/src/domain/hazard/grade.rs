//! Grades (P2): the graver holds until an office that saw both decides.

use super::act::{Grade, HazardAct as Act};
use super::charge::Charge;
use super::rights::{Circumstances, verdict};
use super::view::EffectiveGrade;
use crate::domain::centre::Unverified;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::history::History;
use crate::domain::offices::HIGH_OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::{Spoken, who_when};
use crate::domain::view::{Flag, NoticeKind};

/// What grades are weighed by (定级依据).
#[derive(Clone, Copy)]
pub(super) struct Weighing<'w, 'a> {
    pub(super) history: &'w History<'a>,
    pub(super) unverified: &'w Unverified,
    pub(super) charge: &'w Charge<'a>,
}

/// The grade the hazard is handled by.
pub(super) fn effective(
    weighing: &Weighing<'_, '_>,
    self_check: bool,
    findings: &mut Findings,
) -> EffectiveGrade {
    let history = weighing.history;
    let is_judgement = |fact: &&Fact| is_judgement(weighing, fact, self_check);
    let judged: Vec<&Fact> = history.facts().filter(is_judgement).collect();
    let standing: Vec<&Fact> = (judged.iter())
        .filter(|fact| !judged.iter().any(|later| overrules(history, later, fact)))
        .copied()
        .collect();
    let suspicions: Vec<&Fact> = (history.facts())
        .filter(|fact| is_suspicion(fact) && !is_judgement(fact))
        .filter(|fact| !judged.iter().any(|later| settles(history, later, fact)))
        .collect();
    let grade = standing.iter().filter_map(|fact| grade_of(fact)).max();
    let suspected_major = grade != Some(Grade::Major) && !suspicions.is_empty();
    findings.flag(Flag::SuspectedMajor, suspected_major);
    let because: Vec<&Fact> = if suspected_major {
        standing.iter().chain(&suspicions).copied().collect()
    } else {
        standing.clone()
    };
    let milder = standing.iter().any(|fact| grade_of(fact) == Some(Grade::Ordinary));
    if milder && (suspected_major || grade == Some(Grade::Major)) {
        findings.notice(NoticeKind::GraverGradeHolds, &because, graver(&because));
    }
    EffectiveGrade {
        judged: grade,
        suspected_major,
        major: suspected_major || grade == Some(Grade::Major),
        why: why(grade, suspected_major, &standing, &suspicions),
        because: because.iter().map(|fact| fact.id).collect(),
    }
}

/// Whether the author of `fact` had to handle the hazard as major: someone whose word they had
/// before them called it so, and no high office whose judgement they had too had decided on that.
pub(super) fn was_major(weighing: &Weighing<'_, '_>, fact: &Fact) -> bool {
    let seen: Vec<&Fact> = weighing.history.seen_by(fact.id).collect();
    if !seen.iter().any(|fact| is_suspicion(fact)) {
        return false;
    }
    let high =
        |fact: &&&Fact| HIGH_OFFICES.contains(&fact.role) && is_judgement(weighing, fact, false);
    let decided: Vec<&Fact> = seen.iter().filter(high).copied().collect();
    let stands = weighing.history.unseen_by(&decided);
    seen.iter().any(|fact| is_suspicion(fact) && stands(fact))
}

/// A judgement within its author's role and unit.
fn is_judgement(weighing: &Weighing<'_, '_>, fact: &Fact, self_check: bool) -> bool {
    let Some(judge @ Act::Judge { .. }) = Act::of(fact) else { return false };
    let it = Circumstances {
        self_check,
        within: !judge.is_of_charge() || weighing.charge.decides(weighing.history, fact),
        ..Circumstances::plain()
    };
    !weighing.unverified.contains(fact.id) && verdict(fact.role, judge, it).is_allowed()
}

/// Someone suspects a major hazard. Who says "major" without the right to judge, suspects it.
fn is_suspicion(fact: &Fact) -> bool {
    matches!(Act::of(fact), Some(Act::SuspectMajor { .. } | Act::Judge { grade: Grade::Major, .. }))
}

/// A high office may overrule what it saw; others only what is no graver than their own word.
fn overrules(history: &History<'_>, later: &Fact, earlier: &Fact) -> bool {
    let high = HIGH_OFFICES.contains(&later.role);
    history.saw(later.id, earlier.id) && (high || grade_of(later) >= grade_of(earlier))
}

fn settles(history: &History<'_>, judgement: &Fact, suspicion: &Fact) -> bool {
    HIGH_OFFICES.contains(&judgement.role) && history.saw(judgement.id, suspicion.id)
}

fn grade_of(fact: &Fact) -> Option<Grade> {
    match Act::of(fact) {
        Some(Act::Judge { grade, .. }) => Some(*grade),
        _ => None,
    }
}

fn graver(because: &[&Fact]) -> Sentence {
    Sentence::of_all(because, "对等级看法不同", "differ on the grade")
        .then("先按重大隐患对待", "it is handled as major")
        .asks(&HIGH_OFFICES, "看过双方意见后判定", "decide, having seen both")
}

fn why(grade: Option<Grade>, suspected: bool, standing: &[&Fact], suspicions: &[&Fact]) -> Spoken {
    let decided = match (grade, standing.iter().rfind(|fact| grade_of(fact) == grade)) {
        (Some(grade), Some(fact)) => Sentence::by(
            fact,
            &format!("判定为{}", grade.zh()),
            &format!("judged it {}", grade.en()),
        ),
        _ => Sentence::of("还没有判定等级", "No grade has been judged"),
    };
    let Some(fact) = suspicions.last().filter(|_| suspected) else {
        return decided.spoken();
    };
    let who = who_when(fact);
    decided
        .then(format!("{} 认为可能是重大隐患", who.zh), format!("{} suspects it is major", who.en))
        .then("判定前先按重大对待", "it is handled as major until judged")
        .spoken()
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{Grade, State};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    #[test]
    fn situation_4_ordinary_and_suspected_major_is_handled_as_major() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").judges(Grade::Ordinary);
        story.grid("p-1").on(&before).suspects_major();
        let view = story.hazard_view();
        assert!(view.is_major());
        assert_eq!(view.grade.judged, Some(Grade::Ordinary), "counted apart from major");
        assert_eq!(view.face.flags, flags([Flag::SuspectedMajor]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::GraverGradeHolds]);
        story.department("p-6").judges(Grade::Ordinary);
        let view = story.hazard_view();
        assert!(!view.is_major() && view.face.notices.is_empty());
    }

    #[test]
    fn situation_4_the_graver_of_two_judgements_holds_until_someone_saw_both() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.department("p-6").judges(Grade::Major);
        story.district("p-7").on(&before).judges(Grade::Ordinary);
        let view = story.hazard_view();
        assert_eq!(view.grade.judged, Some(Grade::Major));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::GraverGradeHolds]);
        story.township("p-3").judges(Grade::Ordinary);
        assert_eq!(story.hazard_view().grade.judged, Some(Grade::Major), "not a township's say");
        story.department("p-6").judges(Grade::Ordinary);
        let view = story.hazard_view();
        assert_eq!(view.grade.judged, Some(Grade::Ordinary));
        assert!(view.face.notices.is_empty());
    }

    #[test]
    fn situation_5_a_suspicion_unseen_by_the_review_reopens_it_and_shows_the_decision() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.department("p-6").judges(Grade::Ordinary);
        story.grid("p-1").on(&before).suspects_major();
        let view = story.hazard_view();
        assert!(view.is_major() && view.grade.suspected_major);
        assert!(view.grade.why.zh.contains("{p-6}") && view.grade.why.en.contains("{p-1}"));
        assert_eq!(view.grade.because.len(), 2);
    }

    #[test]
    fn a_township_that_judges_major_proposes_and_thereby_suspects() {
        let mut story = Story::hazard();
        story.township("p-3").judges(Grade::Major);
        let view = story.hazard_view();
        assert_eq!(view.grade.judged, None);
        assert_eq!(view.face.flags, flags([Flag::SuspectedMajor, Flag::ProposalWaiting]));
        assert_eq!(view.state, State::Reported);
    }

    #[test]
    fn an_enterprise_grades_what_it_found_itself_and_nothing_else() {
        use crate::domain::hazard::{HazardAct, Source};
        let mut own = Story::of("hazard");
        own.enterprise("p-8").says(HazardAct::Report { source: Source::SelfCheck });
        own.enterprise("p-8").judges(Grade::Ordinary);
        assert_eq!(own.hazard_view().grade.judged, Some(Grade::Ordinary));
        let mut other = Story::hazard();
        other.enterprise("p-8").judges(Grade::Ordinary);
        assert_eq!(other.hazard_view().grade.judged, None);
        assert_eq!(other.hazard_view().face.proposals.len(), 1);
    }
}
