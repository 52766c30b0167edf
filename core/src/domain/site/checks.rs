//! Checklists (19): "not met" holds until someone who saw it has looked again.

use std::collections::BTreeMap;

use super::act::{CheckResult, SiteAct as Act};
use super::rules::act;
use super::view::Check;
use crate::domain::authorize::OFFICES;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::history::History;
use crate::domain::sentence::Sentence;
use crate::domain::speech::short_quote;
use crate::domain::view::{Flag, NoticeKind};

/// Every line anyone answered, by its code; a line nobody answered is unchecked (未查).
pub(super) fn checks(
    history: &History<'_>,
    answers: &[&Fact],
    findings: &mut Findings,
) -> Vec<Check> {
    let mut lines: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in answers {
        if let Some(Act::Check { item, .. }) = act(fact) {
            lines.entry(item).or_default().push(fact);
        }
    }
    lines.into_iter().filter_map(|(item, facts)| line(history, item, &facts, findings)).collect()
}

fn line(
    history: &History<'_>,
    item: &str,
    answers: &[&Fact],
    findings: &mut Findings,
) -> Option<Check> {
    let standing = history.standing(answers);
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
    let Some(Act::Check { template, .. }) = act(graver) else { return None };
    Some(Check {
        item: item.to_owned(),
        result,
        template: template.clone(),
        because: standing.iter().map(|fact| fact.id).collect(),
    })
}

fn result_of(fact: &Fact) -> Option<CheckResult> {
    match act(fact) {
        Some(Act::Check { result, .. }) => Some(*result),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
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
        story.grid("p-1").visits(check("灭火器", CheckResult::NotMet));
        story.grid("p-2").on(&before).visits(check("灭火器", CheckResult::Met));
        let view = story.site_view();
        assert_eq!(view.checks.len(), 1);
        assert_eq!(view.checks[0].result, CheckResult::NotMet);
        assert_eq!(view.checks[0].because.len(), 2, "both answers are kept");
        assert_eq!(view.flags, flags([Flag::Disputed]));
        assert_eq!(kinds(&view.notices), [NoticeKind::ChecksDiffer]);
        story.grid("p-2").visits(check("灭火器", CheckResult::Met));
        let view = story.site_view();
        assert_eq!(view.checks[0].result, CheckResult::Met);
        assert!(view.flags.is_empty() && view.notices.is_empty());
    }

    #[test]
    fn lines_of_a_checklist_are_answered_one_by_one_and_the_same_answer_is_no_dispute() {
        let mut story = Story::of("site");
        let before = story.screen();
        story.grid("p-1").visits(check("灭火器", CheckResult::Met));
        story.grid("p-2").on(&before).visits(check("灭火器", CheckResult::Met));
        story.grid("p-2").on(&before).visits(check("通道", CheckResult::NotApplicable));
        let view = story.site_view();
        let answers: Vec<_> =
            view.checks.iter().map(|one| (one.item.as_str(), one.result)).collect();
        assert_eq!(answers, [("灭火器", CheckResult::Met), ("通道", CheckResult::NotApplicable)]);
        assert_eq!(view.checks[0].template.as_deref(), Some("九小场所@3"));
        assert!(view.flags.is_empty() && view.notices.is_empty());
    }
}
