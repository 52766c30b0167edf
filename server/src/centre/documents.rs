//! Records the gate has open: the most recently used stay in memory.

use std::collections::HashMap;
use std::sync::Arc;

use fangxian::crdt::{Document, fresh_actor_of};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Actor, DeviceId, Division, RecordId};

use crate::storage::{RecordRow, Storage, StorageError};

/// How many records stay open.
const OPEN_MAX: usize = 1_024;
/// A document is kept once this many changes would have to be replayed to open it.
pub(super) const REPLAY_MAX: usize = 16;

/// A record as the gate knows it.
pub(super) struct Open {
    /// Where it belongs.
    pub(super) home: Division,
    /// Where else it goes.
    pub(super) routes: Vec<Division>,
    /// Which device writes as which actor.
    pub(super) writers: HashMap<Actor, DeviceId>,
    /// Its history.
    pub(super) document: Document,
    /// Changes since the document was last kept.
    pub(super) unsaved: usize,
    used: u64,
}

/// The open records.
pub(super) struct Documents {
    storage: Arc<dyn Storage>,
    /// Who writes in them here.
    voice: DeviceId,
    open: HashMap<RecordId, Open>,
    clock: u64,
}

impl Open {
    /// A record that begins now.
    pub(super) fn new(home: Division, document: Document) -> Self {
        let (routes, writers) = (Vec::new(), HashMap::new());
        Self { home, routes, writers, document, unsaved: 0, used: 0 }
    }

    /// Every village that hears of it.
    pub(super) fn villages(&self) -> Vec<Division> {
        [&[self.home], self.routes.as_slice()].concat()
    }
}

impl Documents {
    pub(super) fn new(storage: Arc<dyn Storage>, voice: DeviceId) -> Self {
        Self { storage, voice, open: HashMap::new(), clock: 0 }
    }

    /// A record, opened from storage if need be; `None` when there is no such record, which the
    /// caller may know already.
    pub(super) fn get(
        &mut self,
        record: RecordId,
        existing: bool,
    ) -> Result<Option<&mut Open>, StorageError> {
        if existing && !self.open.contains_key(&record) {
            let Some(row) = self.storage.record(record)? else {
                return Ok(None);
            };
            let open = self.read(record, row)?;
            self.put(record, open);
        }
        self.clock += 1;
        let clock = self.clock;
        let mut open = self.open.get_mut(&record);
        if let Some(open) = &mut open {
            open.used = clock;
        }
        Ok(open)
    }

    /// Keeps a record open.
    pub(super) fn put(&mut self, record: RecordId, mut open: Open) {
        self.clock += 1;
        open.used = self.clock;
        self.open.insert(record, open);
    }

    /// Closes the records that were not used for longest. Only between commits: what is closed
    /// is read again from storage.
    pub(super) fn trim(&mut self) {
        if self.open.len() <= OPEN_MAX {
            return;
        }
        let mut used: Vec<u64> = self.open.values().map(|open| open.used).collect();
        let place = used.len() - OPEN_MAX / 2;
        let (_, oldest, _) = used.select_nth_unstable(place);
        let oldest = *oldest;
        self.open.retain(|_, open| open.used >= oldest);
    }

    /// Closes everything: what is in memory is ahead of the disk.
    pub(super) fn forget(&mut self) {
        self.open.clear();
    }

    /// The document as kept and what came after, or else from its envelopes alone.
    fn read(&self, record: RecordId, row: RecordRow) -> Result<Open, StorageError> {
        let kept = row.document.and_then(|(bytes, through)| {
            let loaded = Document::load(&bytes, fresh_actor_of(&self.voice));
            if loaded.is_err() {
                tracing::warn!(%record, "a kept document cannot be read; replaying its envelopes");
            }
            loaded.ok().map(|document| (document, through))
        });
        let after = kept.as_ref().map_or(0, |(_, through)| *through);
        let stored = self.storage.record_envelopes(record, after)?;
        let envelopes: Vec<Envelope> =
            stored.iter().filter_map(|row| Envelope::from_bytes(&row.bytes).ok()).collect();
        let unsaved = envelopes.len();
        if unsaved != stored.len() {
            tracing::error!(%record, "a stored envelope cannot be read");
        }
        let document = match kept {
            Some((mut document, _)) => {
                for envelope in &envelopes {
                    if let Err(why) = document.apply(&envelope.header, &envelope.change) {
                        tracing::error!(%record, %why, "a stored envelope does not apply");
                    }
                }
                document
            }
            None => {
                let changes = envelopes.iter().map(|e| (&e.header, &e.change));
                let (document, refused) =
                    Document::rebuild(record, changes, fresh_actor_of(&self.voice));
                if !refused.is_empty() {
                    let refused = refused.len();
                    tracing::error!(%record, refused, "stored envelopes do not apply");
                }
                let reason = "a record cannot be rebuilt from its envelopes".to_owned();
                document.ok_or(StorageError { reason })?
            }
        };
        Ok(Open {
            home: row.home,
            routes: row.routes,
            writers: row.writers.into_iter().collect(),
            document,
            unsaved,
            used: 0,
        })
    }
}
