//! Phones that are copied, and phones that are what their backup has.

use super::check::own_hashes;
use super::phone::Device;
use super::play::World;
use crate::harness::Outcome;

impl World {
    /// A new phone is set up from an old one, and both are used.
    pub(super) fn copied(&mut self, phone: usize) -> Outcome<String> {
        let number = self.devices.len();
        let old = &mut self.devices[phone];
        old.close();
        let image = old.disk.image();
        old.open()?;
        let (person, told) = (old.person, old.told);
        let mut copy = Device::new(self.place(number), number, person, self.seed_of(number))?;
        copy.close();
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
}
