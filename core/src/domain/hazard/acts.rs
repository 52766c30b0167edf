//! The facts of a hazard, sorted into acts that take effect and proposals that do not.

use fangxian_protocol::id::FactId;

use super::act::{HazardAct as Act, Source};
use super::grade;
use super::rights::{Circumstances, verdict};
use super::view::EffectiveGrade;
use crate::domain::authorize::{HIGH_OFFICES, OFFICES, Verdict, rank};
use crate::domain::centre::{Unverified, is_centre};
use crate::domain::fact::{Body, Fact};
use crate::domain::findings::Findings;
use crate::domain::history::{History, Places};
use crate::domain::person::Role;
use crate::domain::record::Record;

/// Every act on one hazard, judged by the permission table (隐患诸行为).
pub(super) struct Acts<'a> {
    /// Who had what before them.
    pub(super) history: History<'a>,
    /// The grade it is handled by.
    pub(super) grade: EffectiveGrade,
    /// How it came to light.
    pub(super) source: Option<Source>,
    /// What the centre says is unverified.
    pub(super) unverified: Unverified,
    /// Acts beyond their author's role or unverified, with those whose decision they need.
    pub(super) beyond: Vec<(&'a Fact, Vec<Role>)>,
    done: Vec<&'a Fact>,
    effective: Places,
}

impl<'a> Acts<'a> {
    /// Judges every fact of `record`, earliest first.
    pub(super) fn of(record: &'a Record, findings: &mut Findings) -> Self {
        let history = History::of(record);
        let source = history.facts().find_map(|fact| match act(fact)? {
            Act::Report { source } => Some(*source),
            _ => None,
        });
        let unverified = Unverified::of(record);
        let self_check = source == Some(Source::SelfCheck);
        let grade = grade::effective(&history, &unverified, self_check, findings);
        let (beyond, done, effective) = (Vec::new(), Vec::new(), history.no_facts());
        let mut acts = Self { history, grade, source, unverified, beyond, done, effective };
        let ordered: Vec<&Fact> = acts.history.facts().collect();
        for fact in ordered {
            let judged = act(fact).map(|act| {
                let it = acts.circumstances(fact, act);
                acts.unverified.judge(fact, |role| verdict(role, act, it))
            });
            match judged {
                Some(Verdict::Allowed) => acts.take_effect(fact),
                Some(Verdict::Proposal { needs }) => acts.beyond.push((fact, needs)),
                None => {}
            }
        }
        acts
    }

    fn take_effect(&mut self, fact: &'a Fact) {
        self.done.push(fact);
        if let Some(place) = self.history.place(fact.id) {
            self.effective.insert(place);
        }
    }

    /// Everything said that `wanted` picks, proposals included, earliest first.
    pub(super) fn said(&self, wanted: impl Fn(&Act) -> bool) -> Vec<&'a Fact> {
        let picked = |fact: &&Fact| act(fact).is_some_and(&wanted);
        self.history.facts().filter(picked).collect()
    }

    /// Acts within their author's role that `wanted` picks, earliest first.
    pub(super) fn done(&self, wanted: impl Fn(&Act) -> bool) -> Vec<&'a Fact> {
        let picked = |fact: &&&Fact| act(fact).is_some_and(&wanted);
        self.done.iter().filter(picked).copied().collect()
    }

    /// The offices that may reinspect it.
    pub(super) fn who_looks(&self) -> &'static [Role] {
        if self.grade.is_major() { &HIGH_OFFICES } else { &OFFICES }
    }

    /// Whether the fact is within its author's role.
    pub(super) fn is_effective(&self, fact: &Fact) -> bool {
        self.history.place(fact.id).is_some_and(|place| self.effective.contains(place))
    }

    /// What a right depends on, as the author of `fact` met it.
    fn circumstances(&self, fact: &Fact, act: &Act) -> Circumstances {
        let listing = match act {
            Act::Delist { listing, .. } => self.history.get(*listing),
            _ => None,
        };
        Circumstances {
            major: self.grade.is_major(),
            self_check: self.source == Some(Source::SelfCheck),
            listing_issuer: listing
                .filter(|listing| self.is_effective(listing))
                .map(|listing| listing.role),
            deadline_issuer: match act {
                Act::DecideExtension { .. } => self.deadline_issuer(fact),
                _ => None,
            },
            alone: match act {
                Act::Void { .. } => {
                    let mut seen = self.history.seen_by(fact.id);
                    seen.all(|seen| seen.by == fact.by || is_centre(seen))
                }
                _ => false,
            },
        }
    }

    /// The highest office among those whose days the author of `fact` had before them.
    fn deadline_issuer(&self, fact: &Fact) -> Option<Role> {
        let ended = |listing: FactId| {
            self.history.seen_by(fact.id).any(|seen| {
                let ends =
                    matches!(act(seen), Some(Act::Delist { listing: id, .. }) if *id == listing);
                ends && self.is_effective(seen)
            })
        };
        let days = self.history.seen_by(fact.id).filter(|seen| {
            let set = match act(seen) {
                Some(Act::Order { deadline, .. }) => deadline.is_some(),
                Some(Act::List { deadline, .. }) => deadline.is_some() && !ended(seen.id),
                Some(Act::DecideExtension { granted, .. }) => *granted,
                _ => false,
            };
            set && self.is_effective(seen)
        });
        days.map(|seen| seen.role).max_by_key(|role| rank(*role))
    }
}

/// What a fact says happened to the hazard; `None` for what a newer version said.
pub(super) fn act(fact: &Fact) -> Option<&Act> {
    match &fact.body {
        Body::Hazard(act) => Some(act),
        _ => None,
    }
}
