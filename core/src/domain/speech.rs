//! How people, moments and offices are spoken of in sentences.
//!
//! A sentence says `{p-0002}` for a person, `{@2026-11-20 10:42}` for a moment, `{@2026-11-20}` for
//! a day and `{#990101101000}` for a unit; `spelling` puts words for them when it is read.

use super::day::{Day, clock_in_china};
use super::fact::Fact;
use super::person::Role;
pub use super::spoken::Spoken;

/// What an act is, in two forms (说法).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deed {
    /// As done: 办结了这条.
    pub(crate) did: Spoken,
    /// As someone without the say would have it: 想办结这条.
    pub(crate) wants: Spoken,
}

impl Deed {
    /// What is said the same way whoever says it: a statement, not a decision.
    pub(crate) fn stated(said: Spoken) -> Self {
        Self { wants: said.clone(), did: said }
    }

    /// A decision: as done, and as wished for.
    pub(crate) fn decided(did: Spoken, wants: Spoken) -> Self {
        Self { did, wants }
    }
}

/// Who spoke and when by their clock: `{p-0002} {@2026-11-20 10:42}`.
pub(crate) fn who_when(fact: &Fact) -> Spoken {
    let when = moment(fact.at_ms);
    Spoken {
        zh: format!("{{{}}} {}", fact.by, when.zh),
        en: format!("{{{}}} ({})", fact.by, when.en),
    }
}

/// The same of an office of a unit that is not in charge: `别的镇的 {p-0002} 11月20日 10:42`.
///
/// A phone knows the names of the units in its scope only, so the sentence says what kind of unit
/// it is: it reads the same on every phone.
pub(crate) fn of_other_unit(fact: &Fact) -> Spoken {
    let who = who_when(fact);
    let unit = match fact.role {
        Role::Township => Spoken::new("别的镇的", "of another township"),
        Role::Department => Spoken::new("别处部门的", "of a department elsewhere"),
        _ => Spoken::new("别的区的", "of another district"),
    };
    let when = moment(fact.at_ms);
    Spoken {
        zh: format!("{} {}", unit.zh, who.zh),
        en: format!("{{{}}} {} ({})", fact.by, unit.en, when.en),
    }
}

/// Several people, once each, in the order given: `{p-0002}、{p-0003}`.
pub(crate) fn people(facts: &[&Fact]) -> Spoken {
    let mut names: Vec<String> = Vec::new();
    for fact in facts {
        let name = format!("{{{}}}", fact.by);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Spoken { zh: names.join("、"), en: names.join(", ") }
}

/// A device time, to be spelled in China's time: `{@2026-11-20 10:42}`.
pub(crate) fn moment(at_ms: i64) -> Spoken {
    match clock_in_china(at_ms) {
        Some(at) => Spoken::new(format!("{{@{at}}}"), format!("{{@{at}}}")),
        None => Spoken::new("(时间不明)", "at an unknown time"),
    }
}

/// A day, to be spelled with its year where that is not this one: `{@2026-11-20}`.
pub(crate) fn on(day: Day) -> String {
    format!("{{@{day}}}")
}

/// The office a move is asked of, as people say it: the lowest of those who may.
pub(crate) fn office(roles: &[Role]) -> Spoken {
    match roles.first() {
        Some(Role::Grid) => Spoken::new("网格员", "the grid worker"),
        Some(Role::Village) => Spoken::new("村里", "the village"),
        Some(Role::Township) => Spoken::new("镇里", "the township"),
        Some(Role::Department) => Spoken::new("主管部门", "the department"),
        Some(Role::District | Role::Centre | Role::Other) | None => {
            Spoken::new("区里", "the district")
        }
        Some(Role::Enterprise) => Spoken::new("企业", "the enterprise"),
    }
}

/// Sentences one after the other.
pub(crate) fn paragraph(sentences: impl IntoIterator<Item = Spoken>) -> Spoken {
    let (zh, en): (Vec<_>, Vec<_>) = sentences.into_iter().map(|one| (one.zh, one.en)).unzip();
    Spoken { zh: zh.concat(), en: en.join(" ") }
}

/// A worker's own few words, safe to stand inside a sentence; `None` when too long to quote.
pub(crate) fn short_quote(note: Option<&str>) -> Option<String> {
    const CHARS_MAX: usize = 20;
    let note = note?.trim();
    let plain = |c: char| !c.is_control() && !"{}“”".contains(c);
    let fits = !note.is_empty() && note.chars().count() < CHARS_MAX && note.chars().all(plain);
    fits.then(|| note.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_few_plain_words_are_quoted() {
        assert_eq!(short_quote(Some(" 仍在渗水 ")).as_deref(), Some("仍在渗水"));
        assert_eq!(short_quote(Some("{p-0001}")), None, "would become someone's name");
        assert_eq!(short_quote(Some(&"水".repeat(20))), None);
        assert_eq!(short_quote(None), None);
    }

    #[test]
    fn times_are_told_as_in_china_and_impossible_ones_as_unknown() {
        assert_eq!(moment(1_795_142_520_000).zh, "{@2026-11-20 10:42}");
        assert_eq!(moment(i64::MAX).zh, "(时间不明)");
    }
}
