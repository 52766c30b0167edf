//! What a fact says, as one sentence for a record's history.

mod accident;
mod hazard;
mod site;
mod training;

use super::accident::AccidentAct;
use super::fact::{Body, Fact};
use super::hazard::HazardAct as Act;
use super::review::ReviewAct;
use super::site::SiteAct;
use super::speech::{Spoken, short_quote, who_when};
use super::training::TrainingAct;

/// Most characters of someone's own words that history shows.
const WORDS_CHARS_MAX: usize = 400;

/// One sentence: who, when, what; then their own words, where they gave any.
pub fn tell(fact: &Fact) -> Spoken {
    let (who, deed) = (who_when(fact), deed(fact));
    match own_words(&fact.body) {
        Some(words) => Spoken {
            zh: format!("{} {}:{words}", who.zh, deed.zh),
            en: format!("{} {}: {words}", who.en, deed.en),
        },
        None => Spoken {
            zh: format!("{} {}。", who.zh, deed.zh),
            en: format!("{} {}.", who.en, deed.en),
        },
    }
}

/// What the fact says was done, without who and when: to stand inside a sentence.
pub fn deed(fact: &Fact) -> Spoken {
    match &fact.body {
        Body::Hazard(act) => hazard::deed(act),
        Body::Training(act) => training::deed(act),
        Body::Site(act) => site::deed(act),
        Body::Accident(act) => accident::deed(act),
        Body::Review(act) => act.deed(),
        Body::Centre(act) => act.deed(),
        Body::Unknown { .. } => Spoken::new(
            "写了新版应用才能看懂的内容",
            "wrote something only a newer version understands",
        ),
    }
}

/// What the author wrote in their own words, safe to stand in a line of history.
fn own_words(body: &Body) -> Option<String> {
    let words = match body {
        Body::Hazard(Act::Observe { note, .. }) if short_quote(note.as_deref()).is_none() => {
            note.as_ref()?
        }
        Body::Hazard(Act::Reinspect { opinion, .. }) => opinion.as_ref()?,
        Body::Hazard(Act::Claim { measures: words, .. })
        | Body::Hazard(Act::Plan { text: words, .. })
        | Body::Hazard(Act::Progress { text: words })
        | Body::Hazard(
            Act::Return { reason: words }
            | Act::AskExtension { reason: words, .. }
            | Act::OfferTransfer { reason: words, .. }
            | Act::RefuseTransfer { reason: words, .. }
            | Act::Void { reason: words },
        )
        | Body::Training(
            TrainingAct::DisputeAttendance { reason: words, .. }
            | TrainingAct::Void { reason: words },
        )
        | Body::Site(SiteAct::Void { reason: words })
        | Body::Accident(AccidentAct::Void { reason: words })
        | Body::Review(ReviewAct::DeclineProposal { reason: words, .. }) => words,
        Body::Site(SiteAct::Check { note, .. }) => note.as_ref()?,
        _ => return None,
    };
    // Braces would be taken for a person's id, control characters for a new line.
    let safe = |c: char| if c.is_control() || "{}".contains(c) { ' ' } else { c };
    let words: String = words.trim().chars().take(WORDS_CHARS_MAX).map(safe).collect();
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::Story;

    #[test]
    fn history_keeps_the_words_someone_gave_and_takes_none_for_a_name() {
        let mut story = Story::hazard();
        let void = story.grid("p-1").voids();
        let fact = story.record.facts.get_mut(&void).unwrap();
        fact.body = Body::Hazard(Act::Void { reason: "看错了{p-9}\n第二行".into() });
        let told = tell(fact);
        assert!(told.zh.ends_with("说是报错了(留底):看错了 p-9  第二行"), "{}", told.zh);
        assert!(!told.en.contains("{p-9}") && told.en.contains("{p-1}"));
    }

    #[test]
    fn the_note_beside_a_line_of_a_checklist_is_told() {
        use crate::domain::site::{CheckResult, SiteAct};
        let mut story = Story::of("site");
        let (template, item, note) =
            (Some("九小场所@3".into()), "灭火器".into(), Some("过期两年".into()));
        let act = SiteAct::Check { template, item, result: CheckResult::NotMet, note };
        let check = story.grid("p-1").visits(act);
        assert!(tell(&story.record.facts[&check]).zh.contains("过期两年"));
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
            tell(&story.record.facts[&decided]).zh
        };
        assert!(told(true, Some(until)).contains("同意延期到12月1日"));
        assert!(told(true, None).contains("同意延期"));
        assert!(told(false, None).contains("不同意延期"));
    }

    #[test]
    fn a_short_note_is_quoted_once_and_a_long_one_told_after_the_deed() {
        let told = |note: &str| {
            let mut story = Story::hazard();
            let (danger, note) = (true, Some(note.to_owned()));
            let seen = story.grid("p-1").says(Act::Observe { danger, note, photo: None });
            tell(&story.record.facts[&seen]).zh
        };
        assert!(told("仍在渗水").ends_with("看到仍有危险(“仍在渗水”)。"));
        let long = "墙根一直在往外冒水,昨天下雨以后更大了,电表箱下面也湿了";
        assert!(told(long).ends_with(&format!("看到仍有危险:{long}")));
    }
}
