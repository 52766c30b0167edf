//! Why a record is as it is, who must do what next and by when: one paragraph anyone can read.

use super::accident::AccidentView;
use super::day::Day;
use super::derive::View;
use super::findings::noticed;
use super::hazard;
use super::record::Record;
use super::site::{CheckResult, SiteView};
use super::speech::{Spoken, paragraph};
use super::training::TrainingView;

/// Explains `view`, which people see of `record`, on the day `today` (说明). People appear as
/// their ids in braces, as in notices.
pub fn explain(record: &Record, view: &View, today: Day) -> Spoken {
    match view {
        View::Hazard(view) => hazard::explain(record, view, today),
        View::Training(view) => training(view),
        View::Site(view) => site(view),
        View::Accident(view) => accident(view),
        View::Unknown(_) => Spoken::new(
            "这条是新版应用写的,这个版本看不懂,内容都留着。请更新应用。",
            "A newer version wrote this; it is kept whole. Please update the app.",
        ),
    }
}

fn training(view: &TrainingView) -> Spoken {
    let (people, minutes) = (view.attendance.len(), view.person_minutes);
    let disputed = view.attendance.iter().filter(|one| one.disputed).count();
    let mut said = vec![Spoken {
        zh: format!("这场培训{}:签到{people}人,合计{minutes}人·分钟。", view.state.zh()),
        en: format!(
            "This training is {}: {people} people signed in, {minutes} person-minutes together.",
            view.state.en()
        ),
    }];
    said.extend(noticed(&view.face.notices));
    if disputed > 0 {
        said.push(Spoken {
            zh: format!("下一步:请镇里核实{disputed}人的签到,核实前不计学时。"),
            en: format!(
                "Next: the township checks {disputed} attendances; no hours count until then."
            ),
        });
    }
    paragraph(said)
}

fn site(view: &SiteView) -> Spoken {
    let not_met: Vec<&str> = (view.checks.iter())
        .filter(|check| check.result == CheckResult::NotMet)
        .map(|check| check.item.as_str())
        .collect();
    let mut said = vec![if view.void {
        Spoken::new("这个场所登记错了(留底)。", "This site was entered by mistake.")
    } else {
        Spoken {
            zh: format!("这个场所按{}管。", view.status.zh()),
            en: format!("This site counts as {}.", view.status.en()),
        }
    }];
    if !not_met.is_empty() {
        said.push(Spoken {
            zh: format!("检查不符合的有{}项,请整改后再查。", not_met.len()),
            en: format!("{} lines of its checklist are not met; put them right.", not_met.len()),
        });
    }
    said.extend(noticed(&view.face.notices));
    paragraph(said)
}

fn accident(view: &AccidentView) -> Spoken {
    let told = view.figures.spoken();
    let mut said = vec![Spoken {
        zh: format!("这起事故{},按{}算:{}。", view.state.zh(), view.level.zh(), told.zh),
        en: format!("This is {}, {}: {}.", view.level.en(), view.state.en(), told.en),
    }];
    if let Some(official) = &view.official {
        let figures = official.figures.spoken();
        said.push(Spoken {
            zh: format!("{{{}}} 核实补报的是:{}。", official.by, figures.zh),
            en: format!("{{{}}} officially supplemented: {}.", official.by, figures.en),
        });
    } else {
        said.push(Spoken::new(
            "下一步:请镇里或主管部门核实后补报。",
            "Next: an office checks the figures and supplements them.",
        ));
    }
    said.extend(noticed(&view.face.notices));
    paragraph(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::accident::{AccidentAct, Figures};
    use crate::domain::derive;
    use crate::domain::hazard::Grade;
    use crate::domain::site::{SiteAct, SiteStatus};
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
            story.grid("p-1").trains(TrainingAct::SignIn { attendee: attendee(), method, in_ms });
        let out_ms = MORNING_MS + 45 * 60_000;
        story.grid("p-1").trains(TrainingAct::SignOut { sign_in: came, out_ms });
        let spoken = told(&story);
        says(&spoken, &["签到1人", "45人·分钟"], &["1 people", "45 person-minutes"]);
        assert!(!spoken.zh.contains("下一步"), "nothing is doubted");
        let reason = "代签".into();
        story.grid("p-2").trains(TrainingAct::DisputeAttendance { attendee: attendee(), reason });
        says(&told(&story), &["核实1人的签到"], &["checks 1 attendances"]);
    }

    #[test]
    fn a_site_says_how_it_is_counted_and_what_is_not_met() {
        let mut story = Story::of("site");
        story.village("p-5").visits(SiteAct::SetStatus { status: SiteStatus::Suspended });
        let check = |item: &str, result| SiteAct::Check {
            template: Some("九小场所@3".into()),
            item: item.into(),
            result,
            note: None,
        };
        story.grid("p-1").visits(check("灭火器", CheckResult::NotMet));
        for item in ["通道", "插座"] {
            story.grid("p-1").visits(check(item, CheckResult::Met));
        }
        says(&told(&story), &["不符合的有1项"], &["1 lines"]);
        story.township("p-3").visits(SiteAct::Void { reason: "重复".into() });
        says(&told(&story), &["登记错了"], &["by mistake"]);
    }

    #[test]
    fn an_accident_says_the_figures_and_asks_an_office_until_one_supplements() {
        let mut story = Story::of("accident");
        let figures = Figures { dead: 1, missing: 2, serious: 3, minor: 4, ..Figures::default() };
        let occurred_ms = MORNING_MS;
        story.grid("p-1").tells(AccidentAct::Report { occurred_ms, figures });
        let spoken = told(&story);
        let zh = ["死亡1人、失踪2人、重伤3人、轻伤4人", "下一步:请镇里或主管部门"];
        says(&spoken, &zh, &["1 dead, 2 missing, 3 badly hurt, 4 hurt", "Next: an office"]);
    }

    #[test]
    fn whatever_the_kind_a_view_hands_out_its_notices_and_its_conflicts() {
        for kind in ["hazard", "training", "site", "accident"] {
            let mut story = Story::of(kind);
            story.field("place", "东墙", "p-1");
            story.field("place", "西墙", "p-2");
            let view = derive(&story.record);
            assert_eq!((view.face().conflicts.len(), view.face().notices.len()), (1, 1), "{kind}");
        }
    }
}
