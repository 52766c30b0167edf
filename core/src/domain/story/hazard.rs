//! What was done to a hazard.

use crate::domain::day::Day;
use crate::domain::hazard::HazardAct as Act;
use crate::domain::hazard::{Grade, ReinspectResult};
use crate::domain::speech::{Spoken, short_quote};

/// The deed, without who and when.
pub(super) fn deed(act: &Act) -> Spoken {
    match act {
        Act::Observe { danger, note, .. } => observed(*danger, note.as_deref()),
        Act::Order { mode, deadline, .. } => due(
            Spoken {
                zh: format!("要求{}", mode.zh()),
                en: format!("ordered it put right: {}", mode.en()),
            },
            *deadline,
        ),
        Act::Assign { person, .. } => match person {
            Some(person) => Spoken {
                zh: format!("指定 {{{person}}} 负责整改"),
                en: format!("made {{{person}}} responsible"),
            },
            None => Spoken::new("指定了负责整改的单位", "made a unit responsible"),
        },
        Act::Implement { item, achieved, .. } => Spoken {
            zh: format!("说“{}”{}", item.zh(), if *achieved { "已落实" } else { "还没落实" }),
            en: format!(
                "said \"{}\" is {}in place",
                item.en(),
                if *achieved { "" } else { "not " }
            ),
        },
        Act::Plan { item, .. } => Spoken {
            zh: format!("写了整改方案的“{}”", item.zh()),
            en: format!("wrote the plan's \"{}\"", item.en()),
        },
        Act::List { level, deadline, .. } => due(
            Spoken {
                zh: format!("列为{}盯办", level.zh()),
                en: format!("put it under {} supervision", level.en()),
            },
            *deadline,
        ),
        Act::AskExtension { until, .. } => Spoken {
            zh: format!("申请延期到{}", until.spoken_zh()),
            en: format!("asked for an extension to {until}"),
        },
        Act::DecideExtension { granted, until, .. } => extension(*granted, *until),
        Act::SuspectDuplicate { distance_m: Some(metres), .. } => Spoken {
            zh: format!("认为和相隔{metres}米的另一条可能是同一件事"),
            en: format!("suspected it to be the same as one {metres} m away"),
        },
        _ => plain(act),
    }
}

/// Acts whose sentence depends on little.
fn plain(act: &Act) -> Spoken {
    let (zh, en) = match act {
        Act::Report { source } => {
            return Spoken {
                zh: format!("上报了这处隐患({})", source.zh()),
                en: format!("reported it ({})", source.en()),
            };
        }
        Act::Observe { .. } => ("到现场看了", "looked again"),
        Act::SuspectMajor { .. } => ("认为可能是重大隐患", "suspected a major hazard"),
        Act::Accept {} => ("收到并受理", "took it on"),
        Act::Return { .. } => ("请补充材料后再报", "asked for more"),
        Act::Judge { grade: Grade::Ordinary, .. } => ("判定为一般隐患", "judged it ordinary"),
        Act::Judge { grade: Grade::Major, .. } => ("判定为重大隐患", "judged it major"),
        Act::Order { .. } => ("要求整改", "ordered it put right"),
        Act::Serve { refused: false, .. } => ("送达了整改要求", "served the order"),
        Act::Serve { refused: true, .. } => {
            ("送达整改要求时对方拒签", "served the order; it was not signed")
        }
        Act::Assign { .. } => ("指定了谁负责整改", "made someone responsible"),
        Act::Implement { .. } => ("说了整改落实情况", "spoke of one of the five"),
        Act::Plan { .. } => ("写了整改方案", "wrote part of the plan"),
        Act::Claim { .. } => ("说已经改完", "claimed the work done"),
        Act::Reinspect { result: ReinspectResult::Pass, .. } => {
            ("复查认为改好了", "reinspected and found it put right")
        }
        Act::Reinspect { result: ReinspectResult::Partial, .. } => {
            ("复查发现只改好一部分", "reinspected and found it partly put right")
        }
        Act::Reinspect { result: ReinspectResult::Fail, .. } => {
            ("复查发现还没改好", "reinspected and found it not put right")
        }
        Act::Close { .. } => ("办结了这条", "closed it"),
        Act::List { .. } => ("列为上级盯办", "put it under supervision"),
        Act::Delist { .. } => ("结束了上级盯办", "ended the supervision"),
        Act::Progress { .. } => ("报了盯办进展", "reported progress"),
        Act::AskExtension { .. } => ("申请延期", "asked for an extension"),
        Act::DecideExtension { .. } => ("答复了延期申请", "decided on the extension"),
        Act::OfferTransfer { .. } => ("想转给别的单位", "offered it to another unit"),
        Act::AcceptTransfer { .. } => ("接收了这条隐患", "took it over"),
        Act::RefuseTransfer { .. } => ("没有接收这条隐患", "refused to take it over"),
        Act::SuspectDuplicate { .. } => {
            ("认为和另一条可能是同一件事", "suspected it to be a duplicate")
        }
        Act::DecideDuplicate { same: true, .. } => {
            ("认定和另一条是同一件事", "found it to be the same as another")
        }
        Act::DecideDuplicate { same: false, .. } => {
            ("认定和另一条不是同一件事", "found it not to be the same as another")
        }
        Act::Void { .. } => ("说是报错了(留底)", "called it a mistake"),
    };
    Spoken::new(zh, en)
}

fn observed(danger: bool, note: Option<&str>) -> Spoken {
    match (danger, short_quote(note)) {
        (true, None) => Spoken::new("看到仍有危险", "saw it still dangerous"),
        (true, Some(note)) => Spoken {
            zh: format!("看到仍有危险(“{note}”)"),
            en: format!("saw it still dangerous (\"{note}\")"),
        },
        (false, None) => Spoken::new("看到危险已消除", "saw the danger gone"),
        (false, Some(note)) => Spoken {
            zh: format!("看到危险已消除(“{note}”)"),
            en: format!("saw the danger gone (\"{note}\")"),
        },
    }
}

fn extension(granted: bool, until: Option<Day>) -> Spoken {
    match (granted, until) {
        (true, Some(until)) => Spoken {
            zh: format!("同意延期到{}", until.spoken_zh()),
            en: format!("granted the extension to {until}"),
        },
        (true, None) => Spoken::new("同意延期", "granted the extension"),
        (false, _) => Spoken::new("不同意延期", "refused the extension"),
    }
}

fn due(said: Spoken, deadline: Option<Day>) -> Spoken {
    match deadline {
        None => said,
        Some(day) => Spoken {
            zh: format!("{},限{}前改完", said.zh, day.spoken_zh()),
            en: format!("{}, by {day}", said.en),
        },
    }
}
