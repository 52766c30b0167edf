//! From a document to everything the store shows of it: the one way the ledger, sync and
//! rebuilding keep documents, list rows and search in step with the envelopes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use fangxian_protocol::id::{Actor, ChangeHash, RecordId};

use super::{Reading, StoreError, Writing};
use crate::crdt::Document;
use crate::domain::View;
use crate::domain::derive;
use crate::domain::record::{Author, Record};

/// Keeps `document`, its list row and its search terms, and returns what people see of it.
///
/// Belongs in the transaction that appended the envelopes it grew by.
///
/// # Errors
/// [`StoreError::Unreadable`] when the document cannot be read; nothing was changed then.
pub fn refresh(writing: &Writing<'_>, document: &mut Document) -> Result<View, StoreError> {
    let record = hydrated(writing, document)?;
    let view = derive(&record);
    let row = writing.put_document(&record, &document.heads(), &document.save())?;
    writing.project(row, &view, &record)?;
    Ok(view)
}

/// The document of `record` as stored, ready for writing as `actor`; rebuilt from its envelopes
/// when the stored one cannot be read. `None` when there is no such record.
///
/// # Errors
/// Those of the store.
pub fn open(
    reading: &Reading<'_>,
    record: &RecordId,
    actor: Actor,
) -> Result<Option<Document>, StoreError> {
    let stored = reading.document(record)?;
    let loaded = stored.and_then(|stored| Document::load(&stored.bytes, actor).ok());
    match loaded {
        Some(document) => Ok(Some(document)),
        None => Ok(rebuilt(reading, record, actor)?.document),
    }
}

/// The document of `record` from its envelopes alone, whatever the stored one says.
///
/// # Errors
/// Those of the store.
pub fn open_anew(
    reading: &Reading<'_>,
    record: &RecordId,
    actor: Actor,
) -> Result<Option<Document>, StoreError> {
    Ok(rebuilt(reading, record, actor)?.document)
}

/// The record a document holds, with who signed each of its changes.
///
/// # Errors
/// [`StoreError::Unreadable`] when the document cannot be read.
pub fn hydrated(reading: &Reading<'_>, document: &mut Document) -> Result<Record, StoreError> {
    let failed = RefCell::new(None);
    // Most fields of a record come from a few changes: each is looked up once.
    let known: RefCell<BTreeMap<ChangeHash, Option<Author>>> = RefCell::default();
    let author = |change: &ChangeHash| {
        if let Some(author) = known.borrow().get(change) {
            return author.clone();
        }
        let author = reading.author_of(change).unwrap_or_else(|error| {
            failed.replace(Some(error));
            None
        });
        known.borrow_mut().insert(*change, author.clone());
        author
    };
    let mut record = document.hydrate(&author)?;
    reading.mark_arrived(&mut record)?;
    failed.into_inner().map_or(Ok(record), Err)
}

/// A document made anew from envelope rows alone.
pub(super) struct Rebuilt {
    pub(super) document: Option<Document>,
    /// Rows whose bytes are no longer what was stored.
    pub(super) torn: u64,
    /// Changes the document room refuses.
    pub(super) refused: u64,
}

pub(super) fn rebuilt(
    reading: &Reading<'_>,
    record: &RecordId,
    actor: Actor,
) -> Result<Rebuilt, StoreError> {
    let rows = reading.envelopes_of(record)?;
    let envelopes: Vec<_> = rows.iter().filter_map(|row| row.open()).collect();
    let changes = envelopes.iter().map(|envelope| (&envelope.header, &envelope.change));
    let (document, refused) = Document::rebuild(*record, changes, actor);
    let torn = (rows.len() - envelopes.len()) as u64;
    Ok(Rebuilt { document, torn, refused: refused.len() as u64 })
}
