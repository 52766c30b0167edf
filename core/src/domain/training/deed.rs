//! What was done at a training session.

use super::act::TrainingAct as Act;
use crate::domain::fact::Body;
use crate::domain::history::History;
use crate::domain::speech::{Deed, Spoken, moment};
use crate::domain::voiding;

/// The deed, without who and when.
pub(super) fn deed(history: &History<'_>, act: &Act) -> Deed {
    match act {
        Act::Archive {} => Deed::decided(
            Spoken::new("归档了这场培训", "archived it"),
            Spoken::new("想归档这场培训", "would like to archive it"),
        ),
        Act::DecideAttendance { attendee, valid } => decided(attendee.as_str(), *valid),
        Act::Void { .. } => voiding::deed(),
        _ => Deed::stated(stated(history, act)),
    }
}

fn decided(attendee: &str, valid: bool) -> Deed {
    let (zh, en) = if valid { ("是本人", "came") } else { ("不是本人", "did not come") };
    Deed::decided(
        Spoken {
            zh: format!("核过 {{{attendee}}} 的签到,{zh}"),
            en: format!("found that {{{attendee}}} {en} in person"),
        },
        Spoken {
            zh: format!("认为 {{{attendee}}} 的签到{zh}"),
            en: format!("holds that {{{attendee}}} {en} in person"),
        },
    )
}

/// What people only state: said alike whoever says it.
fn stated(history: &History<'_>, act: &Act) -> Spoken {
    match act {
        Act::Schedule { start_ms, end_ms } => {
            let (start, end) = (moment(*start_ms), moment(*end_ms));
            Spoken {
                zh: format!("定了培训时间,从 {} 到 {}", start.zh, end.zh),
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
        Act::SignOut { sign_in, out_ms } => {
            let when = moment(*out_ms);
            let whose = history.get(*sign_in).and_then(|fact| match &fact.body {
                Body::Training(Act::SignIn { attendee, .. }) => Some(attendee),
                _ => None,
            });
            match whose {
                Some(attendee) => Spoken {
                    zh: format!("给 {{{attendee}}} 签退({})", when.zh),
                    en: format!("signed {{{attendee}}} out ({})", when.en),
                },
                None => Spoken {
                    zh: format!("记了一次签退({})", when.zh),
                    en: format!("recorded a sign-out ({})", when.en),
                },
            }
        }
        Act::Examine { attendee, score, passed, .. } => Spoken {
            zh: format!(
                "记了 {{{attendee}}} 的考试,{score}分,{}",
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
        Act::DeclareHeadcount { count, .. } => Spoken {
            zh: format!("报了到场人数,{count}人"),
            en: format!("declared {count} people"),
        },
        _ => Spoken::new("说了一句", "spoke"),
    }
}
