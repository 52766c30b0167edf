//! The five implementations (五落实) and the plan: "not in place" wins unless answered.

use super::act::{FiveItem, HazardAct as Act};
use super::acts::Acts;
use super::view::{Amount, Implementation, PlanLine};
use crate::domain::day::Day;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::offices::{OFFICES, rank};
use crate::domain::proposals::is_declined;
use crate::domain::sentence::Sentence;
use crate::domain::view::NoticeKind;

/// What one fact says of one of the five.
struct Word<'a> {
    fact: &'a Fact,
    achieved: bool,
    amount_fen: Option<i64>,
    due: Option<Day>,
}

/// The items anyone has spoken of, one line each.
pub(super) fn five(acts: &Acts<'_>, findings: &mut Findings) -> Vec<Implementation> {
    FiveItem::ALL.into_iter().filter_map(|item| implementation(acts, item, findings)).collect()
}

/// The plan, one line per standing word.
pub(super) fn plan(acts: &Acts<'_>) -> Vec<PlanLine> {
    let plans = acts.done(|act| matches!(act, Act::Plan { .. }));
    let lines = acts.history.standing(&plans).into_iter().filter_map(|fact| match Act::of(fact)? {
        Act::Plan { item, text } => {
            Some(PlanLine { item: *item, text: text.clone(), because: fact.id })
        }
        _ => None,
    });
    let mut lines: Vec<PlanLine> = lines.collect();
    lines.sort_by_key(|line| (line.item, line.because));
    lines
}

fn implementation(
    acts: &Acts<'_>,
    item: FiveItem,
    findings: &mut Findings,
) -> Option<Implementation> {
    let words = words(acts, item);
    let doubted = doubted_no(acts, item);
    let standing: Vec<&Word<'_>> = (words.iter())
        .filter(|word| !words.iter().any(|later| acts.history.saw(later.fact.id, word.fact.id)))
        .collect();
    if words.is_empty() && doubted.is_empty() {
        return None;
    }
    let (yes, no): (Vec<&Word<'_>>, Vec<&Word<'_>>) = words.iter().partition(|word| word.achieved);
    let answered = |no: &&Word<'_>| yes.iter().any(|yes| acts.history.saw(yes.fact.id, no.fact.id));
    let mut open: Vec<&Fact> = no.iter().filter(|no| !answered(no)).map(|no| no.fact).collect();
    let looked = |doubted: &&Fact| {
        yes.iter().any(|yes| rank(yes.fact.role) > 0 && acts.history.saw(yes.fact.id, doubted.id))
    };
    open.extend(doubted.iter().filter(|fact| !looked(fact)));
    let rivals: Vec<&Fact> = (yes.iter().map(|yes| yes.fact))
        .filter(|yes| open.iter().any(|no| !acts.history.saw(no.id, yes.id)))
        .collect();
    if !rivals.is_empty() {
        let facts: Vec<&Fact> = rivals.into_iter().chain(open.iter().copied()).collect();
        findings.notice(NoticeKind::NotAchieved, &facts, not_achieved(item, &facts));
    }
    let amounts = amounts(&standing);
    let mut distinct: Vec<i64> = amounts.iter().map(|(fen, _)| *fen).collect();
    distinct.dedup();
    if distinct.len() > 1 {
        let facts: Vec<&Fact> = amounts.iter().map(|(_, fact)| *fact).collect();
        findings.notice(NoticeKind::AmountsDiffer, &facts, amounts_differ(&facts));
    }
    let doubted_ids = open.iter().filter(|fact| !acts.is_effective(fact)).map(|fact| fact.id);
    Some(Implementation {
        item,
        achieved: !yes.is_empty() && open.is_empty(),
        because: standing.iter().map(|word| word.fact.id).chain(doubted_ids).collect(),
        due: standing.iter().filter_map(|word| word.due).min(),
        amount_fen: confirmed(&amounts).or_else(|| distinct.first().copied()),
        amounts_fen: (amounts.into_iter())
            .map(|(fen, fact)| Amount { fen, because: fact.id })
            .collect(),
    })
}

fn words<'a>(acts: &Acts<'a>, wanted: FiveItem) -> Vec<Word<'a>> {
    let facts = acts.done(|act| matches!(act, Act::Implement { item, .. } if *item == wanted));
    let word = |fact: &'a Fact| match Act::of(fact)? {
        Act::Implement { achieved, amount_fen, due, .. } => {
            Some(Word { fact, achieved: *achieved, amount_fen: *amount_fen, due: *due })
        }
        _ => None,
    };
    facts.into_iter().filter_map(word).collect()
}

/// "Not in place" from someone no longer taken at their word, which no office has declined: it
/// counts until an office that saw it says otherwise (48).
fn doubted_no<'a>(acts: &Acts<'a>, wanted: FiveItem) -> Vec<&'a Fact> {
    let said = acts
        .said(|act| matches!(act, Act::Implement { item, achieved: false, .. } if *item == wanted));
    let stands = |fact: &&Fact| {
        !acts.is_effective(fact) && !is_declined(&acts.history, &acts.unverified, fact)
    };
    said.into_iter().filter(stands).collect()
}

/// Every amount that stands, lowest first.
fn amounts<'a>(standing: &[&Word<'a>]) -> Vec<(i64, &'a Fact)> {
    let mut amounts: Vec<(i64, &Fact)> =
        (standing.iter()).filter_map(|word| Some((word.amount_fen?, word.fact))).collect();
    amounts.sort_by_key(|(fen, fact)| (*fen, fact.id));
    amounts
}

/// The lowest amount an office stands for.
fn confirmed(amounts: &[(i64, &Fact)]) -> Option<i64> {
    let by_office = amounts.iter().find(|(_, fact)| rank(fact.role) > 0);
    by_office.map(|(fen, _)| *fen)
}

fn not_achieved(item: FiveItem, facts: &[&Fact]) -> Sentence {
    Sentence::of_all(
        facts,
        &format!("对“{}”说法不同", item.zh()),
        &format!("differ on \"{}\"", item.en()),
    )
    .then("先按还没落实算", "it counts as not in place")
    .asks(&OFFICES, "核一下", "check")
}

fn amounts_differ(facts: &[&Fact]) -> Sentence {
    Sentence::of_all(facts, "填的钱数不同", "stated different amounts")
        .then("都留着", "both are kept")
        .then("先按核实过的或较少的算", "the confirmed or lower one is reported")
        .asks(&OFFICES, "核一下", "check")
}

#[cfg(test)]
mod tests {
    use crate::domain::hazard::{FiveItem, HazardAct, PlanItem};
    use crate::domain::testing::{Story, kinds};
    use crate::domain::view::NoticeKind;

    fn funds(achieved: bool, amount_fen: Option<i64>) -> HazardAct {
        let item = FiveItem::Funds;
        HazardAct::Implement { item, achieved, content: None, amount_fen, due: None }
    }

    #[test]
    fn situation_17_not_in_place_wins_until_answered() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.enterprise("p-8").says(funds(true, None));
        story.grid("p-1").on(&before).says(funds(false, None));
        let view = story.hazard_view();
        assert!(!view.five[0].achieved);
        assert!(
            view.face.notices[0].zh.contains("先按还没落实算")
                && view.face.notices[0].en.contains("{p-1}")
        );
        assert_eq!(kinds(&view.face.notices), [NoticeKind::NotAchieved]);
        story.township("p-3").says(funds(true, None));
        let view = story.hazard_view();
        assert!(view.five[0].achieved && view.face.notices.is_empty());
    }

    #[test]
    fn situation_18_both_amounts_are_kept_and_the_confirmed_or_lower_is_reported() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.enterprise("p-8").says(funds(true, Some(90_000)));
        assert!(story.hazard_view().face.notices.is_empty(), "one amount differs from none");
        story.enterprise("p-9").on(&before).says(funds(true, Some(70_000)));
        let view = story.hazard_view();
        assert_eq!(view.five[0].amounts_fen.len(), 2);
        assert_eq!(view.five[0].amount_fen, Some(70_000));
        assert_eq!(kinds(&view.face.notices), [NoticeKind::AmountsDiffer]);
        story.department("p-6").on(&before).says(funds(true, Some(80_000)));
        assert_eq!(story.hazard_view().five[0].amount_fen, Some(80_000));
    }

    #[test]
    fn a_plan_keeps_every_line_that_stands() {
        let mut story = Story::hazard();
        let before = story.screen();
        let line = |text: &str| HazardAct::Plan { item: PlanItem::Goals, text: text.into() };
        story.enterprise("p-8").says(line("一"));
        story.enterprise("p-9").on(&before).says(line("二"));
        assert_eq!(story.hazard_view().plan.len(), 2);
        story.enterprise("p-8").says(line("三"));
        assert_eq!(story.hazard_view().plan.len(), 1);
    }
}
