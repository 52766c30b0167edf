//! Whose move it is, and what the move is.

use std::collections::BTreeSet;

use super::view::{Next, State};
use crate::domain::authorize::{HIGH_OFFICES, OFFICES};
use crate::domain::person::Role;
use crate::domain::view::Flag;

/// The next move: danger in doubt comes first, then a grade in doubt, then the usual course.
pub(super) fn next(state: State, major: bool, flags: &BTreeSet<Flag>) -> Next {
    let lead: &[Role] = if major { &HIGH_OFFICES } else { &OFFICES };
    let ended = matches!(state, State::Closed | State::Void);
    if !ended && flags.contains(&Flag::Disputed) {
        return say(&OFFICES, "请镇里到现场复查。", "The township goes there and reinspects.");
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
        State::Passed => say(lead, "已经改好,请办结。", "It is put right; the office closes it."),
        State::Closed => say(&[], "已办结,不用再做什么。", "Closed; nothing more to do."),
        State::Void => say(&[], "报错了(留底),不用再做什么。", "Void; nothing more to do."),
    }
}

fn say(who: &[Role], zh: &str, en: &str) -> Next {
    Next { who: who.to_vec(), zh: zh.to_owned(), en: en.to_owned() }
}
