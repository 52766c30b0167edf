//! What a fact says, as one sentence for a record's history.

use super::fact::{Body, Fact};
use super::history::History;
use super::review::ReviewAct;
use super::sentence::Sentence;
use super::speech::{Deed, Spoken};

/// Most characters of someone's own words that history shows.
const WORDS_CHARS_MAX: usize = 400;

/// One sentence: who, when, what; then their own words, where they gave any.
pub(crate) fn tell(history: &History<'_>, fact: &Fact) -> Spoken {
    in_their_words(fact, Sentence::did(fact, &deed(history, fact)))
}

/// The same of what is only proposed: who would like what.
pub(crate) fn propose(history: &History<'_>, fact: &Fact) -> Spoken {
    in_their_words(fact, Sentence::wants(fact, &deed(history, fact)))
}

/// What the fact says, without who and when: to stand inside a sentence.
pub(crate) fn deed(history: &History<'_>, fact: &Fact) -> Deed {
    fact.body.deed(history).unwrap_or_else(|| match &fact.body {
        Body::Review(act) => declined(history, act),
        Body::Centre(act) => Deed::stated(act.deed()),
        _ => Deed::stated(Spoken::new(
            "写了新版应用才能看懂的内容",
            "wrote something only a newer version understands",
        )),
    })
}

/// Says which proposal was declined, and by whom it was made.
fn declined(history: &History<'_>, act: &ReviewAct) -> Deed {
    let of = match history.get(act.proposal()) {
        // A proposal may itself decline another: one step is enough to tell which is meant.
        Some(fact) if !matches!(fact.body, Body::Review(_)) => {
            let wish = deed(history, fact).wants;
            Spoken {
                zh: format!("{{{}}} 的提议({})", fact.by, wish.zh),
                en: format!("the proposal of {{{}}} ({})", fact.by, wish.en),
            }
        }
        _ => Spoken::new("一条提议", "a proposal"),
    };
    Deed::decided(
        Spoken { zh: format!("看过{},不采纳", of.zh), en: format!("declined {}", of.en) },
        Spoken {
            zh: format!("认为不该采纳{}", of.zh),
            en: format!("would rather decline {}", of.en),
        },
    )
}

fn in_their_words(fact: &Fact, sentence: Sentence) -> Spoken {
    match own_words(&fact.body) {
        Some(words) => sentence.quoting(&words).spoken(),
        None => sentence.spoken(),
    }
}

/// What the author wrote in their own words, safe to stand in a line of history.
fn own_words(body: &Body) -> Option<String> {
    // Braces would be taken for a person's id, control characters for a new line.
    let safe = |c: char| if c.is_control() || "{}".contains(c) { ' ' } else { c };
    let words = body.own_words()?.trim();
    let words: String = words.chars().take(WORDS_CHARS_MAX).map(safe).collect();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use fangxian_protocol::id::FactId;

    use super::*;
    use crate::domain::hazard::HazardAct as Act;
    use crate::domain::testing::Story;

    fn told(story: &Story, fact: FactId) -> Spoken {
        tell(&History::of(&story.record), &story.record.facts[&fact])
    }

    #[test]
    fn history_keeps_the_words_someone_gave_and_takes_none_for_a_name() {
        let mut story = Story::hazard();
        let void = story.grid("p-1").voids();
        let fact = story.record.facts.get_mut(&void).unwrap();
        fact.body = Body::Hazard(Act::Void { reason: "看错了{p-9}\n第二行".into() });
        let told = told(&story, void);
        assert!(told.zh.ends_with("说是报错了(留底):看错了 p-9  第二行。"), "{}", told.zh);
        assert!(!told.en.contains("{p-9}") && told.en.contains("{p-1}"));
    }

    #[test]
    fn the_note_beside_a_line_of_a_checklist_is_told() {
        use crate::domain::site::{CheckResult, SiteAct};
        let mut story = Story::of("site");
        let (template, item, note) =
            (Some("九小场所@3".into()), "灭火器".into(), Some("过期两年".into()));
        let act = SiteAct::Check { template, item, result: CheckResult::NotMet, note };
        let check = story.grid("p-1").says(act);
        assert!(told(&story, check).zh.contains("过期两年"));
    }

    #[test]
    fn what_became_of_a_wish_for_more_time_is_told() {
        use crate::domain::hazard::HazardAct;
        let mut story = Story::hazard();
        let until: crate::domain::day::Day = "2026-12-01".parse().unwrap();
        let words = || "等材料".to_owned();
        let (reason, interim_controls) = (words(), words());
        let ask = HazardAct::AskExtension { until, reason, interim_controls };
        let ask = story.enterprise("p-8").says(ask);
        let mut told = |granted, until| {
            let decided = HazardAct::DecideExtension { ask, granted, until };
            let decided = story.township("p-3").says(decided);
            super::tests::told(&story, decided).zh
        };
        assert!(told(true, Some(until)).contains("同意延期到{@2026-12-01}"));
        assert!(told(true, None).contains("同意延期"));
        assert!(told(false, None).contains("不同意延期"));
    }

    #[test]
    fn a_short_note_is_quoted_once_and_a_long_one_told_after_the_deed() {
        let told = |note: &str| {
            let mut story = Story::hazard();
            let (danger, note) = (true, Some(note.to_owned()));
            let seen = story.grid("p-1").says(Act::Observe { danger, note, photo: None });
            super::tests::told(&story, seen).zh
        };
        assert!(told("仍在渗水").ends_with("看到仍有危险(“仍在渗水”)。"));
        let long = "墙根一直在往外冒水,昨天下雨以后更大了,电表箱下面也湿了";
        assert!(told(long).ends_with(&format!("看到仍有危险:{long}。")));
    }

    #[test]
    fn every_deed_on_a_hazard_is_told_in_its_own_words() {
        use crate::domain::hazard::{FiveItem, Grade, ListingLevel, Mode, PlanItem, Source};
        let mut story = Story::hazard();
        let day = || "2026-12-01".parse().unwrap();
        let of = fangxian_protocol::id::RecordId([9; 16]);
        let fact = *story.record.facts.keys().next().unwrap();
        let text = || "等材料".to_owned();
        let deeds = [
            (Act::Report { source: Source::Patrol }, "上报了这处隐患", "reported it"),
            (Act::Judge { grade: Grade::Major, clause: None }, "重大", "judged it major"),
            (order(Some(day())), "限{@2026-12-01}前改完", ", by {@2026-12-01}"),
            (order(None), "要求", "ordered it put right"),
            (Act::Assign { person: "p-8".parse().ok(), unit: None }, "{p-8}", "{p-8}"),
            (Act::Assign { person: None, unit: Some(text()) }, "指定“等材料”", "\"等材料\""),
            (five(FiveItem::Funds, true), "已落实", "is in place"),
            (five(FiveItem::Funds, false), "还没落实", "is not in place"),
            (Act::Plan { item: PlanItem::Goals, text: text() }, "等材料", "wrote the plan's \""),
            (list(ListingLevel::District), "限{@2026-12-01}前改完", "under"),
            (Act::SuspectDuplicate { of, distance_m: Some(18) }, "相隔18米", "18 m away"),
            (Act::SuspectDuplicate { of, distance_m: None }, "可能是同一件事", "a duplicate"),
            (Act::DecideDuplicate { of, same: true }, "是同一件事", "the same as another"),
            (Act::Serve { order: fact, refused: true }, "拒签", "not signed"),
            (look(Some(text())), "复查发现还没改好:等材料", "not put right: 等材料"),
            (Act::Return { reason: text() }, "再报:等材料", "asked for more: 等材料"),
        ];
        for (act, zh, en) in deeds {
            let said = story.township("p-3").says(act);
            let told = told(&story, said);
            assert!(told.zh.contains(zh) && told.en.contains(en), "{told:?}");
        }

        fn order(deadline: Option<crate::domain::day::Day>) -> Act {
            Act::Order { mode: Mode::ByDeadline, deadline, doc_no: None }
        }
        fn five(item: FiveItem, achieved: bool) -> Act {
            Act::Implement { item, achieved, content: None, amount_fen: None, due: None }
        }
        fn list(level: ListingLevel) -> Act {
            Act::List { level, doc_no: None, deadline: "2026-12-01".parse().ok() }
        }
        fn look(opinion: Option<String>) -> Act {
            Act::Reinspect { result: crate::domain::hazard::ReinspectResult::Fail, opinion }
        }
    }

    #[test]
    fn declining_a_proposal_is_told_with_its_reason() {
        let mut story = Story::hazard();
        let proposal = story.village("p-5").says(Act::Accept {});
        let decline = ReviewAct::DeclineProposal { proposal, reason: "先核实".into() };
        let said = story.township("p-3").body(Body::Review(decline));
        assert!(told(&story, said).zh.ends_with("看过{p-5} 的提议(想受理这条),不采纳:先核实。"));
    }

    #[test]
    fn what_was_done_to_other_records_is_told_too() {
        use crate::domain::accident::{AccidentAct, Figures};
        use crate::domain::site::SiteAct;
        use crate::domain::testing::MORNING_MS;
        use crate::domain::training::TrainingAct;
        let told = |kind: &str, body: Body| {
            let mut story = Story::of(kind);
            let said = story.grid("p-1").body(body);
            super::tests::told(&story, said).zh
        };
        let patrol = Body::Site(SiteAct::Patrol { working: true });
        assert!(told("site", patrol).ends_with("看到它在营业。"));
        assert!(told("training", Body::Training(TrainingAct::Archive {})).contains("归档了"));
        let (occurred_ms, figures) = (MORNING_MS, Figures::default());
        let report = Body::Accident(AccidentAct::Report { occurred_ms, figures });
        assert!(told("accident", report).contains("快报"));
    }
}
