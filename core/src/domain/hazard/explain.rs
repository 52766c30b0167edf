//! Why a hazard is as it is, and whose move it is by when.

use super::act::HazardAct as Act;
use super::acts::Acts;
use super::beside::Beside;
use super::view::{HazardView, State};
use crate::domain::day::Day;
use crate::domain::fact::Fact;
use crate::domain::findings::{Findings, noticed};
use crate::domain::record::Record;
use crate::domain::speech::{Spoken, on, paragraph};
use crate::domain::story;

/// Explains `view`, which people see of `record`, on the day `today`.
pub(super) fn explain(record: &Record, view: &HazardView, today: Day) -> Spoken {
    let acts = Acts::of(record, Beside::default(), &mut Findings::default());
    let mut said = vec![state(&acts, view)];
    said.extend(noticed(&view.face.notices));
    if !matches!(view.state, State::Closed | State::Void) {
        said.push(view.grade.why.clone());
        said.push(deadline(view, today));
        said.push(responsible(view));
    }
    said.push(next(view));
    paragraph(said)
}

/// Where it stands, and the last word that put it there.
fn state(acts: &Acts<'_>, view: &HazardView) -> Spoken {
    let stands = Spoken {
        zh: format!("这条隐患现在“{}”", view.state.zh()),
        en: format!("This hazard is now \"{}\"", view.state.en()),
    };
    match because(acts, view) {
        Some(fact) => {
            let told = story::tell(&acts.history, fact);
            Spoken {
                zh: format!("{}:{}", stands.zh, told.zh),
                en: format!("{}: {}", stands.en, told.en),
            }
        }
        None => Spoken { zh: stands.zh + "。", en: stands.en + "." },
    }
}

/// The last word that put it where it stands.
fn because<'a>(acts: &Acts<'a>, view: &HazardView) -> Option<&'a Fact> {
    let last = |wanted: fn(&Act) -> bool| acts.done(wanted).last().copied();
    match view.state {
        State::Closed => acts.history.get(view.closed?.fact),
        State::Void => last(|act| matches!(act, Act::Void { .. })),
        State::AwaitingReinspection => last(|act| matches!(act, Act::Claim { .. })),
        State::Passed => last(|act| matches!(act, Act::Reinspect { .. })),
        State::Rectifying => last(|act| {
            matches!(act, Act::Order { .. } | Act::Assign { .. } | Act::Reinspect { .. })
        }),
        State::Judged => last(|act| matches!(act, Act::Judge { .. })),
        State::Accepted => last(|act| matches!(act, Act::Accept {})),
        State::Returned => last(|act| matches!(act, Act::Return { .. })),
        State::Reported => last(|act| matches!(act, Act::Report { .. })),
    }
}

fn deadline(view: &HazardView, today: Day) -> Spoken {
    let Some(deadline) = &view.deadline else {
        return Spoken::new("还没有定期限。", "No deadline is set.");
    };
    let day = deadline.day;
    let left = match today.days_until(day) {
        0 => Spoken::new("今天到期", "due today"),
        days @ 1.. => Spoken { zh: format!("还有{days}天"), en: format!("{days} days left") },
        days => Spoken {
            zh: format!("已超期{}天", days.saturating_neg()),
            en: format!("{} days overdue", days.saturating_neg()),
        },
    };
    Spoken {
        zh: format!("期限是{},{}:{}", on(day), left.zh, deadline.why.zh),
        en: format!("It must be done by {}, {}: {}", on(day), left.en, deadline.why.en),
    }
}

fn responsible(view: &HazardView) -> Spoken {
    let named = view.responsible.iter().map(|one| match (&one.person, &one.unit) {
        (Some(person), _) => format!("{{{person}}}"),
        // A brace someone typed would be taken for a person's id.
        (None, unit) => unit.clone().unwrap_or_default().replace(['{', '}'], " "),
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return Spoken::new("还没有指定谁负责整改。", "Nobody is made responsible yet.");
    }
    Spoken {
        zh: format!("由 {} 负责整改。", named.join("、")),
        en: format!("{} must put it right.", named.join(", ")),
    }
}

fn next(view: &HazardView) -> Spoken {
    let who: (Vec<&str>, Vec<&str>) =
        view.next.who.iter().map(|role| (role.zh(), role.en())).unzip();
    if who.0.is_empty() {
        return Spoken::new(view.next.zh.clone(), view.next.en.clone());
    }
    Spoken {
        zh: format!("下一步({}):{}", who.0.join("、"), view.next.zh),
        en: format!("Next ({}): {}", who.1.join(", "), view.next.en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hazard::{Mode, ReinspectResult};
    use crate::domain::testing::Story;

    fn explained(story: &Story) -> Spoken {
        explain(&story.record, &story.hazard_view(), "2026-11-22".parse().unwrap())
    }

    #[test]
    fn an_order_is_explained_with_its_day_its_people_and_the_next_move() {
        let mut story = Story::hazard();
        story.township("p-3").orders(Mode::ByDeadline, Some("2026-11-25"));
        let assign = Act::Assign { person: "p-8".parse().ok(), unit: None };
        story.township("p-3").says(assign);
        let said = explained(&story);
        for part in [
            "这条隐患现在“整改中”:{p-3} {@2026-11-20 08:03} 指定 {p-8} 负责整改。",
            "还没有判定等级。",
            "期限是{@2026-11-25},还有3天:{p-3} {@2026-11-20 08:02} 定的",
            "由 {p-8} 负责整改。",
            "下一步(企业、村):请抓紧整改,改完报一声。",
        ] {
            assert!(said.zh.contains(part), "{}", said.zh);
        }
        assert!(said.en.contains("3 days left") && said.en.contains("{p-8} must put it right."));
    }

    #[test]
    fn a_close_that_missed_a_danger_is_explained_by_what_it_missed() {
        let mut story = Story::hazard();
        let before = story.screen();
        story.township("p-3").closes();
        story.grid("p-2").on(&before).sees_danger();
        let said = explained(&story);
        assert!(said.zh.contains("{p-3} {@2026-11-20 08:02} 办结时没看到"), "{}", said.zh);
        assert!(said.zh.contains("请镇里到现场复查"), "{}", said.zh);
    }

    #[test]
    fn what_ended_is_explained_by_what_ended_it_and_asks_for_nothing() {
        let mut story = Story::hazard();
        story.township("p-3").orders(Mode::AtOnce, Some("2026-11-20"));
        story.township("p-3").reinspects(ReinspectResult::Pass);
        assert!(explained(&story).zh.contains("已超期2天"));
        story.township("p-3").closes();
        let said = explained(&story);
        assert_eq!(
            said.zh,
            "这条隐患现在“办结”:{p-3} {@2026-11-20 08:04} 办结了这条。已办结,不用再做什么。"
        );
    }

    #[test]
    fn braces_in_a_units_name_are_taken_for_no_person() {
        let mut story = Story::hazard();
        let unit = Some("{p-9}公司".into());
        story.township("p-3").says(Act::Assign { person: None, unit });
        assert!(!explained(&story).zh.contains("{p-9}"));
    }
}
