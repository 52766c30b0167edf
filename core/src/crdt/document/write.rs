//! Edits become changes.

use fangxian_protocol::codec;
use fangxian_protocol::limits::CHANGE_BYTES_MAX;

use super::Document;
use crate::crdt::edit::{BadEdit, Edit, Written, plan};
use crate::crdt::engine::{Built, contained};
use crate::crdt::index::Index;
use crate::crdt::shape;
use crate::domain::fact::Fact;

impl Document {
    /// Writes what `edit` says that the document does not say yet; `None` when it says it all.
    ///
    /// # Errors
    /// [`BadEdit`]; the document is then as it was.
    pub fn reconcile(&mut self, edit: &Edit) -> Result<Option<Written>, BadEdit> {
        self.write(edit, (false, true))
    }

    /// The same, but writes fields also where they already say so: against a change that is not
    /// here yet and would replace them unseen.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub fn restate(&mut self, edit: &Edit) -> Result<Option<Written>, BadEdit> {
        self.write(edit, (true, true))
    }

    /// As [`restate`](Self::restate), and leaves it to [`settle`](Self::settle) to work it in, as
    /// [`take`](Self::take) does. New facts cost only as much as they are long.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub fn restate_later(&mut self, edit: &Edit) -> Result<Option<Written>, BadEdit> {
        self.write(edit, (true, false))
    }

    fn write(
        &mut self,
        edit: &Edit,
        (again, at_once): (bool, bool),
    ) -> Result<Option<Written>, BadEdit> {
        let actor = self.actor;
        let index = self.ready().map_err(|_| BadEdit::Unreadable)?;
        if at_once || reads(index, edit) {
            self.settle().map_err(|_| BadEdit::Unreadable)?;
            self.ready().map_err(|_| BadEdit::Unreadable)?;
        }
        let index = self.index.as_ref().ok_or(BadEdit::Unreadable)?;
        let planned =
            contained(|| Ok(plan(&self.engine, index, &self.about, actor, (edit, again))));
        let Some(commit) = planned?? else {
            return Ok(None);
        };
        let change = commit.to_change();
        shape::resolve(&change)?;
        if codec::encode(&change).len() > CHANGE_BYTES_MAX {
            return Err(BadEdit::TooLarge);
        }
        let built = Built::new(&commit)?;
        let hash = built.hash();
        self.admit(hash, &commit, None)?;
        self.wait(vec![built]);
        if at_once {
            self.settle().map_err(|_| BadEdit::Unreadable)?;
        }
        Ok(Some(Written { hash, change }))
    }
}

/// Whether planning an edit looks at what the document says.
fn reads(index: &Index, edit: &Edit) -> bool {
    let said = |fact: &Fact| index.fact(&fact.id).is_some();
    !edit.fields.is_empty() || !edit.evidence.is_empty() || edit.facts.iter().any(said)
}
