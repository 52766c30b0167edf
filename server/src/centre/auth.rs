//! Who asks: a known device, its signature, and a number above all it used before.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fangxian_protocol::id::DeviceId;
use fangxian_protocol::key::PublicKey;
use fangxian_protocol::message::{Claim, SignedRequest, path_signed_bytes};
use fangxian_protocol::problem::ProblemCode;

use super::{Centre, Refused};
use crate::registry::{Device, Registry, Roster};
use crate::storage::{DeviceState, Step, Storage, StorageError};

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
    highest: HashMap<DeviceId, Number>,
    /// Higher in memory than on the disk.
    unsaved: HashSet<DeviceId>,
    /// The last of them are being kept: none is taken any more.
    ended: bool,
}

/// The number of one device.
#[derive(Debug, Clone, Copy)]
struct Number {
    /// The highest that was used.
    used: u64,
    /// How far it is on the disk.
    kept: u64,
    /// How often it was kept out of turn since the last turn.
    early: u8,
}

/// The setting that tells whether every request number is on the disk.
const NUMBERS: &str = "request numbers";
const ALL_KEPT: &str = "kept";
const IN_MEMORY: &str = "in memory";
/// How far a number may be ahead of the disk. Phones number by their clocks, in milliseconds: it is
/// seven weeks.
const LEAP: u64 = 1 << 32;

/// How often the number of one device is kept out of turn between two turns. A phone that was
/// restored leaps a few times.
const EARLY_MAX: u8 = 4;

/// Notes that numbers of mere pulls are in memory from now on. When some were lost in memory,
/// because the centre was killed, those of every device leap ahead: what was asked then and
/// captured is known as old. A phone is told the number to go on from.
///
/// # Errors
/// [`StorageError`] when the database fails.
pub(super) fn begin_numbers(registry: &Registry) -> Result<(), StorageError> {
    if registry.storage().setting(NUMBERS)?.as_deref() == Some(IN_MEMORY) {
        registry.raise_numbers(LEAP)?;
    }
    registry.storage().put_setting(NUMBERS, IN_MEMORY)
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
        self.use_up(&caller, request.number)?;
        Ok(caller)
    }

    /// Uses a number up. One that is far above what the disk has is kept at once: a kill would lose
    /// more than numbers leap by.
    fn use_up(&self, caller: &Caller, number: u64) -> Result<(), Refused> {
        if self.numbers.take(caller.id, number, caller.device.number)? {
            self.registry().storage().commit(&[Step::Number(caller.id, number)])?;
            self.numbers.are_kept(&[(caller.id, number)]);
        }
        Ok(())
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
        self.numbers.take(request.device, request.number, 0).map(drop)
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
        self.use_up(&caller, number)?;
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
    /// Uses a number up, if it is above all used before; whether it must be kept at once.
    fn take(&self, device: DeviceId, number: u64, on_disk: u64) -> Result<bool, Refused> {
        if i64::try_from(number).is_err() {
            let detail = Some("request.number".to_owned());
            return Err(Refused { code: ProblemCode::Malformed, detail });
        }
        let mut held = self.held();
        if held.ended {
            return Err(ProblemCode::Unavailable.into());
        }
        let highest = match held.highest.entry(device) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(Number { used: on_disk, kept: on_disk, early: 0 }),
        };
        if number <= highest.used {
            // A phone that was restored can only go on above it.
            let detail = Some(highest.used.to_string());
            return Err(Refused { code: ProblemCode::Replayed, detail });
        }
        let is_far = number > highest.kept.saturating_add(LEAP);
        if is_far && highest.early >= EARLY_MAX {
            return Err(ProblemCode::Unavailable.into());
        }
        highest.early += u8::from(is_far);
        highest.used = number;
        held.unsaved.insert(device);
        Ok(is_far)
    }

    /// Takes no more: the centre ends.
    pub(super) fn end(&self) {
        self.held().ended = true;
    }

    /// What is to be kept on the disk.
    pub(super) fn take_unsaved(&self) -> Vec<(DeviceId, u64)> {
        let mut held = self.held();
        let unsaved = std::mem::take(&mut held.unsaved);
        let mut highest = |device| {
            let number = held.highest.get_mut(&device)?;
            number.early = 0;
            Some((device, number.used))
        };
        unsaved.into_iter().filter_map(&mut highest).collect()
    }

    /// These are on the disk.
    pub(super) fn are_kept(&self, numbers: &[(DeviceId, u64)]) {
        let mut held = self.held();
        for (device, number) in numbers {
            if let Some(of) = held.highest.get_mut(device) {
                of.kept = of.kept.max(*number);
            }
        }
    }

    /// They could not be kept after all.
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
        assert!(matches!(numbers.take(DEVICE, 8, 7), Ok(false)));
        assert!(numbers.take(DEVICE, 8, 7).is_err());
        assert!(numbers.take(DEVICE, u64::MAX, 7).is_err());
        assert_eq!(numbers.take_unsaved(), [(DEVICE, 8)]);
        assert_eq!(numbers.take_unsaved(), []);
        numbers.end();
        let ended = numbers.take(DEVICE, 9, 7).unwrap_err();
        assert_eq!(ended.code, ProblemCode::Unavailable);
    }

    #[test]
    fn a_number_is_never_further_ahead_of_the_disk_than_numbers_leap() {
        let numbers = Numbers::default();
        assert!(matches!(numbers.take(DEVICE, 7 + LEAP, 7), Ok(false)));
        assert!(matches!(numbers.take(DEVICE, 8 + LEAP, 7), Ok(true)));
        numbers.are_kept(&[(DEVICE, 8 + LEAP)]);
        assert!(matches!(numbers.take(DEVICE, 9 + LEAP, 7), Ok(false)));
    }

    #[test]
    fn a_device_has_its_number_kept_out_of_turn_only_so_often() {
        let numbers = Numbers::default();
        let far = |times: u64| numbers.take(DEVICE, times * (LEAP + 1), 0);
        for times in 1..=u64::from(EARLY_MAX) {
            assert!(matches!(far(times), Ok(true)));
            numbers.are_kept(&[(DEVICE, times * (LEAP + 1))]);
        }
        let refused = far(u64::from(EARLY_MAX) + 1).unwrap_err();
        assert_eq!(refused.code, ProblemCode::Unavailable);
        assert_eq!(numbers.take_unsaved().len(), 1);
        assert!(matches!(far(u64::from(EARLY_MAX) + 1), Ok(true)), "its turn came");
    }
}
