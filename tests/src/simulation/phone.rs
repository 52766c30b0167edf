//! A phone in a simulated town: its folder and drive stay, its app comes and goes.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use fangxian::keys::KeyPlace;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::DeviceId;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::disk::{Disk, Image, Loss};
use crate::harness::{HandClock, Outcome};
use crate::town::{MORNING_MS, PHONE_FILE, Phone, Vault, chance, look_into, scratch};

/// A phone.
pub(super) struct Device {
    pub(super) name: String,
    pub(super) person: usize,
    pub(super) folder: PathBuf,
    pub(super) disk: Arc<Disk>,
    pub(super) app: Option<Phone>,
    /// Envelopes it was told to have.
    pub(super) told: usize,
    /// What a backup has, and how many envelopes it was told to have then.
    pub(super) backup: Option<(Image, usize)>,
    /// Where its app keeps a secret, if it does; otherwise the key lies in the folder.
    pub(super) vault: Option<Arc<Vault>>,
    /// The centre said that it does not take it at its word any more.
    pub(super) dismissed: bool,
    /// The name under which it was revoked for good: its person gets no other code.
    pub(super) given_up: Option<DeviceId>,
    /// The code it was given to enrol again, until it has.
    pub(super) code: Option<String>,
    clock: Arc<HandClock>,
    wrong_ms: i64,
    seed: u64,
    openings: u64,
}

impl Device {
    pub(super) fn new(folder: PathBuf, number: usize, person: usize, seed: u64) -> Outcome<Self> {
        let name = format!("phone {number}");
        let disk = Disk::under(&folder)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let mut device = Self {
            name,
            person,
            folder: disk.folder().to_owned(),
            disk,
            app: None,
            told: 0,
            backup: None,
            vault: seed.count_ones().is_multiple_of(2).then(Arc::default),
            dismissed: false,
            given_up: None,
            code: None,
            clock,
            wrong_ms: 0,
            seed,
            openings: 0,
        };
        device.open()?;
        Ok(device)
    }

    /// Opens the app; whether it could be, and that nothing was taken for damage.
    pub(super) fn open(&mut self) -> Outcome<()> {
        self.close();
        self.openings += 1;
        let seed = self.seed.wrapping_add(self.openings << 40);
        let key = match &self.vault {
            Some(vault) => KeyPlace::Store(vault.clone()),
            None => KeyPlace::Folder,
        };
        let phone = Phone::open_with(&self.folder, self.clock.clone(), seed, key)?;
        if phone.report.salvaged.is_some() {
            return Err("a crash was taken for damage".into());
        }
        self.app = Some(phone);
        Ok(())
    }

    pub(super) fn close(&mut self) {
        self.app = None;
    }

    pub(super) fn app(&self) -> Outcome<&Phone> {
        self.app.as_ref().ok_or_else(|| "the phone is off".into())
    }

    /// The power goes, or only the app; then it starts again.
    pub(super) fn restart(&mut self, loss: Loss, chance: &mut ChaCha8Rng) -> Outcome<()> {
        self.close();
        self.disk.restore_power(loss, chance)?;
        self.open()
    }

    pub(super) fn set_clock(&mut self, now_ms: i64, wrong_ms: Option<i64>) {
        self.wrong_ms = wrong_ms.unwrap_or(self.wrong_ms);
        self.clock.set(now_ms.saturating_add(self.wrong_ms));
    }

    /// How many envelopes its file has; fewer than it was told to have is a loss.
    pub(super) fn count(&mut self) -> Outcome<usize> {
        let sql = "SELECT count(*) FROM envelope";
        let count = self.look()?.query_row(sql, [], |row| row.get::<_, i64>(0))? as usize;
        if count < self.told {
            let told = self.told;
            return Err(format!("{}: {told} envelopes were there, {count} are", self.name).into());
        }
        Ok(count)
    }

    /// The device it is known as, whether or not it has its key.
    pub(super) fn id(&self) -> Outcome<DeviceId> {
        let sql = "SELECT certificate FROM identity";
        let bytes: Vec<u8> = self.look()?.query_row(sql, [], |row| row.get(0))?;
        Ok(Certificate::from_bytes(&bytes)?.device())
    }

    /// A look at its file beside the app. An app that had no room to share its file keeps it for
    /// itself, so that a copy is looked at.
    pub(super) fn look(&self) -> Outcome<Look> {
        if !self.app.as_ref().is_some_and(|app| app.report.crowded) {
            return Ok(Look { file: look_into(&self.folder)?, _copy: None });
        }
        let copy = scratch("fangxian-look-")?;
        for end in ["", "-wal"] {
            let name = format!("{PHONE_FILE}{end}");
            std::fs::copy(self.folder.join(&name), copy.path().join(&name))?;
        }
        Ok(Look { file: look_into(copy.path())?, _copy: Some(copy) })
    }
}

/// A phone's file, or a copy of it for as long as it is looked at.
pub(super) struct Look {
    file: Connection,
    _copy: Option<TempDir>,
}

impl Deref for Look {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.file
    }
}

/// Chance for what happens when this device's power goes.
pub(super) fn dice(seed: u64, step: usize) -> ChaCha8Rng {
    chance(seed, 1_000 + step as u64)
}
