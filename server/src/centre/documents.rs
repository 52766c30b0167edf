//! Records the gate has open: the most recently used stay in memory.

use std::collections::HashMap;
use std::sync::Arc;

use fangxian::crdt::{Document, fresh_actor_of};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Actor, DeviceId, Division, RecordId};

use crate::storage::{RecordRow, Storage, StorageError};

/// How many records stay open.
const OPEN_MAX: usize = 1_024;
/// How many bytes of memory they hold together, about. A record weighs some 20 MB at most, and
/// between commits one more than fits is open.
const OPEN_BYTES_MAX: usize = 128 * 1024 * 1024;
/// A document is kept once this many changes would have to be replayed to open it, or a part of all
/// it has: so that keeping a long one costs no more than taking its changes.
const REPLAY_MAX: usize = 16;
const REPLAYED_PART: usize = 8;
/// What an open record holds beside its document.
const OPEN_BYTES_MIN: usize = 1024;
/// What one of its writers does.
const WRITER_BYTES: usize = 64;

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
    /// What it was counted for.
    weight: usize,
}

/// The open records.
pub(super) struct Documents {
    storage: Arc<dyn Storage>,
    /// Who writes in them here.
    voice: DeviceId,
    open: HashMap<RecordId, Open>,
    clock: u64,
    /// Those lent since they were weighed last: they may have grown.
    lent: Vec<RecordId>,
    /// What all of them weighed then.
    weight: usize,
    /// What they may weigh.
    weight_max: usize,
}

impl Open {
    /// A record that begins now.
    pub(super) fn new(home: Division, document: Document) -> Self {
        let (routes, writers) = (Vec::new(), HashMap::new());
        Self { home, routes, writers, document, unsaved: 0, used: 0, weight: 0 }
    }

    /// Whether the document is to be kept.
    pub(super) fn is_to_be_kept(&self) -> bool {
        self.unsaved >= REPLAY_MAX.max(self.document.changes() / REPLAYED_PART)
    }

    /// Every village that hears of it.
    pub(super) fn villages(&self) -> Vec<Division> {
        [&[self.home], self.routes.as_slice()].concat()
    }
}

impl Documents {
    pub(super) fn new(storage: Arc<dyn Storage>, voice: DeviceId) -> Self {
        Self {
            storage,
            voice,
            open: HashMap::new(),
            clock: 0,
            lent: Vec::new(),
            weight: 0,
            weight_max: OPEN_BYTES_MAX,
        }
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
            self.lent.push(record);
        }
        Ok(open)
    }

    /// Keeps a record open.
    pub(super) fn put(&mut self, record: RecordId, mut open: Open) {
        self.clock += 1;
        open.used = self.clock;
        let earlier = self.open.insert(record, open);
        self.weight = self.weight.saturating_sub(earlier.map_or(0, |open| open.weight));
        self.lent.push(record);
    }

    /// Whether so much is open that nothing more should be opened before it is closed.
    pub(super) fn is_full(&mut self) -> bool {
        for record in std::mem::take(&mut self.lent) {
            let Some(open) = self.open.get_mut(&record) else { continue };
            let writers = open.writers.len() * WRITER_BYTES;
            let weight = OPEN_BYTES_MIN + writers + open.document.weight();
            self.weight = self.weight.saturating_sub(open.weight).saturating_add(weight);
            open.weight = weight;
        }
        self.open.len() > OPEN_MAX || self.weight > self.weight_max
    }

    /// Closes the records that were not used for longest. Only between commits: what is closed
    /// is read again from storage.
    pub(super) fn trim(&mut self) {
        if !self.is_full() {
            return;
        }
        let mut used: Vec<(u64, RecordId)> =
            self.open.iter().map(|(record, open)| (open.used, *record)).collect();
        used.sort_unstable();
        for (_, record) in used {
            if self.open.len() <= OPEN_MAX / 2 && self.weight <= self.weight_max / 2 {
                break;
            }
            let closed = self.open.remove(&record);
            self.weight = self.weight.saturating_sub(closed.map_or(0, |open| open.weight));
        }
    }

    /// Closes everything: what is in memory is ahead of the disk.
    pub(super) fn forget(&mut self) {
        self.open.clear();
        self.lent.clear();
        self.weight = 0;
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
                    if let Err(why) = document.take(&envelope.header, &envelope.change) {
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
            weight: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use fangxian::crdt::Edit;

    use super::*;
    use crate::storage::sqlite::Sqlite;

    const VOICE: DeviceId = DeviceId([1; 16]);

    fn record(number: u8) -> RecordId {
        RecordId([number; 16])
    }

    /// A record of so many fields.
    fn wide(number: u8, fields: i64) -> Open {
        let (kind, home) = ("hazard".parse().unwrap(), "990101101201".parse().unwrap());
        let mut document = Document::open(record(number), &kind, home, 1, fresh_actor_of(&VOICE));
        let fields = (0..fields).map(|field| (format!("f{field}"), field.into())).collect();
        document.reconcile(&Edit { fields, ..Edit::default() }).unwrap();
        Open::new(home, document)
    }

    #[test]
    fn what_is_open_is_bounded_by_what_it_weighs() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Arc::new(Sqlite::open(&dir.path().join("centre.sqlite")).unwrap());
        let mut documents = Documents { weight_max: 600_000, ..Documents::new(storage, VOICE) };
        for number in 0..20 {
            documents.put(record(number), wide(number, 400));
        }
        assert!(documents.is_full());
        documents.trim();
        let sum: usize = documents.open.values().map(|open| open.weight).sum();
        assert_eq!(documents.weight, sum);
        assert!(sum <= 300_000 && !documents.open.is_empty(), "{sum}");
        assert!(documents.open.contains_key(&record(19)), "the one used last stays");
        assert!(!documents.open.contains_key(&record(0)));
        // What grows while it is lent counts for what it is then.
        let (kept, grown) = (documents.weight, documents.get(record(19), true).unwrap().unwrap());
        let fields = (0..1_500).map(|field| (format!("g{field}"), 1.into())).collect();
        grown.document.reconcile(&Edit { fields, ..Edit::default() }).unwrap();
        documents.is_full();
        assert!(documents.weight > kept * 3 / 2, "{kept} and then {}", documents.weight);
        // Small ones are bounded by their number only.
        documents.forget();
        (0..20).for_each(|number| documents.put(record(number), wide(number, 1)));
        assert!(!documents.is_full());
        documents.put(record(3), wide(3, 1_900));
        documents.put(record(3), wide(3, 1));
        assert!(!documents.is_full(), "one that takes the place of another is counted once");
    }
}
