//! Who there is: people, posts, devices and their certificates, and how a device becomes known.

mod code;
pub(crate) mod database;
mod error;
mod introduced;
mod key;
mod roster;
mod succession;
mod visible;
mod vouched;

pub use code::fresh_code;
pub use database::is_there as has_centre;
pub use error::{EnrolFault, OpenError};
pub use introduced::{CentreUrl, Reach, is_reserved};
pub use roster::{Device, Roster};
pub use succession::Succession;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::{DeviceId, PersonId};
use fangxian_protocol::key::{PublicKey, Signer, SoftwareKey};
use fangxian_protocol::message::{EnrolRequest, EnrolResponse, RenewRequest};
use fangxian_protocol::version::SPOKEN;

use crate::clock::now_ms;
use crate::private;
use crate::storage::sqlite::Sqlite;
use crate::storage::{CodeRow, DeviceState, NewDevice, Storage, StorageError};

/// How long a certificate holds when its device is not heard.
pub const CERTIFICATE_MS: i64 = 400 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// How often the phones of one family may take a new name in [`RENEWALS_MS`]: a phone is restored
/// once in a while, and a copied one takes one new name.
const RENEWALS_MAX: u64 = 8;
const RENEWALS_MS: i64 = 30 * DAY_MS;
/// Its keys, in the same folder.
pub(crate) const KEY_FILES: [&str; 2] = [key::CENTRE_KEY, key::VOICE_KEY];

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

    /// Opens the folder of a centre that is there already.
    ///
    /// # Errors
    /// [`OpenError::NoCentre`] when there is none; others as [`open`](Self::open).
    pub fn open_existing(dir: &Path) -> Result<Self, OpenError> {
        match database::is_there(dir) {
            true => Self::open(dir),
            false => Err(OpenError::NoCentre(dir.to_owned())),
        }
    }

    /// The same with another database in the folder.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub(crate) fn open_database(dir: &Path, database: &str) -> Result<Self, OpenError> {
        private::make_folder(dir)?;
        if private::close_to_others(dir, &[database])? {
            tracing::warn!("others could look into the centre's folder; it is closed to them now");
        }
        let key = match dir.join(database).exists() {
            true => key::load(dir, key::CENTRE_KEY)?,
            false => key::load_or_make(dir, key::CENTRE_KEY)?,
        };
        let voice = Arc::new(key::load_or_make(dir, key::VOICE_KEY)?);
        let storage = Arc::new(Sqlite::open(&dir.join(database))?);
        let roster = RwLock::default();
        let registry = Self { dir: dir.to_owned(), storage, key, voice, roster };
        registry.check_key()?;
        registry.mend_certificates()?;
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

    /// Raises the request number of every device.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub(crate) fn raise_numbers(&self, by: u64) -> Result<(), StorageError> {
        self.storage.raise_numbers(by)?;
        // Read with the old ones, perhaps: numbers are no part of a version.
        *self.roster.write().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        Ok(())
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
        Ok(Some(code.to_string()))
    }

    /// Turns a one-time code and a new key into a certificate. The same key may ask again with
    /// the same code while it is good, because answers get lost on bad lines.
    ///
    /// # Errors
    /// [`EnrolFault`] says why not.
    pub fn enrol(&self, request: &EnrolRequest, now_ms: i64) -> Result<EnrolResponse, EnrolFault> {
        let dialect = SPOKEN.common(request.dialects).ok_or(EnrolFault::NoCommonDialect)?;
        request.verify().map_err(|_| EnrolFault::BadProof)?;
        let code = request.code.parse().map_err(|_| EnrolFault::UnknownCode)?;
        let hash = code::hash(&code);
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
