//! Edits become changes.

use fangxian_protocol::codec;
use fangxian_protocol::limits::CHANGE_BYTES_MAX;

use super::Document;
use crate::crdt::edit::{BadEdit, Edit, Written, plan};
use crate::crdt::engine::{Built, contained};
use crate::crdt::shape;

impl Document {
    /// Writes what `edit` says that the document does not say yet; `None` when it says it all.
    ///
    /// # Errors
    /// [`BadEdit`]; the document is then as it was.
    pub fn reconcile(&mut self, edit: &Edit) -> Result<Option<Written>, BadEdit> {
        self.write(edit, false)
    }

    /// The same, but writes fields also where they already say so: against a change that is not
    /// here yet and would replace them unseen.
    ///
    /// # Errors
    /// As [`reconcile`](Self::reconcile).
    pub fn restate(&mut self, edit: &Edit) -> Result<Option<Written>, BadEdit> {
        self.write(edit, true)
    }

    fn write(&mut self, edit: &Edit, again: bool) -> Result<Option<Written>, BadEdit> {
        let actor = self.actor;
        self.ready().map_err(|_| BadEdit::Unreadable)?;
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
        self.admit(hash, &commit)?;
        self.flush(vec![built])?;
        Ok(Some(Written { hash, change }))
    }
}
