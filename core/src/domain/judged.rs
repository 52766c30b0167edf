//! The facts of a record sorted by the permission table: acts that take effect, and proposals.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::authorize::Verdict;
use super::fact::Fact;
use super::history::History;
use super::person::Role;
use super::record::Record;

/// Every act on one record, judged (诸行为).
pub(crate) struct Judged<'a> {
    /// Who had what before them.
    pub(crate) history: History<'a>,
    /// Acts beyond their author's role, with those whose decision they need.
    pub(crate) beyond: Vec<(&'a Fact, Vec<Role>)>,
    effective: BTreeSet<FactId>,
}

impl<'a> Judged<'a> {
    /// Judges every fact of `record`, earliest first. `verdict` also hears whether the author had
    /// nobody else's word before them; it says nothing of what a newer version said.
    pub(crate) fn of(record: &'a Record, verdict: impl Fn(&Fact, bool) -> Option<Verdict>) -> Self {
        let history = History::of(record);
        let (mut beyond, mut effective) = (Vec::new(), BTreeSet::new());
        for fact in history.facts() {
            let alone = history.seen_by(fact.id).all(|seen| seen.by == fact.by);
            match verdict(fact, alone) {
                Some(Verdict::Allowed) => {
                    effective.insert(fact.id);
                }
                Some(Verdict::Proposal { needs }) => beyond.push((fact, needs)),
                None => {}
            }
        }
        Self { history, beyond, effective }
    }

    /// Acts within their author's role that `wanted` picks, earliest first.
    pub(crate) fn done(&self, wanted: impl Fn(&Fact) -> bool) -> Vec<&'a Fact> {
        self.history.facts().filter(|fact| self.is_effective(fact) && wanted(fact)).collect()
    }

    /// Whether the fact is within its author's role.
    pub(crate) fn is_effective(&self, fact: &Fact) -> bool {
        self.effective.contains(&fact.id)
    }
}
