//! Opening a ledger, and what every verb shares.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fangxian_protocol::id::{Actor, DeviceId, RecordId};
use fangxian_protocol::key::Signer;

use super::error::LedgerError;
use super::observer::{News, Observers, Subscription};
use crate::clock::{Clock, SystemClock};
use crate::crdt::actor_of;
use crate::domain::day::Day;
use crate::entropy::{Entropy, SystemEntropy, draw};
use crate::files;
use crate::keys::{KeyPlace, Keys};
use crate::store::{
    Attachments, Difference, Identity, OpenReport, RebuildReport, Store, StoreError,
};
use crate::sync::remove_taken_snapshots;

/// The ledger (台账) of one device: what an app opens.
///
/// Cheap to clone; all clones are the same ledger and may be used from any thread.
#[derive(Clone)]
pub struct Ledger(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Arc<Store>,
    pub(super) folder: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    pub(super) keys: Arc<Keys>,
    pub(super) observers: Observers,
    pub(super) syncing: AtomicBool,
    writers: Mutex<Writers>,
}

/// The names this device has written under since the ledger was opened.
#[derive(Default)]
struct Writers {
    names: BTreeMap<(RecordId, DeviceId), Actor>,
    /// What the next name has beside the device's: drawn once and counted up from there, so that
    /// names that travel together differ in little.
    next: Option<u64>,
}

/// How a ledger is opened.
#[derive(Clone)]
pub struct Options {
    /// The device's clock.
    pub clock: Arc<dyn Clock>,
    /// Where its random bytes come from.
    pub entropy: Arc<dyn Entropy>,
    /// Who keeps this device's key.
    pub key: KeyPlace,
}

impl Default for Options {
    fn default() -> Self {
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        Self { clock, entropy, key: KeyPlace::Folder }
    }
}

impl Ledger {
    /// Opens the ledger in `folder`, creating it when there is none.
    ///
    /// The report says when a damaged database was set aside and what was saved from it.
    ///
    /// # Errors
    /// [`LedgerError::Store`] when the folder cannot be used: no room, no permission, opened by
    /// another process, or written by a newer version (then it is left untouched).
    /// [`LedgerError::CannotSign`] when the host's key store does not answer now.
    pub fn open(folder: &Path, options: Options) -> Result<(Self, OpenReport), LedgerError> {
        let keys = Arc::new(Keys::of(options.key)?);
        files::make_folder(folder).map_err(StoreError::from)?;
        let (store, report) = Store::open(&folder.join("ledger.sqlite"))?;
        if report.stale {
            match store.rebuild(|_, _| {}) {
                // What is here can be read as it is; the next opening makes it anew.
                Err(StoreError::DiskFull) => {}
                rebuilt => drop(rebuilt?),
            }
        }
        // What is left over costs room and nothing else.
        let attachments = Attachments::of(folder);
        attachments.remove_parts().ok();
        // The table follows the folder; where it cannot be written now, it does the next time.
        note_waiting(&store, &attachments, options.clock.now_ms()).ok();
        remove_taken_snapshots(&store).ok();
        let inner = Inner {
            store: Arc::new(store),
            folder: folder.to_owned(),
            clock: options.clock,
            entropy: options.entropy,
            keys,
            observers: Observers::default(),
            syncing: AtomicBool::new(false),
            writers: Mutex::default(),
        };
        Ok((Self(Arc::new(inner)), report))
    }

    /// Folds the write-ahead log into the database and notes that all is well, so that the next
    /// opening is fast: when the app goes to the background. The ledger stays usable.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn rest(&self) -> Result<(), LedgerError> {
        Ok(self.0.store.rest()?)
    }

    /// Hears of changes as they are committed, on the thread that committed them. Dropping the
    /// handle cancels.
    pub fn subscribe(&self, callback: impl Fn(&News) + Send + Sync + 'static) -> Subscription {
        self.0.observers.subscribe(Arc::new(callback))
    }

    /// Rebuilds everything that is derived from the envelopes: documents, lists and search.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn rebuild(
        &self,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<RebuildReport, LedgerError> {
        Ok(self.0.store.rebuild(progress)?)
    }

    /// Compares everything derived with what a rebuild would give. Empty is good.
    ///
    /// # Errors
    /// [`LedgerError::Store`].
    pub fn compare(&self) -> Result<Vec<Difference>, LedgerError> {
        Ok(self.0.store.compare()?)
    }
}

impl Inner {
    /// The writer of a record's document in this process under the device's name: fresh, and never
    /// one from before.
    pub(super) fn actor(&self, record: RecordId, device: &DeviceId) -> Result<Actor, LedgerError> {
        let Writers { names, next } = &mut *lock(&self.writers);
        Ok(match names.entry((record, *device)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let chance = match *next {
                    Some(chance) => chance,
                    None => u64::from_be_bytes(self.random()?),
                };
                *next = Some(chance.wrapping_add(1));
                *new.insert(actor_of(device, chance.to_be_bytes()))
            }
        })
    }

    /// `N` random bytes.
    pub(super) fn random<const N: usize>(&self) -> Result<[u8; N], LedgerError> {
        Ok(draw(self.entropy.as_ref())?)
    }

    /// The day it is by this device's clock.
    pub(super) fn today(&self) -> Day {
        Day::of_ms(self.clock.now_ms()).unwrap_or(Day::MAX)
    }

    /// What signs for an identity: it may have changed since the last word.
    pub(super) fn signer_of(&self, identity: &Identity) -> Result<Arc<dyn Signer>, LedgerError> {
        self.keys.signer(identity).ok_or(LedgerError::KeyGone)
    }
}

/// Has the store say of attachments what the folder says: a stop may have come between the two.
fn note_waiting(store: &Store, attachments: &Attachments, now_ms: i64) -> Result<(), StoreError> {
    let waiting = attachments.waiting()?;
    if store.read(|reading| reading.differs_from_waiting(&waiting))? {
        store.write(|writing| writing.attachments_wait(attachments, &waiting, now_ms))?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
