//! A small district in this process: a centre, people with posts, phones by the dozen. Everything
//! random comes from a seed and every clock is set by hand.

mod deed;
mod handset;
mod line;
mod look;
mod seeded;
mod vault;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::keys::KeyPlace;
use fangxian::ledger::{Ledger, LedgerError, Options};
use fangxian::store::OpenReport;
use fangxian::sync::{Cancel, Endpoint, SyncReport};
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::entry::{Arrival, Entry};
use fangxian_protocol::id::{ArrivalTag, DeviceId, Division, PersonId, RecordId};
use fangxian_protocol::log::Cursor;
use fangxian_server::import::{Files, import};
use fangxian_server::registry::Registry;
use fangxian_server::storage::{LogPage, Storage, StorageError};

use crate::harness::{HandClock, Outcome, once, tables};

pub use deed::{Deed, Done, perform};
pub use handset::{BY_HAND, Handset, Paper};
pub use line::{Late, Line, Trouble, heard};
pub use look::{PHONE_FILE, envelopes, look_into};
pub use seeded::{Seeded, any_seed, chance};
pub use vault::Vault;

/// The villages people work in.
pub const VILLAGES: [&str; 4] = ["990101101204", "990101101201", "990101101202", "990101201204"];
const TOWNSHIP: &str = "990101101";
const DISTRICT: &str = "990101";
/// 2026-11-20 09:00 in China.
pub const MORNING_MS: i64 = 1_795_136_400_000;
/// Phones keep this address; nothing listens there.
const NOWHERE: &str = "http://127.0.0.1:1/";
const CODE_MS: i64 = 60 * 60_000;

/// A place for files that need not outlive the power: memory where there is a drive of it.
///
/// # Errors
/// When no folder can be made.
pub fn scratch(prefix: &str) -> std::io::Result<tempfile::TempDir> {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix(prefix).tempdir_in(base)
}

/// A centre and whom it knows.
pub struct Town {
    /// The centre.
    pub centre: Arc<fangxian_server::Centre>,
    /// Its clock.
    pub clock: Arc<HandClock>,
    folder: PathBuf,
}

/// A phone.
pub struct Phone {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its clock.
    pub clock: Arc<HandClock>,
    /// What opening it did.
    pub report: OpenReport,
}

impl Town {
    /// A town with so many people: mostly grid workers, now and then an office.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn found(folder: &Path, people: usize, seed: u64) -> Outcome<Self> {
        Self::put_keys(folder, seed)?;
        let town = Self::at(folder, MORNING_MS)?;
        town.import(people)?;
        Ok(town)
    }

    /// Puts the keys of the town that is founded from `seed` in a folder.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn put_keys(folder: &Path, seed: u64) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let seeded = Seeded::new(seed);
        for name in ["centre.key", "voice.key"] {
            let mut key = [0; 32];
            seeded.give(&mut key);
            write_private(&folder.join(name), &key)?;
        }
        Ok(())
    }

    /// A town that was founded in this folder, at a moment.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn at(folder: &Path, now_ms: i64) -> Outcome<Self> {
        let clock = Arc::new(HandClock::at(now_ms));
        let centre = fangxian_server::Centre::open_with(folder, clock.clone())?;
        Ok(Self { centre: Arc::new(centre), clock, folder: folder.to_owned() })
    }

    /// Opens it again.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn reopen(&mut self) -> Outcome<()> {
        let opened = fangxian_server::Centre::open_with(&self.folder, self.clock.clone())?;
        self.centre = Arc::new(opened);
        Ok(())
    }

    /// A line without trouble.
    pub fn line(&self) -> Line {
        Line::to(self.centre.clone())
    }

    /// Enrols a ledger for person number `person`.
    ///
    /// # Errors
    /// When the centre refuses.
    pub async fn enrol(&self, ledger: &Ledger, person: usize) -> Outcome<()> {
        let code = self.code(person)?;
        Self::enrol_over(&self.line(), ledger, &code).await?;
        Ok(())
    }

    /// Enrols a ledger over a line, with a code.
    ///
    /// # Errors
    /// Those of the ledger.
    pub async fn enrol_over(line: &Line, ledger: &Ledger, code: &str) -> Result<(), LedgerError> {
        let endpoint = Endpoint::new(NOWHERE)?;
        ledger.enrol_over(line, &endpoint, code).await.map(drop)
    }

    /// A one-time code for person number `person`.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn code(&self, person: usize) -> Outcome<String> {
        let id: PersonId = person_id(person).parse()?;
        let until_ms = self.clock.now_ms() + CODE_MS;
        let code = self.centre.registry().issue_code(&id, until_ms)?;
        code.ok_or_else(|| "no post".into())
    }

    /// Imports so many people, again or for the first time.
    ///
    /// # Errors
    /// When the tables cannot be written or imported.
    pub fn import(&self, people: usize) -> Outcome<()> {
        let (mut cards, mut posts) =
            (String::from("person,name\n"), String::from("person,role,scope\n"));
        for number in 0..people {
            let id = person_id(number);
            cards.push_str(&format!("{id},示例{number}\n"));
            let (role, scope) = post(number);
            posts.push_str(&format!("{id},{role},{scope}\n"));
        }
        let write = |name: &str, text: &str| -> std::io::Result<PathBuf> {
            let path = self.folder.join(name);
            std::fs::write(&path, text)?;
            Ok(path)
        };
        let files = Files {
            units: Some(tables().join("units.csv")),
            people: Some(write("people.csv", &cards)?),
            posts: Some(write("posts.csv", &posts)?),
        };
        import(self.centre.registry(), &files)?;
        Ok(())
    }
}

impl Phone {
    /// Opens the ledger in a folder.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(folder: &Path, clock: Arc<HandClock>, seed: u64) -> Outcome<Self> {
        Ok(Self::try_open(folder, clock, seed)?)
    }

    /// The same, for whoever looks at why not.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn try_open(folder: &Path, clock: Arc<HandClock>, seed: u64) -> Result<Self, LedgerError> {
        Self::open_with(folder, clock, seed, KeyPlace::Folder)
    }

    /// The same, with who keeps its key.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_with(
        folder: &Path,
        clock: Arc<HandClock>,
        seed: u64,
        key: KeyPlace,
    ) -> Result<Self, LedgerError> {
        let entropy = Arc::new(Seeded::new(seed));
        let options = Options { clock: clock.clone(), entropy, key };
        let (ledger, report) = Ledger::open(folder, options)?;
        Ok(Self { ledger, clock, report })
    }

    /// Synchronises, trying once.
    ///
    /// # Errors
    /// When the ledger cannot; a lost connection is in the report.
    pub async fn sync(&self, line: Line) -> Outcome<SyncReport> {
        Ok(self.ledger.sync_over(line, once(), Cancel::default()).await?)
    }
}

/// Everything in a village's log.
///
/// # Errors
/// When the database fails.
pub fn whole_log(storage: &dyn Storage, village: Division) -> Result<LogPage, StorageError> {
    storage.log_after(Cursor::start(village), i64::MAX as u64, None, (usize::MAX, usize::MAX))
}

/// What an entry of a log says: a word, or that an attachment of a record is here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Logged {
    /// The bytes of an envelope.
    Word(Vec<u8>),
    /// An attachment of a record, by its tag.
    Arrived(RecordId, ArrivalTag),
}

/// What these entries of logs say, however arrivals are put together.
///
/// # Errors
/// When one is no entry.
pub fn logged<'e>(entries: impl IntoIterator<Item = &'e Vec<u8>>) -> Outcome<BTreeSet<Logged>> {
    let mut said = BTreeSet::new();
    for bytes in entries {
        match Entry::from_bytes(bytes)? {
            Entry::Word(_) => drop(said.replace(Logged::Word(bytes.clone()))),
            Entry::Arrival(Arrival { record, tags }) => {
                said.extend(tags.into_iter().map(|tag| Logged::Arrived(record, tag)));
            }
        }
    }
    Ok(said)
}

/// What a centre serves, village by village.
///
/// # Errors
/// When the database fails.
pub fn logs(registry: &Registry) -> Outcome<BTreeMap<Division, Vec<Vec<u8>>>> {
    let mut logs = BTreeMap::new();
    for village in VILLAGES {
        let village: Division = village.parse()?;
        let page = whole_log(registry.storage().as_ref(), village)?;
        logs.insert(village, page.entries);
    }
    Ok(logs)
}

/// What the centre says each device is.
pub fn certificates(registry: &Registry) -> Outcome<BTreeMap<DeviceId, Certificate>> {
    let roster = registry.roster()?;
    Ok(roster.devices().map(|(id, device)| (*id, device.certificate.clone())).collect())
}

/// The id of person number `number`.
pub fn person_id(number: usize) -> String {
    format!("p-{:04}", number + 1)
}

/// The post of person number `number`: a township office, a grid worker, another …
pub fn post(number: usize) -> (&'static str, &'static str) {
    match number {
        0 => ("township", TOWNSHIP),
        9 => ("department", DISTRICT),
        17 => ("enterprise", VILLAGES[0]),
        _ => ("grid", VILLAGES[number % VILLAGES.len()]),
    }
}

/// Writes a file as the centre writes its own: only the owner reads it.
///
/// # Errors
/// When it cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)?;
    std::fs::set_permissions(path, Permissions::from_mode(0o600))
}
