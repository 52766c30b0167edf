//! What the rules have to say besides the result: flags and notices, gathered as they speak.

use std::collections::BTreeSet;

use super::fact::Fact;
use super::speech::Spoken;
use super::view::{Flag, Notice, NoticeKind};

/// So many sentences are repeated where several must fit into one paragraph.
const NOTICED_MAX: usize = 3;

/// Flags and notices gathered so far (发现).
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What must be said about the record.
    pub(crate) flags: BTreeSet<Flag>,
    notices: Vec<Notice>,
}

impl Findings {
    /// Raises a flag when `raised`.
    pub(crate) fn flag(&mut self, flag: Flag, raised: bool) {
        if raised {
            self.flags.insert(flag);
        }
    }

    /// Leaves one sentence about `facts`.
    pub(crate) fn notice(&mut self, kind: NoticeKind, facts: &[&Fact], said: Spoken) {
        let facts = facts.iter().map(|fact| fact.id).collect();
        self.notices.push(Notice { kind, facts, zh: said.zh, en: said.en });
    }

    /// Leaves a sentence that is about no fact.
    pub(crate) fn push(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// Every notice, the same order everywhere.
    pub(crate) fn into_notices(self) -> Vec<Notice> {
        let mut notices = self.notices;
        notices.sort_by(|a, b| (a.kind, &a.facts, &a.zh).cmp(&(b.kind, &b.facts, &b.zh)));
        notices
    }
}

/// What merging did, as far as one paragraph has room.
pub(crate) fn noticed(notices: &[Notice]) -> impl Iterator<Item = Spoken> + '_ {
    let told = notices.iter().take(NOTICED_MAX);
    told.map(|notice| Spoken::new(notice.zh.clone(), notice.en.clone()))
}
