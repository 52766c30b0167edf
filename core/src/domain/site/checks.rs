//! Checklists (19): "not met" holds until someone who saw it has looked again, and where whoever
//! said it is no longer taken at their word, until an office has (48).

use std::collections::BTreeMap;

use super::act::{CheckResult, SiteAct as Act};
use super::view::Check;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::judged::Judged;
use crate::domain::offices::OFFICES;
use crate::domain::sentence::Sentence;
use crate::domain::speech::short_quote;
use crate::domain::view::{Flag, NoticeKind};

/// Every line anyone answered, by its code; a line nobody answered is unchecked (未查).
pub(super) fn checks(judged: &Judged<'_>, findings: &mut Findings) -> Vec<Check> {
    let mut lines: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in judged.said(|fact| counts(judged, fact)) {
        if let Some(Act::Check { item, .. }) = Act::of(fact) {
            lines.entry(item).or_default().push(fact);
        }
    }
    lines.into_iter().filter_map(|(item, facts)| line(judged, item, &facts, findings)).collect()
}

/// "Not met" is a word of danger: it counts even unverified, until an office declines it.
fn counts(judged: &Judged<'_>, fact: &Fact) -> bool {
    let danger = || result_of(fact) == Some(CheckResult::NotMet) && !judged.is_declined(fact);
    result_of(fact).is_some() && (judged.is_effective(fact) || danger())
}

fn line(
    judged: &Judged<'_>,
    item: &str,
    answers: &[&Fact],
    findings: &mut Findings,
) -> Option<Check> {
    let stands = |fact: &&&Fact| !answers.iter().any(|later| judged.answers(later, fact));
    let standing: Vec<&Fact> = answers.iter().filter(stands).copied().collect();
    let graver = standing.iter().copied().max_by_key(|fact| (result_of(fact), fact.id))?;
    let result = result_of(graver)?;
    if standing.iter().any(|fact| result_of(fact) != Some(result)) {
        let line = short_quote(Some(item));
        let line = line.map_or_else(
            || ("检查表里的一项".to_owned(), "one line of the checklist".to_owned()),
            |line| (format!("“{line}”这一项"), format!("the line \"{line}\"")),
        );
        let said = Sentence::of_all(
            &standing,
            &format!("检查{},结果不同", line.0),
            &format!("answered {} differently", line.1),
        )
        .then(format!("先按“{}”算", result.zh()), format!("it counts as \"{}\"", result.en()))
        .asks(&OFFICES, "去看一下", "go and look");
        findings.flag(Flag::Disputed, true);
        findings.notice(NoticeKind::ChecksDiffer, &standing, said);
    }
    let Some(Act::Check { template, .. }) = Act::of(graver) else { return None };
    Some(Check {
        item: item.to_owned(),
        result,
        template: template.clone(),
        because: standing.iter().map(|fact| fact.id).collect(),
    })
}

fn result_of(fact: &Fact) -> Option<CheckResult> {
    match Act::of(fact) {
        Some(Act::Check { result, .. }) => Some(*result),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::centre::Reason;
    use crate::domain::fact::Body;
    use crate::domain::review::ReviewAct;
    use crate::domain::site::{CheckResult, SiteAct};
    use crate::domain::testing::{Story, flags, kinds};
    use crate::domain::view::{Flag, NoticeKind};

    fn check(item: &str, result: CheckResult) -> SiteAct {
        SiteAct::Check {
            item: item.into(),
            result,
            template: Some("九小场所@3".into()),
            note: None,
        }
    }

    #[test]
    fn situation_19_not_met_holds_until_someone_who_saw_it_looks_again() {
        let mut story = Story::of("site");
        let before = story.screen();
        story.grid("p-1").says(check("灭火器", CheckResult::NotMet));
        story.grid("p-2").on(&before).says(check("灭火器", CheckResult::Met));
        let view = story.site_view();
        assert_eq!(view.checks.len(), 1);
        assert_eq!(view.checks[0].result, CheckResult::NotMet);
        assert_eq!(view.checks[0].because.len(), 2, "both answers are kept");
        assert_eq!(view.face.flags, flags([Flag::Disputed]));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::ChecksDiffer]);
        story.grid("p-2").says(check("灭火器", CheckResult::Met));
        let view = story.site_view();
        assert_eq!(view.checks[0].result, CheckResult::Met);
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }

    #[test]
    fn situation_48_not_met_counts_unverified_until_an_office_that_saw_it_looks() {
        let mut story = Story::of("site");
        let before = story.screen();
        let doubted = story.grid("p-1").says(check("灭火器", CheckResult::NotMet));
        story.centre_doubts(&[doubted], Reason::Revoked);
        story.grid("p-2").on(&before).says(check("灭火器", CheckResult::Met));
        let result = |story: &Story| story.site_view().checks[0].result;
        assert_eq!(result(&story), CheckResult::NotMet);
        assert!(story.site_view().face.flags.contains(&Flag::Disputed));
        story.grid("p-2").says(check("灭火器", CheckResult::Met));
        assert_eq!(result(&story), CheckResult::NotMet, "it takes an office");
        let mut declined = story.clone();
        story.township("p-3").says(check("灭火器", CheckResult::Met));
        assert_eq!(result(&story), CheckResult::Met);
        assert_eq!(story.site_view().face.flags, flags([]));
        let review = ReviewAct::DeclineProposal { proposal: doubted, reason: "去看过".into() };
        declined.township("p-3").body(Body::Review(review));
        assert_eq!(result(&declined), CheckResult::Met);
    }

    #[test]
    fn an_unverified_met_silences_nothing() {
        let mut story = Story::of("site");
        story.grid("p-1").says(check("灭火器", CheckResult::NotMet));
        let doubted = story.township("p-3").says(check("灭火器", CheckResult::Met));
        story.centre_doubts(&[doubted], Reason::PostEnded);
        assert_eq!(story.site_view().checks[0].result, CheckResult::NotMet);
    }

    #[test]
    fn lines_of_a_checklist_are_answered_one_by_one_and_the_same_answer_is_no_dispute() {
        let mut story = Story::of("site");
        let before = story.screen();
        story.grid("p-1").says(check("灭火器", CheckResult::Met));
        story.grid("p-2").on(&before).says(check("灭火器", CheckResult::Met));
        story.grid("p-2").on(&before).says(check("通道", CheckResult::NotApplicable));
        let view = story.site_view();
        let answers: Vec<_> =
            view.checks.iter().map(|one| (one.item.as_str(), one.result)).collect();
        assert_eq!(answers, [("灭火器", CheckResult::Met), ("通道", CheckResult::NotApplicable)]);
        assert_eq!(view.checks[0].template.as_deref(), Some("九小场所@3"));
        assert!(view.face.flags.is_empty() && view.face.notices.is_empty());
    }
}
