//! Why a record is as it is, who must do what next and by when: one paragraph anyone can read.

use super::accident::AccidentView;
use super::day::Day;
use super::findings::noticed;
use super::hazard;
use super::record::Record;
use super::site::{CheckResult, SiteView};
use super::speech::{Spoken, paragraph};
use super::training::TrainingView;
use super::view::View;

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
    said.extend(noticed(&view.notices));
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
    said.extend(noticed(&view.notices));
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
    said.extend(noticed(&view.notices));
    paragraph(said)
}
