//! The facts of a record sorted by the permission table: acts that take effect, and proposals.

use super::centre::{Unverified, is_centre};
use super::fact::Fact;
use super::findings::Findings;
use super::history::{History, Places};
use super::offices::{Verdict, rank};
use super::person::Role;
use super::proposals;
use super::record::Record;
use super::view::Proposal;

/// Every act on one record, judged (诸行为).
pub(crate) struct Judged<'a> {
    /// Who had what before them.
    pub(crate) history: History<'a>,
    unverified: Unverified,
    beyond: Vec<(&'a Fact, Vec<Role>)>,
    done: Vec<&'a Fact>,
    effective: Places,
}

impl<'a> Judged<'a> {
    /// Judges every fact of `record`, earliest first. `verdict` says what a role may do, and hears
    /// whether the author had nobody else's word before them; it is silent on what a newer version
    /// said.
    pub(crate) fn of(
        record: &'a Record,
        verdict: impl Fn(&Fact, Role, bool) -> Option<Verdict>,
    ) -> Self {
        let history = History::of(record);
        let unverified = Unverified::of(record);
        let (mut beyond, mut done, mut effective) = (Vec::new(), Vec::new(), history.no_facts());
        for fact in history.facts() {
            let mut seen = history.seen_by(fact.id);
            let alone = seen.all(|seen| seen.by == fact.by || is_centre(seen));
            let Some(own) = verdict(fact, fact.role, alone) else { continue };
            let of_role = |role| verdict(fact, role, alone).unwrap_or_else(|| own.clone());
            match unverified.judge(fact, of_role) {
                Verdict::Allowed => {
                    history.place(fact.id).into_iter().for_each(|place| effective.insert(place));
                    done.push(fact);
                }
                Verdict::Proposal { needs } => beyond.push((fact, needs)),
            }
        }
        Self { history, unverified, beyond, done, effective }
    }

    /// Everything said that `wanted` picks, proposals included, earliest first.
    pub(crate) fn said(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        self.history.facts().filter(|fact| wanted(fact)).collect()
    }

    /// Acts within their author's role that `wanted` picks, earliest first.
    pub(crate) fn done(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        self.done.iter().filter(|fact| wanted(fact)).copied().collect()
    }

    /// Whether the fact is within its author's role.
    pub(crate) fn is_effective(&self, fact: &Fact) -> bool {
        self.history.place(fact.id).is_some_and(|place| self.effective.contains(place))
    }

    /// Whether `later` answers a word of danger: its author had it before them, and where that word
    /// is unverified, it takes an office to look.
    pub(crate) fn answers(&self, later: &Fact, danger: &Fact) -> bool {
        let may = self.is_effective(danger) || rank(later.role) > 0;
        may && self.is_effective(later) && self.history.saw(later.id, danger.id)
    }

    /// Whether an office that saw an unverified word declined it.
    pub(crate) fn is_declined(&self, fact: &Fact) -> bool {
        proposals::is_declined(&self.history, &self.unverified, fact)
    }

    /// The acts that wait for those who may decide them.
    pub(crate) fn proposals(&self, findings: &mut Findings) -> Vec<Proposal> {
        let beyond = (self.beyond.as_slice(), &self.unverified);
        let effective = |fact: &Fact| self.is_effective(fact);
        // Only hazards are handed from unit to unit.
        let rules = (effective, |_: &Fact| true);
        proposals::waiting(&self.history, beyond, rules, |_| false, findings)
    }
}
