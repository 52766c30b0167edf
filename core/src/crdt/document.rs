//! One record's whole history.

mod rebuild;
mod take;
mod write;

use std::fmt;

use fangxian_protocol::change::Change;
use fangxian_protocol::envelope::Header;
use fangxian_protocol::id::{Actor, ChangeHash, Division, Kind, RecordId};

pub use take::Applied;

use super::contents::About;
use super::engine::{Built, Engine, contained};
use super::index::Index;
use super::refused::{Refused, Unreadable};
use super::{digest, hydrate, seal};
use crate::domain::record::{Author, Record};

/// One record's whole history: every change ever taken, and what they add up to.
pub struct Document {
    about: About,
    actor: Actor,
    pub(super) engine: Engine,
    /// Made when a change is first written or taken; reading does not need it.
    pub(super) index: Option<Index>,
    /// Changes the bookkeeping has and the engine does not have yet.
    waiting: Vec<Built>,
    waiting_bytes: usize,
    /// Some that were taken could not be worked in: the envelopes say more than the document.
    lacks: bool,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("record", &self.about.record)
            .field("changes", &self.changes())
            .finish_non_exhaustive()
    }
}

impl Document {
    /// An empty document. Its first [`reconcile`](Self::reconcile) writes what the record is about
    /// together with the edit, in one change.
    pub fn open(record: RecordId, kind: &Kind, home: Division, schema: i64, actor: Actor) -> Self {
        Self {
            about: About { record, kind: kind.clone(), home, schema },
            actor,
            engine: Engine::new(),
            index: Some(Index::default()),
            waiting: Vec::new(),
            waiting_bytes: 0,
            lacks: false,
        }
    }

    /// An empty document of a record whose first change is still to arrive.
    pub fn empty(record: RecordId, kind: &Kind, home: Division, actor: Actor) -> Self {
        Self::open(record, kind, home, 0, actor)
    }

    /// Reads what [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Unreadable`] when the bytes are damaged or were not written by `save`.
    pub fn load(bytes: &[u8], actor: Actor) -> Result<Self, Unreadable> {
        let folded = seal::open(bytes).ok_or(Unreadable::at("bytes"))?;
        let engine = Engine::load(folded)?;
        let about = hydrate::about(&engine)?;
        let (waiting, waiting_bytes) = (Vec::new(), 0);
        Ok(Self { about, actor, engine, index: None, waiting, waiting_bytes, lacks: false })
    }

    /// Replays the envelopes of a record, in any order. What cannot be taken is listed with the
    /// reason and the rest is kept. Of several that exclude each other the first given counts.
    pub fn rebuild<'a>(
        record: RecordId,
        changes: impl IntoIterator<Item = (&'a Header, &'a Change)>,
        actor: Actor,
    ) -> (Option<Self>, Vec<(ChangeHash, Refused)>) {
        rebuild::replay(record, changes.into_iter().collect(), actor)
    }

    /// Folds the history into bytes, a cache of the envelopes. Empty when there is nothing to
    /// save, or the engine failed and the document lacks what the envelopes have;
    /// [`load`](Self::load) then says so.
    pub fn save(&mut self) -> Vec<u8> {
        if self.settle().is_err() || self.lacks || self.changes() == 0 {
            return Vec::new();
        }
        let folded = self.engine.save();
        folded.map_or_else(|_| Vec::new(), |folded| seal::seal(&folded))
    }

    /// What the record is about.
    pub fn kind(&self) -> &Kind {
        &self.about.kind
    }

    /// The changes nothing follows yet, ascending. They name a version of the record.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match &self.index {
            Some(index) => index.heads().iter().copied().collect(),
            None => self.engine.heads(),
        }
    }

    /// Whether the document has a change.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        match &self.index {
            Some(index) => index.place(hash).is_some(),
            None => self.engine.contains(hash),
        }
    }

    /// How many changes the document has.
    pub fn changes(&self) -> usize {
        match &self.index {
            Some(index) => index.len(),
            None => self.engine.changes(),
        }
    }

    /// About how many bytes of memory it holds.
    pub fn weight(&self) -> usize {
        let index = self.index.as_ref().map_or(0, Index::held_bytes);
        self.engine.held_bytes() + self.waiting_bytes + index
    }

    /// Checks a document from elsewhere as if every change in it came through the gate.
    ///
    /// # Errors
    /// [`Unreadable`] when one of them would not have.
    pub fn verify(&mut self) -> Result<(), Unreadable> {
        self.ready().map(|_| ())
    }

    /// The record as it stands. `author` tells who signed a change.
    ///
    /// # Errors
    /// [`Unreadable`] when the document holds what the vocabulary does not have.
    pub fn hydrate(
        &mut self,
        author: &dyn Fn(&ChangeHash) -> Option<Author>,
    ) -> Result<Record, Unreadable> {
        self.settle()?;
        let read = || Ok(hydrate::record(&self.engine, self.about.clone(), author));
        contained(read)?
    }

    /// A digest of what the record says and who said it: equal for replicas with the same heads.
    /// Zeros when the document cannot be read.
    pub fn digest(&mut self) -> [u8; 32] {
        if self.settle().is_err() {
            return [0; 32];
        }
        contained(|| digest::digest(&self.engine, &self.about)).unwrap_or_default()
    }
}
