//! Who asks: a known device, its signature, and a number above all it used before.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fangxian_protocol::id::DeviceId;
use fangxian_protocol::key::PublicKey;
use fangxian_protocol::message::{Claim, SignedRequest, path_signed_bytes};
use fangxian_protocol::problem::ProblemCode;

use super::{Centre, Refused};
use crate::registry::{Device, Roster};
use crate::storage::{DeviceState, Storage, StorageError};

/// A device whose request was authenticated.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Which.
    pub id: DeviceId,
    /// What the centre knows of it.
    pub device: Arc<Device>,
    /// Everyone, as of the request.
    pub roster: Arc<Roster>,
    /// When they asked, by the centre's clock.
    pub now_ms: i64,
}

/// The request numbers of devices.
#[derive(Debug, Default)]
pub(super) struct Numbers(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    highest: HashMap<DeviceId, u64>,
    /// Higher in memory than on the disk.
    unsaved: HashSet<DeviceId>,
}

/// The setting that tells whether every request number is on the disk.
const NUMBERS: &str = "request numbers";
const ALL_KEPT: &str = "kept";
const IN_MEMORY: &str = "in memory";
/// How many requests no device makes between two times its number is kept.
const LEAP: u64 = 1 << 20;

/// Notes that numbers of mere pulls are in memory from now on. When some were lost in memory,
/// because the centre was killed, those of every device leap ahead: what was asked then and
/// captured is known as old. A phone is told the number to go on from.
///
/// # Errors
/// [`StorageError`] when the database fails.
pub(super) fn begin_numbers(storage: &dyn Storage) -> Result<(), StorageError> {
    if storage.setting(NUMBERS)?.as_deref() == Some(IN_MEMORY) {
        storage.raise_numbers(LEAP)?;
    }
    storage.put_setting(NUMBERS, IN_MEMORY)
}

/// Notes that every request number is on the disk.
///
/// # Errors
/// [`StorageError`] when the database fails.
pub(super) fn end_numbers(storage: &dyn Storage) -> Result<(), StorageError> {
    storage.put_setting(NUMBERS, ALL_KEPT)
}

impl Caller {
    /// Whether the device was taken at its word when it asked.
    pub fn is_valid(&self) -> bool {
        self.device.is_valid(self.now_ms)
    }

    /// Whether its own double words ended it.
    pub(super) fn is_locked(&self) -> bool {
        self.device.state == DeviceState::Locked
    }
}

impl Centre {
    /// Checks who sent a signed request.
    ///
    /// # Errors
    /// [`Refused`] when the device is unknown, the signature does not hold, or the number was
    /// used.
    pub(super) fn authenticate(
        &self,
        request: &SignedRequest,
        path: &str,
    ) -> Result<Caller, Refused> {
        let caller = self.caller(request.device)?;
        request
            .verify(path, &caller.device.certificate.key)
            .map_err(|_| ProblemCode::BadSignature)?;
        self.numbers.take(caller.id, request.number, caller.device.number)?;
        Ok(caller)
    }

    /// The same for a caller this centre may have lost, whose certificate, which this centre
    /// signed, has the key `own`.
    pub(super) fn authenticate_presenting(
        &self,
        request: &SignedRequest,
        path: &str,
        own: Option<PublicKey>,
    ) -> Result<(), Refused> {
        let roster = self.registry().roster()?;
        if roster.device(request.device).is_some() {
            return self.authenticate(request, path).map(drop);
        }
        let key = own.ok_or(ProblemCode::UnknownDevice)?;
        request.verify(path, &key).map_err(|_| ProblemCode::BadSignature)?;
        self.numbers.take(request.device, request.number, 0)
    }

    /// Checks who asks for a path without a body.
    ///
    /// # Errors
    /// [`Refused`] as for a request with a body, and when the device is no longer valid.
    pub fn authenticate_path(&self, path: &str, claim: Claim) -> Result<Caller, Refused> {
        let Claim { device, number, signature } = claim;
        let caller = self.caller(device)?;
        let message = path_signed_bytes(path, device, number);
        let key = caller.device.certificate.key;
        key.verify(&message, &signature).map_err(|_| ProblemCode::BadSignature)?;
        self.numbers.take(device, number, caller.device.number)?;
        if caller.is_valid() { Ok(caller) } else { Err(ProblemCode::DeviceNotValid.into()) }
    }

    /// Whether a device is known, however little is proven by naming it.
    ///
    /// # Errors
    /// [`Refused`] when the database fails.
    pub fn knows(&self, device: DeviceId) -> Result<bool, Refused> {
        Ok(self.registry().roster()?.device(device).is_some())
    }

    /// Whether a device that is valid signed this claim. Its number is not used up by asking.
    ///
    /// # Errors
    /// [`Refused`] when it did not.
    pub fn has_signed(&self, path: &str, claim: &Claim) -> Result<(), Refused> {
        let caller = self.caller(claim.device)?;
        let message = path_signed_bytes(path, claim.device, claim.number);
        let signed = caller.device.certificate.key.verify(&message, &claim.signature);
        signed.map_err(|_| ProblemCode::BadSignature)?;
        if caller.is_valid() { Ok(()) } else { Err(ProblemCode::DeviceNotValid.into()) }
    }

    /// Whoever is heard in time does not expire: the new certificate is part of what they hear.
    pub(super) fn kept_fresh(&self, caller: Caller) -> Result<Caller, Refused> {
        let Caller { id, device, now_ms, .. } = &caller;
        let valid = caller.is_valid();
        match valid && self.registry().keep_fresh((*id, device), *now_ms)? {
            true => self.caller(*id),
            false => Ok(caller),
        }
    }

    fn caller(&self, id: DeviceId) -> Result<Caller, Refused> {
        let roster = self.registry().roster()?;
        let device = roster.device(id).cloned().ok_or(ProblemCode::UnknownDevice)?;
        Ok(Caller { id, device, roster, now_ms: self.clock.now_ms() })
    }
}

impl Numbers {
    /// Uses a number up, if it is above all used before.
    fn take(&self, device: DeviceId, number: u64, on_disk: u64) -> Result<(), Refused> {
        if i64::try_from(number).is_err() {
            let detail = Some("request.number".to_owned());
            return Err(Refused { code: ProblemCode::Malformed, detail });
        }
        let mut held = self.held();
        let highest = match held.highest.entry(device) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(on_disk),
        };
        if number <= *highest {
            // A phone that was restored can only go on above it.
            let detail = Some(highest.to_string());
            return Err(Refused { code: ProblemCode::Replayed, detail });
        }
        *highest = number;
        held.unsaved.insert(device);
        Ok(())
    }

    /// What is to be kept on the disk. It counts as kept from now on.
    pub(super) fn take_unsaved(&self) -> Vec<(DeviceId, u64)> {
        let mut held = self.held();
        let unsaved = std::mem::take(&mut held.unsaved);
        let highest = |device| held.highest.get(&device).map(|number| (device, *number));
        unsaved.into_iter().filter_map(highest).collect()
    }

    /// It could not be kept after all.
    pub(super) fn put_back(&self, numbers: &[(DeviceId, u64)]) {
        self.held().unsaved.extend(numbers.iter().map(|(device, _)| *device));
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICE: DeviceId = DeviceId([1; 16]);

    #[test]
    fn only_rising_numbers_are_taken_and_the_disk_is_remembered() {
        let numbers = Numbers::default();
        assert!(numbers.take(DEVICE, 7, 7).is_err());
        assert!(numbers.take(DEVICE, 8, 7).is_ok());
        assert!(numbers.take(DEVICE, 8, 7).is_err());
        assert!(numbers.take(DEVICE, u64::MAX, 7).is_err());
        assert_eq!(numbers.take_unsaved(), [(DEVICE, 8)]);
        assert_eq!(numbers.take_unsaved(), []);
    }
}
