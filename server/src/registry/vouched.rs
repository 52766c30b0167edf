//! Whether the devices here are those this centre's key vouches for, and goes on vouching for: with
//! one flipped bit in a certificate, no phone would believe its device any more.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{Reader, Wire};
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::key::{PublicKey, Signature};
use fangxian_protocol::limits::PERSON_ID_BYTES_MAX;

use super::key::CENTRE_KEY;
use super::{CERTIFICATE_MS, DAY_MS, Device, EnrolFault, OpenError, Registry, failed};
use crate::storage::{DirectoryEdit, StorageError};

/// A device that is heard with less than this left gets another certificate: half a year without
/// signal is nothing to be let go for.
const FRESH_MS: i64 = 200 * DAY_MS;
/// An earlier version counted the posts of one file only.
const OVERFULL_POSTS_MAX: usize = 4_096;

impl Registry {
    /// Refuses a key with which none of the certificates here was signed: it is another centre's.
    pub(super) fn check_key(&self) -> Result<(), OpenError> {
        let roster = self.roster()?;
        let mut certificates = roster.devices().map(|(_, device)| &device.certificate).peekable();
        let is_new = certificates.peek().is_none();
        match is_new || certificates.any(|one| self.vouches_for(one)) {
            true => Ok(()),
            false => Err(OpenError::OtherKey(self.dir.join(CENTRE_KEY))),
        }
    }

    /// Whether this centre signed a certificate.
    pub(super) fn vouches_for(&self, certificate: &Certificate) -> bool {
        certificate.verify(&self.public_key()).is_ok()
    }

    /// Checks the signatures of all certificates. The error names the next move.
    pub(crate) fn check_certificates(&self) -> Result<(), StorageError> {
        let roster = self.roster()?;
        let all = roster.devices().all(|(_, device)| self.vouches_for(&device.certificate));
        if all { Ok(()) } else { Err(StorageError::damaged()) }
    }

    /// Issues certificates again whose signature a drive has changed, with what is known beside
    /// them: the device's key, which its name proves, its person's posts, and when it enrolled.
    pub(crate) fn certify_again(&self) -> Result<(), OpenError> {
        let roster = self.roster()?;
        let mut edit = DirectoryEdit::default();
        let damaged = roster.devices().filter(|(_, one)| !self.vouches_for(&one.certificate));
        for (id, device) in damaged {
            let (key, person) = (device.certificate.key, device.person().clone());
            let posts = roster.posts_of(&person);
            let validity = (device.enrolled_ms, device.enrolled_ms.saturating_add(CERTIFICATE_MS));
            let issued = Certificate::issue(key, person, posts, validity, self.signer());
            edit.certificates.push((*id, issued.map_err(super::unusable)?.to_bytes()));
        }
        Ok(self.storage.edit_directory(&edit)?)
    }

    /// Issues certificates again that this centre signed with more posts than anyone reads: an
    /// earlier version did, and would not start any more.
    pub(super) fn mend_certificates(&self) -> Result<(), OpenError> {
        let roster = self.roster()?;
        let mut edit = DirectoryEdit::default();
        for (id, row) in &roster.unreadable {
            let held = overfull(&row.certificate).filter(|held| held.device() == *id);
            let Some(held) = held.filter(|held| self.vouches_for(held)) else { continue };
            let (posts, validity) = (roster.posts_of(&held.person), (held.from_ms, held.until_ms));
            let issued = Certificate::issue(held.key, held.person, posts, validity, self.signer());
            edit.certificates.push((*id, issued.map_err(super::unusable)?.to_bytes()));
        }
        match edit.certificates.is_empty() {
            true => Ok(()),
            false => Ok(self.storage.edit_directory(&edit)?),
        }
    }

    /// Issues the certificate of a device again that would end soon: whether it did. Whose posts
    /// have all ended is let go.
    ///
    /// # Errors
    /// [`EnrolFault`] when the database or the key fails.
    pub(crate) fn keep_fresh(
        &self,
        (id, device): (DeviceId, &Device),
        now_ms: i64,
    ) -> Result<bool, EnrolFault> {
        let Certificate { key, person, until_ms, .. } = &device.certificate;
        if until_ms.saturating_sub(now_ms) > FRESH_MS {
            return Ok(false);
        }
        let roster = self.roster().map_err(failed)?;
        if roster.posts_of(person).is_empty() {
            return Ok(false);
        }
        let again = self.issue(*key, person, &roster, now_ms)?.to_bytes();
        let edit = DirectoryEdit { certificates: vec![(id, again)], ..DirectoryEdit::default() };
        self.storage.edit_directory(&edit).map_err(failed)?;
        Ok(true)
    }
}

/// A certificate with however many posts.
fn overfull(bytes: &[u8]) -> Option<Certificate> {
    let mut reader = Reader::new(bytes);
    reader.array("certificate", 6).ok()?;
    Some(Certificate {
        key: PublicKey::read(&mut reader).ok()?,
        person: reader.parse("certificate.person", PERSON_ID_BYTES_MAX).ok()?,
        posts: reader.list("certificate.posts", OVERFULL_POSTS_MAX).ok()?,
        from_ms: reader.i64("certificate.from_ms").ok()?,
        until_ms: reader.i64("certificate.until_ms").ok()?,
        signature: Signature(reader.fixed("certificate.signature").ok()?),
    })
}
