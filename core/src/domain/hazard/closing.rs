//! Closing (P1, I3): a close counts only if it is within its author's role and saw every danger.

use fangxian_protocol::id::FactId;

use super::act::{CloseKind, HazardAct as Act};
use super::acts::{Acts, act};
use super::danger;
use crate::domain::authorize::OFFICES;
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::speech::{Spoken, moment, people, who_when};
use crate::domain::story;
use crate::domain::view::{Flag, NoticeKind};

/// How a hazard stands as to its end (办结情况).
pub(super) struct Closing {
    /// The close that counts.
    pub(super) closed: Option<(FactId, CloseKind)>,
    /// Danger no close has answered.
    pub(super) dangers: Vec<FactId>,
    /// Closes that missed a danger, which the notice about them explains.
    pub(super) missed: Vec<FactId>,
}

/// Which close counts, which danger is unanswered, and what people said against each other.
pub(super) fn closing(acts: &Acts<'_>, findings: &mut Findings) -> Closing {
    let at_stake = danger::at_stake(acts);
    let closes = acts.said(|act| matches!(act, Act::Close { .. }));
    let counting = (closes.iter())
        .filter(|close| acts.is_effective(close))
        .find(|close| acts.history.missed(close.id, &at_stake).is_empty());
    if let Some(close) = counting {
        return Closing {
            closed: kind_of(close).map(|kind| (close.id, kind)),
            dangers: Vec::new(),
            missed: Vec::new(),
        };
    }
    let (missed, explained) = explain_misses(acts, &closes, &at_stake, findings);
    explain_contradictions(acts, &explained, findings);
    let unanswered = (closes.iter())
        .filter(|close| acts.is_effective(close))
        .map(|close| acts.history.missed(close.id, &at_stake))
        .min_by_key(Vec::len)
        .unwrap_or(at_stake);
    Closing {
        closed: None,
        dangers: unanswered.iter().map(|fact| fact.id).collect(),
        missed,
    }
}

/// One notice for each close by an office that did not see a danger, until an office that had
/// both before it looks again. Gives those closes, and the dangers they missed.
fn explain_misses<'a>(
    acts: &Acts<'a>,
    closes: &[&'a Fact],
    at_stake: &[&'a Fact],
    findings: &mut Findings,
) -> (Vec<FactId>, Vec<FactId>) {
    let (mut told, mut dangers) = (Vec::new(), Vec::new());
    for close in closes.iter().filter(|close| OFFICES.contains(&close.role)) {
        let missed = acts.history.missed(close.id, at_stake);
        if missed.is_empty() {
            continue;
        }
        told.push(close.id);
        dangers.extend(missed.iter().map(|fact| fact.id));
        if looked_again(acts, close, &missed) {
            continue;
        }
        findings.flag(Flag::Disputed, true);
        let mut facts = vec![*close];
        facts.extend(&missed);
        findings.notice(
            NoticeKind::CloseMissedDanger,
            &facts,
            missed_danger(close, &missed),
        );
    }
    (told, dangers)
}

/// One notice when people who had not seen each other's word said "safe" and "dangerous".
fn explain_contradictions(acts: &Acts<'_>, explained: &[FactId], findings: &mut Findings) {
    let all_clears = danger::all_clears(acts);
    let mut against: Vec<&Fact> = Vec::new();
    for sighting in danger::sightings(acts) {
        if explained.contains(&sighting.id) {
            continue;
        }
        let rivals = all_clears.iter().filter(|clear| {
            acts.history.apart(clear.id, sighting.id) && !looked_again(acts, clear, &[sighting])
        });
        let mut open = false;
        for clear in rivals {
            open = true;
            if !against.contains(clear) {
                against.push(clear);
            }
        }
        if open {
            against.push(sighting);
        }
    }
    if against.is_empty() {
        return;
    }
    findings.flag(Flag::Disputed, true);
    let who = people(&against);
    let said = Spoken {
        zh: format!(
            "{} 有的说危险已消除,有的说仍有危险,先按仍有危险处理,请镇里复查。",
            who.zh
        ),
        en: format!(
            "{} differ on whether it is still dangerous; it stays open until the township \
             reinspects.",
            who.en
        ),
    };
    findings.notice(NoticeKind::StatementsDiffer, &against, said);
}

/// An office high enough reinspected with the all-clear and the dangers before it.
fn looked_again(acts: &Acts<'_>, clear: &Fact, dangers: &[&Fact]) -> bool {
    let looks = acts.done(|act| matches!(act, Act::Reinspect { .. } | Act::Close { .. }));
    looks.iter().any(|look| {
        look.id != clear.id
            && acts.history.saw(look.id, clear.id)
            && acts.history.missed(look.id, dangers).is_empty()
    })
}

fn kind_of(close: &Fact) -> Option<CloseKind> {
    match act(close) {
        Some(Act::Close { kind, .. }) => Some(*kind),
        _ => None,
    }
}

fn missed_danger(close: &Fact, missed: &[&Fact]) -> Spoken {
    let seen = missed.iter().rfind(|fact| danger::is_sighting(fact));
    let Some(danger) = seen.or(missed.last()) else {
        return Spoken::default();
    };
    let (who, deed) = (who_when(danger), story::deed(danger));
    let closed = moment(close.at_ms);
    Spoken {
        zh: format!(
            "{} {},{{{}}} {} 办结时没看到,本条先不算办结,已请镇里复查。",
            who.zh, deed.zh, close.by, closed.zh
        ),
        en: format!(
            "{} {}; {{{}}} closed it ({}) without having seen that, so it is not closed yet and \
             the township is asked to reinspect.",
            who.en, deed.en, close.by, closed.en
        ),
    }
}
