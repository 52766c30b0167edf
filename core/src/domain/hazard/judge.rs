//! Judges the facts of a hazard: which take effect, and which wait for someone as proposals.

use std::collections::BTreeMap;

use fangxian_protocol::id::FactId;

use super::act::{HazardAct as Act, Source};
use super::acts::Acts;
use super::beside::Beside;
use super::charge::{self, Charge};
use super::grade::{self, Weighing};
use super::rights::{Circumstances, verdict};
use super::{ending, stricter};
use crate::domain::centre::{Unverified, is_centre};
use crate::domain::fact::Fact;
use crate::domain::findings::Findings;
use crate::domain::history::History;
use crate::domain::offices::{Verdict, rank};
use crate::domain::person::Role;
use crate::domain::record::Record;

impl<'a> Acts<'a> {
    /// Judges every fact of `record`, which is looked at together with what is `beside` it.
    ///
    /// What an act may do can depend on other acts, so they are judged in three goes: most of them;
    /// what sets days, which supervision in force bears on; and what would end the record, which
    /// asks for the office that everything else asks for.
    pub(super) fn of(record: &'a Record, beside: Beside, findings: &mut Findings) -> Self {
        let history = History::of(record);
        let source = history.facts().find_map(|fact| match Act::of(fact)? {
            Act::Report { source } => Some(*source),
            _ => None,
        });
        let unverified = Unverified::of(record);
        let charge = Charge::of(&history, &unverified, record.home);
        let self_check = source == Some(Source::SelfCheck);
        let weighing = Weighing { history: &history, unverified: &unverified, charge: &charge };
        let grade = grade::effective(&weighing, self_check, findings);
        let (effective, mut decided) = (history.no_facts(), history.no_facts());
        for fact in history.facts().filter(|fact| charge.decides(&history, fact)) {
            history.place(fact.id).into_iter().for_each(|place| decided.insert(place));
        }
        let (beyond, done, ending) = (Vec::new(), Vec::new(), Role::Township);
        let mut acts = Self {
            history,
            grade,
            source,
            unverified,
            charge,
            beside,
            ending,
            beyond,
            done,
            effective,
            decided,
        };
        let ordered: Vec<&Fact> = acts.history.facts().collect();
        for goes_in in 0..GOES {
            acts.ending = ending::standing(&acts);
            for fact in &ordered {
                match Act::of(fact) {
                    Some(act) if go(act) == goes_in => acts.judge(fact, act),
                    _ => {}
                }
            }
        }
        acts.done = ordered.iter().filter(|fact| acts.is_effective(fact)).copied().collect();
        let mut waiting: BTreeMap<FactId, Vec<Role>> =
            acts.beyond.drain(..).map(|(fact, needs)| (fact.id, needs)).collect();
        acts.beyond =
            ordered.iter().filter_map(|fact| Some((*fact, waiting.remove(&fact.id)?))).collect();
        acts
    }

    fn judge(&mut self, fact: &'a Fact, act: &Act) {
        let it = self.circumstances(fact, act);
        // Whoever decides on what is unverified does so for the unit in charge.
        let it = Circumstances { within: it.within || self.unverified.contains(fact.id), ..it };
        match self.unverified.judge(fact, |role| verdict(role, act, it).told_of(role, fact.asked)) {
            Verdict::Allowed => self.take_effect(fact),
            Verdict::Proposal { needs } => self.beyond.push((fact, needs)),
        }
    }

    fn take_effect(&mut self, fact: &'a Fact) {
        self.done.push(fact);
        if let Some(place) = self.history.place(fact.id) {
            self.effective.insert(place);
        }
    }

    /// What a right depends on, as the author of `fact` met it.
    fn circumstances(&self, fact: &Fact, act: &Act) -> Circumstances {
        let listing = match act {
            Act::Delist { listing, .. } => self.history.get(*listing),
            _ => None,
        };
        Circumstances {
            major: match act {
                Act::Reinspect { .. } => {
                    self.is_major() || grade::was_major(&self.weighing(), fact)
                }
                _ => self.is_major(),
            },
            self_check: self.source == Some(Source::SelfCheck),
            listing_issuer: listing
                .filter(|listing| self.is_effective(listing))
                .map(|listing| listing.role),
            deadline_issuer: match act {
                Act::DecideExtension { .. } => self.deadline_issuer(fact),
                _ => None,
            },
            ending: match act {
                Act::Close { .. } | Act::Void { .. } => ending::met_by(self, fact),
                _ => self.ending,
            },
            alone: match act {
                Act::Void { .. } => {
                    let mut seen = self.history.seen_by(fact.id);
                    let beside = self.beside.people.iter().all(|other| *other == fact.by);
                    beside && seen.all(|seen| seen.by == fact.by || is_centre(seen))
                }
                _ => false,
            },
            within: match act {
                Act::AcceptTransfer { offer } | Act::RefuseTransfer { offer, .. } => {
                    let made = self.history.get(*offer).filter(|made| self.is_effective(made));
                    let to = made.and_then(charge::offered_to);
                    to.map_or(charge::unit_of(fact).is_none(), |to| charge::speaks_for(fact, to))
                }
                Act::OfferTransfer { .. } => self.charge.had(&self.history, fact),
                Act::Order { .. } => self.decides(fact) || stricter::is_stricter(self, fact),
                act => !act.is_of_charge() || self.decides(fact),
            },
        }
    }

    /// The highest office among those whose days the author of `fact` had before them.
    fn deadline_issuer(&self, fact: &Fact) -> Option<Role> {
        let ended = |listing: FactId| {
            self.history.seen_by(fact.id).any(|seen| {
                let ended = match Act::of(seen) {
                    Some(Act::Delist { listing, .. }) => Some(*listing),
                    _ => None,
                };
                ended == Some(listing) && self.is_effective(seen)
            })
        };
        let days = self.history.seen_by(fact.id).filter(|seen| {
            let set = match Act::of(seen) {
                Some(Act::Order { deadline, .. }) => deadline.is_some(),
                Some(Act::List { deadline, .. }) => deadline.is_some() && !ended(seen.id),
                Some(Act::DecideExtension { granted, .. }) => *granted,
                _ => false,
            };
            set && self.is_effective(seen)
        });
        let roles = days.map(|seen| seen.role).chain(self.beside.deadline_issuer);
        roles.max_by_key(|role| rank(*role))
    }
}

/// How often the facts are gone through.
const GOES: u8 = 3;

/// In which go an act is judged.
fn go(act: &Act) -> u8 {
    match act {
        Act::Close { .. } | Act::Void { .. } => 2,
        Act::Order { .. } | Act::DecideExtension { .. } => 1,
        _ => 0,
    }
}
