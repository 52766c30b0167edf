//! Whose move it is, and what the move is.

use std::collections::BTreeSet;

use super::view::{Next, State};
use crate::domain::offices::{HIGH_OFFICES, OFFICES, at_least};
use crate::domain::person::Role;
use crate::domain::speech::office;
use crate::domain::view::{Flag, Proposal};

/// The next move: danger in doubt comes first, then a grade in doubt, then the usual course.
pub(super) fn next(
    state: State,
    (major, ending): (bool, Role),
    flags: &BTreeSet<Flag>,
    proposals: &[Proposal],
) -> Next {
    let lead: &[Role] = if major { &HIGH_OFFICES } else { &OFFICES };
    let ended = matches!(state, State::Closed | State::Void);
    if !ended && flags.contains(&Flag::Disputed) {
        let whom = office(lead);
        return say(
            lead,
            &format!("请{}到现场复查。", whom.zh),
            &format!("Next, {} goes there and reinspects.", whom.en),
        );
    }
    if !ended && flags.contains(&Flag::SuspectedMajor) {
        return say(
            &HIGH_OFFICES,
            "请主管部门判定是不是重大隐患。",
            "The department decides whether it is a major hazard.",
        );
    }
    if !ended && flags.contains(&Flag::PhotoAwaited) {
        return say(
            &[Role::Enterprise, Role::Village],
            "请把整改后的照片传上来,传到就办结。",
            "Upload the photo of the work done; it is closed once that has arrived.",
        );
    }
    match state {
        State::Reported => say(&OFFICES, "请镇里受理。", "The township takes it on."),
        State::Returned => say(
            &[Role::Grid, Role::Village],
            "请补充材料后再报。",
            "The reporter adds what is missing.",
        ),
        State::Accepted => say(&OFFICES, "请镇里判定等级。", "The township judges the grade."),
        State::Judged => {
            say(lead, "请定下谁来改、哪天改完。", "The office says who puts it right and by when.")
        }
        State::Rectifying => say(
            &[Role::Enterprise, Role::Village],
            "请抓紧整改,改完报一声。",
            "Put it right, then say so.",
        ),
        State::AwaitingReinspection => {
            say(lead, "请到现场看改好了没有。", "The office goes there and reinspects.")
        }
        State::Passed => {
            say(&at_least(ending), "已经改好,请办结。", "It is put right; the office closes it.")
        }
        State::Closed => over("已办结", "Closed", proposals),
        State::Void => over("报错了(留底)", "Void", proposals),
    }
}

/// Nothing more to do, unless someone's proposal still waits.
fn over(zh: &str, en: &str, proposals: &[Proposal]) -> Next {
    match proposals.iter().find(|one| !one.needs.is_empty()) {
        None => say(&[], &format!("{zh},不用再做什么。"), &format!("{en}; nothing more to do.")),
        Some(waiting) => {
            let whom = office(&waiting.needs);
            say(
                &waiting.needs,
                &format!("{zh},还有提议等{}定。", whom.zh),
                &format!("{en}; a proposal still waits for {}.", whom.en),
            )
        }
    }
}

fn say(who: &[Role], zh: &str, en: &str) -> Next {
    Next { who: who.to_vec(), zh: zh.to_owned(), en: en.to_owned() }
}
