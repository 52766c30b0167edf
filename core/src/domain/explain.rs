//! Why a record is as it is, who must do what next and by when: one paragraph anyone can read.

use super::day::Day;
use super::kinds::View;
use super::record::Record;
use super::speech::Spoken;

/// Explains `view`, which people see of `record`, on the day `today` (说明). People appear as
/// their ids in braces, as in notices.
pub fn explain(record: &Record, view: &View, today: Day) -> Spoken {
    view.explain(record, today).unwrap_or_else(|| {
        Spoken::new(
            "这条是新版应用写的,这个版本看不懂,内容都留着。请更新应用。",
            "A newer version wrote this; it is kept whole. Please update the app.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::{AccidentAct, Figures};
    use crate::domain::derive;
    use crate::domain::hazard::Grade;
    use crate::domain::site::{CheckResult, SiteAct, SiteStatus};
    use crate::domain::testing::random::every_kind;
    use crate::domain::testing::{MORNING_MS, Story};
    use crate::domain::training::{SignMethod, TrainingAct};

    fn told(story: &Story) -> Spoken {
        explain(&story.record, &derive(&story.record), "2026-11-20".parse().unwrap())
    }

    /// Says all of these, in whatever order.
    fn says(spoken: &Spoken, zh: &[&str], en: &[&str]) {
        for (text, parts) in [(&spoken.zh, zh), (&spoken.en, en)] {
            for part in parts {
                assert!(text.contains(part), "{part} is not in: {text}");
            }
        }
    }

    #[test]
    fn a_hazard_says_where_it_stands_why_and_whose_move_it_is() {
        let mut story = Story::hazard();
        story.department("p-6").judges(Grade::Major);
        let spoken = told(&story);
        says(&spoken, &["已定等级", "{p-6}", "重大隐患", "请定下谁来改"], &["{p-6}", "major"]);
    }

    #[test]
    fn a_training_counts_who_came_and_says_what_is_doubted() {
        let mut story = Story::of("training");
        let attendee = || "v-1".parse().unwrap();
        let (method, in_ms) = (SignMethod::Roster, MORNING_MS);
        let came =
            story.grid("p-1").says(TrainingAct::SignIn { attendee: attendee(), method, in_ms });
        let out_ms = MORNING_MS + 45 * 60_000;
        story.grid("p-1").says(TrainingAct::SignOut { sign_in: came, out_ms });
        let spoken = told(&story);
        says(&spoken, &["签到1人", "45人·分钟"], &["1 people", "45 person-minutes"]);
        assert!(!spoken.zh.contains("下一步"), "nothing is doubted");
        let reason = "代签".into();
        story.grid("p-2").says(TrainingAct::DisputeAttendance { attendee: attendee(), reason });
        says(&told(&story), &["核实1人的签到"], &["checks 1 attendances"]);
    }

    #[test]
    fn a_site_says_how_it_is_counted_and_what_is_not_met() {
        let mut story = Story::of("site");
        story.village("p-5").says(SiteAct::SetStatus { status: SiteStatus::Suspended });
        let check = |item: &str, result| SiteAct::Check {
            template: Some("九小场所@3".into()),
            item: item.into(),
            result,
            note: None,
        };
        story.grid("p-1").says(check("灭火器", CheckResult::NotMet));
        for item in ["通道", "插座"] {
            story.grid("p-1").says(check(item, CheckResult::Met));
        }
        says(&told(&story), &["不符合的有1项"], &["1 lines"]);
        story.township("p-3").says(SiteAct::Void { reason: "重复".into() });
        says(&told(&story), &["登记错了"], &["by mistake"]);
    }

    #[test]
    fn an_accident_says_the_figures_and_asks_an_office_until_one_supplements() {
        let mut story = Story::of("accident");
        let figures = Figures { dead: 1, missing: 2, serious: 3, minor: 4, ..Figures::default() };
        let occurred_ms = MORNING_MS;
        story.grid("p-1").says(AccidentAct::Report { occurred_ms, figures });
        let spoken = told(&story);
        let zh = ["死亡1人、失踪2人、重伤3人、轻伤4人", "下一步:请镇里或主管部门"];
        says(&spoken, &zh, &["1 dead, 2 missing, 3 badly hurt, 4 hurt", "Next: an office"]);
    }

    #[test]
    fn whatever_the_kind_a_view_hands_out_its_notices_and_its_conflicts() {
        for kind in every_kind() {
            let mut story = Story::of(kind);
            story.field("place", "东墙", "p-1");
            story.field("place", "西墙", "p-2");
            let view = derive(&story.record);
            assert_eq!((view.face().conflicts.len(), view.face().notices.len()), (1, 1), "{kind}");
        }
    }
}
