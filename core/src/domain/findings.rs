//! What the rules have to say besides the result: flags and notices, gathered as they speak.

use std::collections::BTreeSet;

use fangxian_protocol::id::FactId;

use super::fact::Fact;
use super::sentence::Sentence;
use super::speech::Spoken;
use super::view::{Flag, Notice, NoticeKind};

/// So many sentences are repeated where several must fit into one paragraph.
const NOTICED_MAX: usize = 3;

/// Flags and notices gathered so far (发现).
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What must be said about the record.
    pub(crate) flags: BTreeSet<Flag>,
    said: Vec<(NoticeKind, Vec<FactId>, Sentence)>,
}

impl Findings {
    /// Raises a flag when `raised`.
    pub(crate) fn flag(&mut self, flag: Flag, raised: bool) {
        if raised {
            self.flags.insert(flag);
        }
    }

    /// Leaves one sentence about `facts`.
    pub(crate) fn notice(&mut self, kind: NoticeKind, facts: &[&Fact], said: impl Into<Sentence>) {
        let facts = facts.iter().map(|fact| fact.id).collect();
        self.said.push((kind, facts, said.into()));
    }

    /// Every notice, the same order everywhere. Of a record that has `ended`, only what still waits
    /// for someone asks for anything.
    pub(crate) fn into_notices(self, ended: bool) -> Vec<Notice> {
        let notice = |(kind, facts, said): (NoticeKind, Vec<FactId>, Sentence)| {
            let moot = ended && !kind.outlives_the_end();
            let spoken = if moot { said.asking_nothing() } else { said }.spoken();
            Notice { kind, facts, zh: spoken.zh, en: spoken.en }
        };
        let mut notices: Vec<Notice> = self.said.into_iter().map(notice).collect();
        notices.sort_by(|a, b| (a.kind, &a.facts, &a.zh).cmp(&(b.kind, &b.facts, &b.zh)));
        notices
    }
}

/// What merging did, as far as one paragraph has room.
pub(crate) fn noticed(notices: &[Notice]) -> impl Iterator<Item = Spoken> + '_ {
    let told = notices.iter().take(NOTICED_MAX);
    told.map(|notice| Spoken::new(notice.zh.clone(), notice.en.clone()))
}
