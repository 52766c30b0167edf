//! Changes come in: from the wire, through the gate, into the engine.

use fangxian_protocol::change::Change;
use fangxian_protocol::envelope::Header;
use fangxian_protocol::id::{Actor, ChangeHash, EvidenceHash};
use fangxian_protocol::message::RefusalCode::{
    BadSignature, Equivocation, HashMismatch, WrongRecord,
};

use super::Document;
use crate::crdt::actor::is_actor_of;
use crate::crdt::commit::Commit;
use crate::crdt::contents::{HOME, ID, KIND};
use crate::crdt::engine::{Built, Failed};
use crate::crdt::gate::{self, Said, at_same_number};
use crate::crdt::index::Index;
use crate::crdt::refused::{Refused, Unreadable};
use crate::crdt::shape;
use crate::domain::fact::Fact;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// The document has it already.
    Known,
    /// The document has it now.
    New {
        /// The facts it adds, in the order they are said.
        facts: Vec<Fact>,
        /// The attachments it lists.
        evidence: Vec<EvidenceHash>,
    },
}

impl Document {
    /// Takes a change from elsewhere, if it passes the gate.
    ///
    /// The header's signature and the author's certificate are checked by the caller.
    ///
    /// # Errors
    /// [`Refused`]; the document is then as it was.
    pub fn apply(&mut self, header: &Header, change: &Change) -> Result<Applied, Refused> {
        self.settle()?;
        let mut built = Vec::new();
        let applied = self.check(header, change, &mut built)?;
        self.flush(built)?;
        Ok(applied)
    }

    /// Takes a change from elsewhere as [`apply`](Self::apply) does, and leaves it to
    /// [`settle`](Self::settle) to work it into what can be read: that costs as much as the
    /// document is long, this only as much as the change.
    ///
    /// # Errors
    /// [`Refused`]; the document is then as it was.
    pub fn take(&mut self, header: &Header, change: &Change) -> Result<Applied, Refused> {
        let mut built = Vec::new();
        let applied = self.check(header, change, &mut built)?;
        self.wait(built);
        Ok(applied)
    }

    /// Takes a change as [`take`](Self::take) does, and does not read its facts again.
    ///
    /// # Errors
    /// [`Refused`]; the document is then as it was.
    pub fn take_said(&mut self, header: &Header, said: &Said) -> Result<Applied, Refused> {
        let mut built = Vec::new();
        self.concerns(header, &said.commit.actor)?;
        let applied = self.let_in(header, &said.commit, Some(said), &mut built)?;
        self.wait(built);
        Ok(applied)
    }

    /// Leaves what was admitted for [`settle`](Self::settle).
    pub(in crate::crdt) fn wait(&mut self, built: Vec<Built>) {
        self.waiting_bytes += built.iter().map(Built::held_bytes).sum::<usize>();
        self.waiting.extend(built);
    }

    /// Works in what was taken.
    ///
    /// # Errors
    /// [`Unreadable`] when the engine fails; the document is then as it was before those changes.
    pub fn settle(&mut self) -> Result<(), Unreadable> {
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let worked = self.flush(waiting);
        self.lacks |= worked.is_err();
        Ok(worked?)
    }

    /// Takes several changes from elsewhere, each as [`apply`](Self::apply) would and in the order
    /// given, for little more than the cost of one.
    pub fn apply_all<'a>(
        &mut self,
        changes: impl IntoIterator<Item = (&'a Header, &'a Change)>,
    ) -> Vec<Result<Applied, Refused>> {
        let changes: Vec<_> = changes.into_iter().collect();
        // Should that fail, the engine says so again below, of each change by itself.
        self.settle().ok();
        let mut built = Vec::new();
        let checked = changes.iter().map(|(h, c)| self.check(h, c, &mut built));
        let checked: Vec<_> = checked.collect();
        if self.flush(built).is_ok() {
            return checked;
        }
        changes.iter().map(|(h, c)| self.apply(h, c)).collect()
    }

    /// Whether [`apply`](Self::apply) would take a change; false when the document has it already.
    ///
    /// # Errors
    /// What [`apply`](Self::apply) would refuse it with.
    pub fn would_take(&mut self, header: &Header, said: &Said) -> Result<bool, Refused> {
        self.concerns(header, &said.commit.actor)?;
        if self.built(header, &said.commit)?.is_none() {
            return Ok(false);
        }
        let index = self.index.as_ref().ok_or(Failed)?;
        gate::admit(index, &self.about, &said.commit, Some(said)).map(|_| true)
    }

    /// Lets a change from elsewhere through the gate and hands it over built, for the engine.
    fn check(
        &mut self,
        header: &Header,
        change: &Change,
        out: &mut Vec<Built>,
    ) -> Result<Applied, Refused> {
        self.concerns(header, &change.actor)?;
        self.let_in(header, &shape::resolve(change)?, None, out)
    }

    fn let_in(
        &mut self,
        header: &Header,
        commit: &Commit,
        said: Option<&Said>,
        out: &mut Vec<Built>,
    ) -> Result<Applied, Refused> {
        let Some(built) = self.built(header, commit)? else { return Ok(Applied::Known) };
        let (facts, evidence) = self.admit(built.hash(), commit, said)?;
        out.push(built);
        Ok(Applied::New { facts, evidence })
    }

    /// Rebuilds a change; `None` when the document has it already.
    fn built(&mut self, header: &Header, commit: &Commit) -> Result<Option<Built>, Refused> {
        let built = Built::new(commit)?;
        let hash = built.hash();
        if hash != header.change {
            return Err(Refused::new(HashMismatch, "change"));
        }
        match at_same_number(self.ready()?, commit) {
            Some(known) if known == hash => Ok(None),
            Some(_) => Err(Refused::new(Equivocation, "seq")),
            None => Ok(Some(built)),
        }
    }

    /// Gate and bookkeeping; the engine follows in [`flush`](Self::flush).
    pub(super) fn admit(
        &mut self,
        hash: ChangeHash,
        commit: &Commit,
        said: Option<&Said>,
    ) -> Result<(Vec<Fact>, Vec<EvidenceHash>), Refused> {
        self.ready()?;
        let index = self.index.as_mut().ok_or(Failed)?;
        let admitted = gate::admit(index, &self.about, commit, said)?;
        index.add(hash, commit, &admitted.contents);
        let evidence = admitted.contents.evidence.iter().map(|(hash, _)| *hash).collect();
        if let Some(about) = admitted.contents.opening {
            self.about = about;
        }
        Ok((admitted.facts, evidence))
    }

    /// Hands the engine what was admitted. Should it fail, the bookkeeping is made anew from what
    /// the engine still holds.
    pub(in crate::crdt) fn flush(&mut self, built: Vec<Built>) -> Result<(), Failed> {
        if built.is_empty() {
            return Ok(());
        }
        let applied = self.engine.apply(built);
        if applied.is_err() {
            self.index = None;
        }
        applied
    }

    fn concerns(&self, header: &Header, actor: &Actor) -> Result<(), Refused> {
        let wrong = |part| Err(Refused::new(WrongRecord, part));
        match &self.about {
            about if about.record != header.record => wrong(ID),
            about if about.kind != header.kind => wrong(KIND),
            about if about.home != header.home => wrong(HOME),
            _ if !is_actor_of(actor, &header.device) => {
                Err(Refused::new(BadSignature, "change.actor"))
            }
            _ => Ok(()),
        }
    }

    /// The bookkeeping, made from the history when it is not there yet.
    pub(super) fn ready(&mut self) -> Result<&Index, Unreadable> {
        if self.index.is_none() {
            let mut index = Index::default();
            for (hash, commit) in self.engine.history()? {
                shape::resolve(&commit.to_change()).map_err(Unreadable::from)?;
                let admitted =
                    gate::admit(&index, &self.about, &commit, None).map_err(Unreadable::from)?;
                index.add(hash, &commit, &admitted.contents);
            }
            self.index = Some(index);
        }
        self.index.as_ref().ok_or(Unreadable::at("engine"))
    }
}
