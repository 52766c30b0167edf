//! Phones that are copied, and phones and centres that are what their backup has.

use std::collections::BTreeSet;
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::ledger::LedgerError;
use fangxian::sync::Failure;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::problem::ProblemCode;

use super::check::own_hashes;
use super::phone::Device;
use super::play::World;
use crate::disk::Image;
use crate::harness::Outcome;
use crate::town::{Line, Town};

/// How long the centre is off until its backup is in place: longer than it ever spoke at once.
const OFF_MINUTES: i64 = 30;

/// Nobody puts an older backup of a centre back.
const BACKUP_DAYS: i64 = 40;

/// A centre's folder as it was, and whom it had revoked then.
pub(super) struct CentreBackup {
    image: Image,
    revoked: BTreeSet<DeviceId>,
    at_ms: i64,
}

impl World {
    /// A new phone is set up from an old one, and both are used.
    pub(super) fn copied(&mut self, phone: usize) -> Outcome<String> {
        let number = self.devices.len();
        let old = &mut self.devices[phone];
        old.close();
        let image = old.disk.image();
        old.open()?;
        let (person, told) = (old.person, old.told);
        let keeps_secret = old.vault.is_some();
        let mut copy = Device::new(self.place(number), number, person, self.seed_of(number))?;
        copy.close();
        copy.vault = keeps_secret.then(Arc::default);
        copy.disk.put(image)?;
        copy.open()?;
        copy.told = told;
        self.take_in(copy);
        self.count("copied phones", 1);
        Ok(format!("{} phones", number + 1))
    }

    pub(super) fn backed_up(&mut self, phone: usize) -> Outcome<String> {
        let device = &mut self.devices[phone];
        device.close();
        device.backup = Some((device.disk.image(), device.told));
        device.open()?;
        Ok(format!("{} envelopes", device.told))
    }

    /// What the phone had sent since its backup comes back; what it had not is gone with it.
    pub(super) fn restored(&mut self, phone: usize) -> Outcome<String> {
        let Some((image, told)) = self.devices[phone].backup.clone() else {
            return self.backed_up(phone);
        };
        let device = &mut self.devices[phone];
        let gone = own_hashes(device)?;
        device.close();
        device.disk.put(image)?;
        device.told = told;
        device.open()?;
        self.overwritten.extend(gone);
        self.count("restored phones", 1);
        Ok(format!("{told} envelopes"))
    }

    /// The backup is put on another phone, where the secret of the first is not.
    pub(super) fn replaced(&mut self, phone: usize) -> Outcome<String> {
        if let (Some(vault), Some(_)) = (&self.devices[phone].vault, &self.devices[phone].backup) {
            vault.empty();
        }
        self.restored(phone)
    }

    /// Whether the centre may know a phone. One that lost its key, or that was let go, enrols again
    /// with a code of its person's, as soon as it reaches the centre.
    pub(super) fn is_known(&mut self, phone: usize, line: &Line) -> Outcome<bool> {
        let device = &self.devices[phone];
        let ledger = device.app()?.ledger.clone();
        let what = match ledger.me() {
            Ok(_) if !device.dismissed || device.given_up == Some(device.id()?) => return Ok(true),
            Ok(_) => "let go, enrolled again",
            Err(LedgerError::KeyGone) => "keys lost, enrolled again",
            Err(error) => return Err(format!("{}: {error}", device.name).into()),
        };
        let code = match &device.code {
            Some(code) => code.clone(),
            // The centre may be about to fail.
            None => match self.town.code(device.person) {
                Ok(code) => code,
                Err(_) => return Ok(false),
            },
        };
        let enrolled = self.runtime.block_on(Town::enrol_over(line, &ledger, &code));
        let device = &mut self.devices[phone];
        let said = match enrolled {
            Ok(()) => {
                (device.code, device.dismissed) = (None, false);
                device.told = device.count()?;
                self.count(what, 1);
                return Ok(true);
            }
            // It could not keep in mind what the centre said, or was put back since.
            Err(LedgerError::AlreadyEnrolled) => {
                device.dismissed = false;
                return Ok(true);
            }
            Err(error) => error,
        };
        device.code = Some(code);
        match said {
            LedgerError::Centre(Failure::Refused(
                ProblemCode::ExpiredCode | ProblemCode::UnknownCode,
            )) => device.code = None,
            LedgerError::Centre(_) | LedgerError::Store(_) => {}
            error => return Err(format!("{}: {error}", device.name).into()),
        }
        Ok(false)
    }

    pub(super) fn centre_backed_up(&mut self) -> Outcome<String> {
        self.centre_off()?;
        let (image, revoked) = (self.disk.image(), self.revoked.clone());
        let at_ms = self.town.clock.now_ms();
        self.centre_backup = Some(CentreBackup { image, revoked, at_ms });
        self.town.reopen()?;
        Ok(format!("{} envelopes", self.town.centre.registry().storage().totals()?.envelopes))
    }

    /// Nobody tells the phones. They find out, and bring back what the centre has forgotten.
    pub(super) fn centre_put_back(&mut self) -> Outcome<String> {
        let now_ms = self.town.clock.now_ms();
        let recent = |backup: &&CentreBackup| now_ms - backup.at_ms < BACKUP_DAYS * 24 * 3_600_000;
        let Some(backup) = self.centre_backup.as_ref().filter(recent) else {
            return self.centre_backed_up();
        };
        let (image, revoked) = (backup.image.clone(), backup.revoked.clone());
        let before = self.town.centre.registry().storage().totals()?.envelopes;
        self.centre_off()?;
        self.disk.put(image)?;
        self.revoked = revoked;
        // Whom it has revoked since, it takes at their word again.
        self.devices.iter_mut().for_each(|device| device.given_up = None);
        self.town.clock.advance_minutes(OFF_MINUTES);
        self.town.reopen()?;
        self.newer.push(&self.town.centre, Vec::new(), Vec::new())?;
        let after = self.town.centre.registry().storage().totals()?.envelopes;
        self.count("centres put back", 1);
        self.count("envelopes a centre lost", before - after);
        Ok(format!("{before} envelopes, then {after}"))
    }
}
