//! Who there is: people, posts, devices and their certificates, and how a device becomes known.

mod code;
pub(crate) mod database;
mod key;
mod roster;
mod succession;
mod visible;
mod vouched;

pub use code::fresh_code;
pub use roster::{Device, Roster};
pub use succession::inherited;

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use fangxian::domain::centre::CENTRE;
use fangxian::domain::person::Role;
use fangxian_protocol::certificate::{Certificate, Post};
use fangxian_protocol::directory::Card;
use fangxian_protocol::id::{DeviceId, PersonId};
use fangxian_protocol::key::{PublicKey, Signer, SoftwareKey};
use fangxian_protocol::message::{EnrolRequest, EnrolResponse, RenewRequest};
use fangxian_protocol::version::SPOKEN;

use crate::clock::now_ms;
use crate::storage::sqlite::Sqlite;
use crate::storage::{CodeRow, DeviceState, DirectoryEdit, NewDevice, Storage, StorageError};

/// How long a certificate holds when its device is not heard.
pub const CERTIFICATE_MS: i64 = 400 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How often the phones of one family may take a new name in [`RENEWALS_MS`]: a phone is restored
/// once in a while, and a copied one takes one new name.
const RENEWALS_MAX: u64 = 8;
const RENEWALS_MS: i64 = 30 * DAY_MS;
/// What the centre is called until it is given a name.
const NAME_DEFAULT: &str = "防线中心";
const NAME_SETTING: &str = "centre_name";
const ADDRESS_SETTING: &str = "public_url";
/// The scope in the centre's own certificate. Its word is not bound to a place.
const EVERYWHERE: &str = "10";
/// A new folder holds names and a key: nobody else looks in.
pub(crate) const OWNER_ONLY: u32 = 0o700;
/// Its keys, in the same folder.
pub(crate) const KEY_FILES: [&str; 2] = [key::CENTRE_KEY, key::VOICE_KEY];

/// The folder of a centre cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The key file is damaged.
    #[error(
        "{0}: 这不是中心的密钥(文件坏了),请从备份放回。\n\
         not the key of a centre; put it back from the backup"
    )]
    Key(PathBuf),
    /// There is a database and no key: whatever was started here would not be this centre.
    #[error(
        "{0}: 中心的密钥不见了,请从备份放回;没有它,手机都不认这个中心。\n\
         the key of this centre is gone; put it back from the backup: without it no phone knows \
         this centre"
    )]
    KeyGone(PathBuf),
    /// The key signed nothing of what is here: it belongs to another centre.
    #[error(
        "{0}: 这不是这个中心的密钥,数据库里的证书都不是它签的;请从这个中心的备份放回。\n\
         not the key of this centre, none of the certificates in the database bears its signature; \
         put back the one in this centre's backup"
    )]
    OtherKey(PathBuf),
    /// Another process has the folder.
    #[error(
        "{0}: 另一个中心程序正在使用这个文件夹,请先停掉它。\n\
         another centre is running on this folder; stop it first"
    )]
    Busy(PathBuf),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The system gave no random bytes.
    #[error("random numbers: {0}")]
    Random(getrandom::Error),
}

/// A device could not enrol.
#[derive(Debug, thiserror::Error)]
pub enum EnrolFault {
    /// The proof does not hold.
    #[error("the proof of the key does not hold")]
    BadProof,
    /// No dialect in common.
    #[error("no common dialect")]
    NoCommonDialect,
    /// Never issued, or used.
    #[error("unknown code")]
    UnknownCode,
    /// Too old.
    #[error("expired code")]
    ExpiredCode,
    /// The key was revoked or locked, or is another person's.
    #[error("this key may not enrol again")]
    KeyNotValid,
    /// It took new names too often.
    #[error("too many new names for one phone")]
    TooOften,
    /// The centre itself failed.
    #[error("{0}")]
    Unavailable(String),
}

/// The registry of a centre.
pub struct Registry {
    dir: PathBuf,
    storage: Arc<dyn Storage>,
    key: SoftwareKey,
    voice: Arc<dyn Signer>,
    roster: RwLock<Arc<Roster>>,
}

impl Registry {
    /// Opens the folder of a centre, making everything that is not there yet.
    ///
    /// # Errors
    /// [`OpenError`] names the file and what is wrong with it.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        database::finish(dir)?;
        Self::open_database(dir, database::DATABASE_FILE)
    }

    /// The same with another database in the folder.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn open_database(dir: &Path, database: &str) -> Result<Self, OpenError> {
        let file = |path: &Path| {
            let path = path.to_owned();
            move |source| OpenError::File { path, source }
        };
        let mut folder = DirBuilder::new();
        let folder = folder.recursive(true).mode(OWNER_ONLY);
        folder.create(dir).map_err(file(dir))?;
        let key = match dir.join(database).exists() {
            true => key::load(dir, key::CENTRE_KEY)?,
            false => key::load_or_make(dir, key::CENTRE_KEY)?,
        };
        let voice = Arc::new(key::load_or_make(dir, key::VOICE_KEY)?);
        let storage = Arc::new(Sqlite::open(&dir.join(database))?);
        let roster = RwLock::default();
        let registry = Self { dir: dir.to_owned(), storage, key, voice, roster };
        registry.check_key()?;
        registry.introduce_voice()?;
        Ok(registry)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The database.
    pub fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// What signs for the centre.
    pub fn signer(&self) -> &dyn Signer {
        &self.key
    }

    /// What signs the centre's own words in records.
    pub fn voice(&self) -> &Arc<dyn Signer> {
        &self.voice
    }

    /// The centre's key.
    pub fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    /// The centre's name.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn name(&self) -> Result<String, StorageError> {
        Ok(self.storage.setting(NAME_SETTING)?.unwrap_or_else(|| NAME_DEFAULT.to_owned()))
    }

    /// Gives the centre a name, which phones show.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn set_name(&self, name: &str) -> Result<(), StorageError> {
        self.storage.put_setting(NAME_SETTING, name)?;
        self.put_own_card(name)
    }

    /// The address phones are to use; `None` until this centre was told.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn address(&self) -> Result<Option<String>, StorageError> {
        self.storage.setting(ADDRESS_SETTING)
    }

    /// Tells this centre the address phones are to use: it signs it for whoever asks for proof.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn set_address(&self, address: &str) -> Result<(), StorageError> {
        self.storage.put_setting(ADDRESS_SETTING, address)
    }

    /// Everyone as of now, including what another process changed.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn roster(&self) -> Result<Arc<Roster>, StorageError> {
        let held = self.roster.read().unwrap_or_else(PoisonError::into_inner).clone();
        let newest = self.storage.directory_version()?;
        if held.version() == newest {
            return Ok(held);
        }
        let mut roster = Roster::clone(&held);
        roster.take(self.storage.directory_since(held.version())?);
        let roster = Arc::new(roster);
        let mut slot = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        if slot.version() < roster.version() {
            *slot = roster.clone();
        }
        Ok(roster)
    }

    /// Issues a one-time code for a person, good until `expires_ms`, and returns it; only its
    /// hash is kept. `None` when the person holds no post.
    ///
    /// # Errors
    /// [`OpenError`] when the database or the random numbers fail.
    pub fn issue_code(
        &self,
        person: &PersonId,
        expires_ms: i64,
    ) -> Result<Option<String>, OpenError> {
        if self.roster()?.posts_of(person).is_empty() {
            return Ok(None);
        }
        let code = fresh_code().map_err(OpenError::Random)?;
        let row = CodeRow { person: person.clone(), expires_ms, used_by: None };
        self.storage.put_code(&code::hash(&code), &row)?;
        Ok(Some(code))
    }

    /// Turns a one-time code and a new key into a certificate. The same key may ask again with
    /// the same code while it is good, because answers get lost on bad lines.
    ///
    /// # Errors
    /// [`EnrolFault`] says why not.
    pub fn enrol(&self, request: &EnrolRequest, now_ms: i64) -> Result<EnrolResponse, EnrolFault> {
        let dialect = SPOKEN.common(request.dialects).ok_or(EnrolFault::NoCommonDialect)?;
        request.verify().map_err(|_| EnrolFault::BadProof)?;
        let hash = code::hash(&request.code);
        let row = self.storage.code(&hash).map_err(failed)?.ok_or(EnrolFault::UnknownCode)?;
        let device = request.key.device();
        if row.used_by.is_some_and(|other| other != device) {
            return Err(EnrolFault::UnknownCode);
        }
        if now_ms > row.expires_ms {
            return Err(EnrolFault::ExpiredCode);
        }
        let roster = self.roster().map_err(failed)?;
        let known = roster.device(device);
        if known.is_some_and(|d| d.state != DeviceState::Active || d.person() != &row.person) {
            return Err(EnrolFault::KeyNotValid);
        }
        let certificate = match (known, row.used_by) {
            (Some(known), Some(_)) => known.certificate.clone(),
            _ => self.issue(request.key, &row.person, &roster, now_ms)?,
        };
        let new = NewDevice { device, certificate: certificate.to_bytes(), at_ms: now_ms };
        let used = row.used_by.is_none();
        if used && !self.storage.enrol(&hash, &new).map_err(failed)? {
            // Another request was faster: perhaps the same one, sent twice.
            let row = self.storage.code(&hash).map_err(failed)?;
            return match row.and_then(|row| row.used_by) {
                Some(by) if by == device => self.enrol(request, now_ms),
                _ => Err(EnrolFault::UnknownCode),
            };
        }
        Ok(EnrolResponse {
            dialect,
            centre: self.public_key(),
            centre_name: self.name().map_err(failed)?,
            certificate,
            server_time_ms: now_ms,
        })
    }

    /// Stops taking a device, and all that took over from it, at their word. False when there is no
    /// such device.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn revoke(&self, device: DeviceId) -> Result<bool, StorageError> {
        self.storage.revoke(device, now_ms())
    }

    /// Lets a device that was restored or copied take a new name: a certificate for a new key, of
    /// the same person. The same key may ask again, because answers get lost on bad lines.
    ///
    /// # Errors
    /// [`EnrolFault`] says why not.
    pub fn renew(
        &self,
        old: &Certificate,
        request: &RenewRequest,
        now_ms: i64,
    ) -> Result<Certificate, EnrolFault> {
        let parent = old.device();
        request.verify(parent).map_err(|_| EnrolFault::BadProof)?;
        let device = request.key.device();
        let roster = self.roster().map_err(failed)?;
        if let Some(known) = roster.device(device) {
            let same = self.storage.parent(device).map_err(failed)? == Some(parent);
            let certificate = Some(known.certificate.clone()).filter(|_| same);
            return certificate.ok_or(EnrolFault::KeyNotValid);
        }
        let (person, posts) = (old.person.clone(), roster.posts_of(&old.person));
        let validity = (now_ms, old.until_ms);
        let issued = Certificate::issue(request.key, person, posts, validity, &self.key);
        let certificate = issued.map_err(failed)?;
        let new = NewDevice { device, certificate: certificate.to_bytes(), at_ms: now_ms };
        let bound = (now_ms - RENEWALS_MS, RENEWALS_MAX);
        if !self.storage.renew(&new, parent, bound).map_err(failed)? {
            return Err(EnrolFault::TooOften);
        }
        Ok(certificate)
    }

    /// Gives the centre, as a speaker in records, a card and a certificate, once, or again when a
    /// drive has changed it.
    fn introduce_voice(&self) -> Result<(), OpenError> {
        let key = self.voice.public_key();
        let known = self.roster()?.device(key.device()).cloned();
        if known.is_some_and(|device| self.vouches_for(&device.certificate)) {
            return Ok(());
        }
        self.put_own_card(&self.name()?)?;
        let at_ms = now_ms();
        let scope = EVERYWHERE.parse().map_err(unusable)?;
        let post = Post { role: Role::Centre.code().to_owned(), scope };
        let person = CENTRE.parse().map_err(unusable)?;
        // Whatever a clock says: its words must hold when they come back to a centre put back in
        // time.
        let validity = (0, i64::MAX);
        let issued = Certificate::issue(key, person, vec![post], validity, &self.key);
        let certificate = issued.map_err(unusable)?.to_bytes();
        self.storage.put_device(&NewDevice { device: key.device(), certificate, at_ms })?;
        Ok(())
    }

    /// People read in the history that the centre said something: by its name.
    fn put_own_card(&self, name: &str) -> Result<(), StorageError> {
        let person = CENTRE.parse().map_err(unusable)?;
        let card = Card { person, name: name.to_owned(), phone: String::new() };
        self.storage.edit_directory(&DirectoryEdit { cards: vec![card], ..Default::default() })
    }

    fn issue(
        &self,
        key: PublicKey,
        person: &PersonId,
        roster: &Roster,
        now_ms: i64,
    ) -> Result<Certificate, EnrolFault> {
        let posts = roster.posts_of(person);
        if posts.is_empty() {
            return Err(EnrolFault::KeyNotValid);
        }
        let validity = (now_ms, now_ms.saturating_add(CERTIFICATE_MS));
        Certificate::issue(key, person.clone(), posts, validity, &self.key).map_err(failed)
    }
}

fn unusable(error: impl std::fmt::Display) -> StorageError {
    StorageError { reason: format!("the centre's own certificate: {error}") }
}

fn failed(error: impl std::fmt::Display) -> EnrolFault {
    EnrolFault::Unavailable(error.to_string())
}
