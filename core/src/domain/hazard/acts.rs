//! The facts of a hazard, sorted into acts that take effect and proposals that do not.

use super::act::{HazardAct as Act, Source};
use super::beside::Beside;
use super::charge::Charge;
use super::grade::Weighing;
use super::view::EffectiveGrade;
use crate::domain::centre::Unverified;
use crate::domain::fact::Fact;
use crate::domain::history::{History, Places};
use crate::domain::offices::{HIGH_OFFICES, OFFICES};
use crate::domain::person::Role;

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
    /// Which unit is in charge.
    pub(super) charge: Charge<'a>,
    /// What counts of the records found to be the same.
    pub(super) beside: Beside,
    /// The lowest office that may end it.
    pub(super) ending: Role,
    /// Acts beyond their author's role or unit, or unverified, with those whose decision they need.
    pub(super) beyond: Vec<(&'a Fact, Vec<Role>)>,
    pub(super) done: Vec<&'a Fact>,
    pub(super) effective: Places,
    /// What a unit in charge, or one above it, said.
    pub(super) decided: Places,
}

impl<'a> Acts<'a> {
    /// Everything said that `wanted` picks, proposals included, earliest first.
    pub(super) fn said(&self, wanted: impl Fn(&Act) -> bool) -> Vec<&'a Fact> {
        let picked = |fact: &&Fact| Act::of(fact).is_some_and(&wanted);
        self.history.facts().filter(picked).collect()
    }

    /// Acts within their author's role that `wanted` picks, earliest first.
    pub(super) fn done(&self, wanted: impl Fn(&Act) -> bool) -> Vec<&'a Fact> {
        let picked = |fact: &&&Fact| Act::of(fact).is_some_and(&wanted);
        self.done.iter().filter(picked).copied().collect()
    }

    /// The offices that may reinspect it.
    pub(super) fn who_looks(&self) -> &'static [Role] {
        if self.is_major() { &HIGH_OFFICES } else { &OFFICES }
    }

    /// Whether the fact is within its author's role.
    pub(super) fn is_effective(&self, fact: &Fact) -> bool {
        self.history.place(fact.id).is_some_and(|place| self.effective.contains(place))
    }

    /// Whether the unit in charge, or one above it, said it.
    pub(super) fn decides(&self, fact: &Fact) -> bool {
        self.history.place(fact.id).is_some_and(|place| self.decided.contains(place))
    }

    /// Whether it is handled as major, or what is looked at together with it is.
    pub(super) fn is_major(&self) -> bool {
        self.grade.major || self.beside.major
    }

    /// What grades are weighed by.
    pub(super) fn weighing(&self) -> Weighing<'_, 'a> {
        let Self { history, unverified, charge, .. } = self;
        Weighing { history, unverified, charge }
    }
}
