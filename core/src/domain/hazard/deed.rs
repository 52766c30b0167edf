//! What was done to a hazard.

use super::act::HazardAct as Act;
use super::act::{Grade, ListingLevel, Mode, ReinspectResult};
use crate::domain::day::Day;
use crate::domain::fact::{Body, Fact};
use crate::domain::history::History;
use crate::domain::speech::{Deed, Spoken, on, short_quote};
use crate::domain::voiding;

/// The deed, without who and when.
pub(super) fn deed(history: &History<'_>, act: &Act) -> Deed {
    match act {
        Act::Report { .. }
        | Act::Observe { .. }
        | Act::SuspectMajor { .. }
        | Act::Serve { .. }
        | Act::Implement { .. }
        | Act::Claim { .. }
        | Act::Progress { .. }
        | Act::AskExtension { .. }
        | Act::SuspectDuplicate { .. } => Deed::stated(statement(act)),
        Act::Order { mode, deadline, .. } => order(*mode, *deadline),
        Act::Assign { person, unit } => {
            let person = person.as_ref().map(|person| format!(" {{{person}}} "));
            assign(person, short_quote(unit.as_deref()))
        }
        Act::Plan { item, .. } => decided(
            (
                format!("写了整改方案的“{}”", item.zh()),
                format!("wrote the plan's \"{}\"", item.en()),
            ),
            (
                format!("给整改方案的“{}”提了内容", item.zh()),
                format!("would like to write the plan's \"{}\"", item.en()),
            ),
        ),
        Act::List { level, deadline, .. } => list(*level, *deadline),
        Act::Delist { listing, .. } => delist(history.get(*listing)),
        Act::DecideExtension { ask, granted, until } => {
            extension(*granted, until.or_else(|| asked_for(history.get(*ask)?)))
        }
        Act::OfferTransfer { to, .. } => Deed::stated(Spoken {
            zh: format!("想把这条转给{{#{to}}}"),
            en: format!("offered it to {{#{to}}}"),
        }),
        _ => plain(act),
    }
}

/// What people only state: said alike whoever says it.
fn statement(act: &Act) -> Spoken {
    match act {
        Act::Report { source } => Spoken {
            zh: format!("上报了这处隐患({})", source.zh()),
            en: format!("reported it ({})", source.en()),
        },
        Act::Observe { danger, note, .. } => observed(*danger, note.as_deref()),
        Act::SuspectMajor { .. } => Spoken::new("认为可能是重大隐患", "suspected a major hazard"),
        Act::Serve { refused: false, .. } => Spoken::new("送达了整改要求", "served the order"),
        Act::Serve { .. } => {
            Spoken::new("送达整改要求时对方拒签", "served the order; it was not signed")
        }
        Act::Implement { item, achieved, .. } => Spoken {
            zh: format!("说“{}”{}", item.zh(), if *achieved { "已落实" } else { "还没落实" }),
            en: format!(
                "said \"{}\" is {}in place",
                item.en(),
                if *achieved { "" } else { "not " }
            ),
        },
        Act::Progress { .. } => Spoken::new("报了盯办进展", "reported progress"),
        Act::AskExtension { until, .. } => Spoken {
            zh: format!("申请延期到{}", on(*until)),
            en: format!("asked for an extension to {}", on(*until)),
        },
        Act::SuspectDuplicate { distance_m: Some(metres), .. } => Spoken {
            zh: format!("认为和相隔{metres}米的另一条可能是同一件事"),
            en: format!("suspected it to be the same as one {metres} m away"),
        },
        Act::SuspectDuplicate { .. } => {
            Spoken::new("认为和另一条可能是同一件事", "suspected it to be a duplicate")
        }
        _ => Spoken::new("说已经改完", "claimed the work done"),
    }
}

/// Decisions whose words depend on nothing else: as done, and as wished for.
fn plain(act: &Act) -> Deed {
    let (zh, en, wants_zh, wants_en) = match act {
        Act::Accept {} => ("收到并受理", "took it on", "想受理这条", "would like to take it on"),
        Act::Return { .. } => (
            "请上报的人补充材料后再报",
            "asked for more",
            "想请上报的人补充材料",
            "would like to ask for more",
        ),
        Act::Judge { grade: Grade::Ordinary, .. } => {
            ("判定为一般隐患", "judged it ordinary", "认为是一般隐患", "holds it to be ordinary")
        }
        Act::Judge { grade: Grade::Major, .. } => {
            ("判定为重大隐患", "judged it major", "认为是重大隐患", "holds it to be major")
        }
        Act::Reinspect { result: ReinspectResult::Pass, .. } => (
            "复查认为改好了",
            "reinspected and found it put right",
            "到现场看过,认为改好了",
            "looked and found it put right",
        ),
        Act::Reinspect { result: ReinspectResult::Partial, .. } => (
            "复查发现只改好一部分",
            "reinspected and found it partly put right",
            "到现场看过,发现只改好一部分",
            "looked and found it partly put right",
        ),
        Act::Reinspect { result: ReinspectResult::Fail, .. } => (
            "复查发现还没改好",
            "reinspected and found it not put right",
            "到现场看过,发现还没改好",
            "looked and found it not put right",
        ),
        Act::Close { .. } => ("办结了这条", "closed it", "想办结这条", "would like to close it"),
        Act::AcceptTransfer { .. } => {
            ("接收了这条隐患", "took it over", "想接收这条隐患", "would like to take it over")
        }
        Act::RefuseTransfer { .. } => (
            "没有接收这条隐患",
            "refused to take it over",
            "不想接收这条隐患",
            "would rather not take it over",
        ),
        Act::DecideDuplicate { same: true, .. } => (
            "认定和另一条是同一件事",
            "found it to be the same as another",
            "认为和另一条是同一件事",
            "holds it to be the same as another",
        ),
        Act::DecideDuplicate { same: false, .. } => (
            "认定和另一条不是同一件事",
            "found it not to be the same as another",
            "认为和另一条不是同一件事",
            "holds it not to be the same as another",
        ),
        Act::Void { .. } => return voiding::deed(),
        _ => ("说了一句", "spoke", "说了一句", "spoke"),
    };
    Deed::decided(Spoken::new(zh, en), Spoken::new(wants_zh, wants_en))
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

fn order(mode: Mode, deadline: Option<Day>) -> Deed {
    decided(
        due(
            (format!("要求{}", mode.zh()), format!("ordered it put right: {}", mode.en())),
            deadline,
        ),
        due(
            (format!("想要求{}", mode.zh()), format!("wants it put right: {}", mode.en())),
            deadline,
        ),
    )
}

fn list(level: ListingLevel, deadline: Option<Day>) -> Deed {
    let (zh, en) = (level.zh(), level.en());
    decided(
        due((format!("列为{zh}盯办"), format!("put it under {en} supervision")), deadline),
        due((format!("想列为{zh}盯办"), format!("wants it under {en} supervision")), deadline),
    )
}

fn delist(listing: Option<&Fact>) -> Deed {
    let level = listing.and_then(|fact| match &fact.body {
        Body::Hazard(Act::List { level, .. }) => Some(*level),
        _ => None,
    });
    let (zh, en) = level.map_or(("上级", ""), |level| (level.zh(), level.en()));
    let en = format!("{en} supervision");
    let en = en.trim_start();
    decided(
        (format!("结束了{zh}盯办"), format!("ended the {en}")),
        (format!("想结束{zh}盯办"), format!("would like to end the {en}")),
    )
}

fn assign(person: Option<String>, unit: Option<String>) -> Deed {
    let unit = unit.map(|unit| format!("“{unit}”"));
    let whom = person.or(unit).unwrap_or_else(|| "一个单位".to_owned());
    let whom_en = whom.trim().replace("一个单位", "a unit").replace(['“', '”'], "\"");
    decided(
        (format!("指定{whom}负责整改"), format!("made {whom_en} responsible")),
        (format!("想指定{whom}负责整改"), format!("wants {whom_en} to be responsible")),
    )
}

fn extension(granted: bool, until: Option<Day>) -> Deed {
    let (to, to_en) = until.map_or((String::new(), String::new()), |day| {
        (format!("到{}", on(day)), format!(" to {}", on(day)))
    });
    match granted {
        true => decided(
            (format!("同意延期{to}"), format!("granted the extension{to_en}")),
            (format!("想同意延期{to}"), format!("would like to grant the extension{to_en}")),
        ),
        false => decided(
            (format!("不同意延期{to}"), format!("refused the extension{to_en}")),
            (format!("认为不该延期{to}"), format!("would rather refuse the extension{to_en}")),
        ),
    }
}

/// The day an extension was asked for.
fn asked_for(ask: &Fact) -> Option<Day> {
    match &ask.body {
        Body::Hazard(Act::AskExtension { until, .. }) => Some(*until),
        _ => None,
    }
}

fn due((zh, en): (String, String), deadline: Option<Day>) -> (String, String) {
    match deadline {
        None => (zh, en),
        Some(day) => (format!("{zh},限{}前改完", on(day)), format!("{en}, by {}", on(day))),
    }
}

fn decided(did: (String, String), wants: (String, String)) -> Deed {
    Deed::decided(Spoken::new(did.0, did.1), Spoken::new(wants.0, wants.1))
}
