//! What was done at a training session.

use crate::domain::speech::{Spoken, moment};
use crate::domain::training::TrainingAct as Act;

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Spoken {
    match act {
        Act::Schedule { start_ms, end_ms } => {
            let (start, end) = (moment(*start_ms), moment(*end_ms));
            Spoken {
                zh: format!("定了培训时间:{}到{}", start.zh, end.zh),
                en: format!("planned it from {} to {}", start.en, end.en),
            }
        }
        Act::SignIn { attendee, method, in_ms } => {
            let when = moment(*in_ms);
            Spoken {
                zh: format!("给 {{{attendee}}} 签到({},{})", when.zh, method.zh()),
                en: format!("signed {{{attendee}}} in ({}, {})", when.en, method.en()),
            }
        }
        Act::SignOut { out_ms, .. } => {
            let when = moment(*out_ms);
            Spoken {
                zh: format!("记了签退({})", when.zh),
                en: format!("recorded a sign-out ({})", when.en),
            }
        }
        Act::Examine { attendee, score, passed, .. } => Spoken {
            zh: format!(
                "记了 {{{attendee}}} 的考试:{score}分,{}",
                if *passed { "合格" } else { "没合格" }
            ),
            en: format!(
                "recorded {{{attendee}}}'s exam: {score}, {}",
                if *passed { "passed" } else { "not passed" }
            ),
        },
        Act::DisputeAttendance { attendee, .. } => Spoken {
            zh: format!("说 {{{attendee}}} 的签到可能是别人代签"),
            en: format!("doubted that {{{attendee}}} signed in person"),
        },
        Act::DecideAttendance { attendee, valid } => Spoken {
            zh: format!(
                "核过 {{{attendee}}} 的签到:{}",
                if *valid { "是本人" } else { "不是本人" }
            ),
            en: format!(
                "found that {{{attendee}}} {} in person",
                if *valid { "came" } else { "did not come" }
            ),
        },
        Act::DeclareHeadcount { count, .. } => Spoken {
            zh: format!("报了到场人数:{count}人"),
            en: format!("declared {count} people"),
        },
        Act::Archive {} => Spoken::new("归档了这场培训", "archived it"),
        Act::Void { .. } => Spoken::new("说是报错了(留底)", "called it a mistake"),
    }
}
