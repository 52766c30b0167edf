//! A centre that has lived for a while: its village has a log long enough for a snapshot file.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use fangxian_protocol::limits::SNAPSHOT_ENTRIES_MIN;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::disk::{Disk, Image, write_image};
use crate::harness::{HandClock, Outcome};
use crate::town::{Deed, MORNING_MS, Phone, Town, perform, scratch, write_private};

static STOCK: Mutex<Option<Arc<Stock>>> = Mutex::new(None);
const PEOPLE: usize = 16;
/// Who wrote the log, in the village of the others.
const ELDER: usize = 12;
const KEYS: [&str; 2] = ["centre.key", "voice.key"];
const SEED: u64 = 7;

/// What lies in the folder of such a centre.
pub(super) struct Stock {
    files: Image,
    keys: Vec<(&'static str, Vec<u8>)>,
}

impl Stock {
    /// Made once in a process.
    pub(super) fn get() -> Outcome<Arc<Self>> {
        let mut stock = STOCK.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stock) = &*stock {
            return Ok(stock.clone());
        }
        let made = Arc::new(Self::make()?);
        *stock = Some(made.clone());
        Ok(made)
    }

    /// Lays out a centre as it was in the beginning.
    pub(super) fn lay_out(&self, folder: &Path) -> Outcome<()> {
        self.lay_out_as(folder, &self.files)
    }

    /// Lays out a centre with these files.
    pub(super) fn lay_out_as(&self, folder: &Path, files: &Image) -> Outcome<()> {
        fs::create_dir_all(folder)?;
        write_image(folder, files)?;
        for (name, key) in &self.keys {
            write_private(&folder.join(name), key)?;
        }
        Ok(())
    }

    fn make() -> Outcome<Self> {
        let folder = scratch("fangxian-stock-")?;
        let centre = folder.path().join("centre");
        let disk = Disk::under(&centre)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let town = Town::found(&centre, PEOPLE, SEED)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let elder = Phone::open(&folder.path().join("elder"), clock, SEED)?;
        let mut chance = ChaCha8Rng::seed_from_u64(SEED);
        runtime.block_on(async {
            town.enrol(&elder.ledger, ELDER).await?;
            let mut said = 0;
            while said <= SNAPSHOT_ENTRIES_MIN as usize {
                said += perform(&elder.ledger, Deed::ReportSeveral, &mut chance)?.len();
            }
            elder.sync(town.line()).await
        })?;
        if town.centre.registry().make_snapshots(false)? == 0 {
            return Err("the log is too short for a snapshot file".into());
        }
        drop(town);
        let read = |name| Ok((name, fs::read(centre.join(name))?));
        let keys = KEYS.into_iter().map(read).collect::<Outcome<_>>()?;
        Ok(Self { files: disk.image(), keys })
    }
}
