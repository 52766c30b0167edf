//! The steps by which a judged envelope enters the log, in the order phones must hear them.

use fangxian::domain::centre::Reason;
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash};

use super::{Judge, Judged};
use crate::registry::Roster;
use crate::storage::{AcceptedEnvelope, Step, StorageError};

impl Judge<'_> {
    /// Takes an envelope in with the centre's words about it. Nobody may see the envelope before
    /// the word that doubts it; only the change that opens a record comes first, because nothing
    /// can be said of a record that is not there. The record also hears of the attachments it names
    /// that are here already.
    pub(super) fn enter(
        &mut self,
        roster: &Roster,
        (accepted, words, opens): (AcceptedEnvelope, Vec<AcceptedEnvelope>, bool),
        routed: (&[Division], &[DeviceId]),
    ) -> Result<(), StorageError> {
        let (record, evidence) = (accepted.record, accepted.evidence.clone());
        let (before, after) = if opens { (Vec::new(), words) } else { (words, Vec::new()) };
        self.append_all(roster, before);
        self.append(roster, accepted, routed);
        self.append_all(roster, after);
        for hash in evidence {
            if self.storage.attachment(hash)?.is_some() {
                self.arrived(roster, record, hash)?;
            }
        }
        Ok(())
    }

    /// What became of an envelope that was taken; unverified ones of a device are counted.
    pub(super) fn counted(
        &mut self,
        (device, hash): (DeviceId, EnvelopeHash),
        reason: Option<Reason>,
    ) -> Judged {
        let Some(reason) = reason else { return Judged::Accepted };
        self.doubts.insert(hash, reason);
        self.steps.push(Step::Unverified(device));
        *self.unverified.entry(device).or_default() += 1;
        Judged::Unverified(reason)
    }

    /// Takes in what the centre itself says.
    pub(super) fn append_all(
        &mut self,
        roster: &Roster,
        words: impl IntoIterator<Item = AcceptedEnvelope>,
    ) {
        for word in words {
            self.append(roster, word, (&[], &[]));
        }
    }

    /// The steps that take an envelope in, and those that hand its record on to other units,
    /// whose phones then need to know everyone who wrote in it.
    fn append(
        &mut self,
        roster: &Roster,
        accepted: AcceptedEnvelope,
        (routes, authors): (&[Division], &[DeviceId]),
    ) {
        let (record, author) = (accepted.record, accepted.device);
        for village in &accepted.villages {
            self.introduce(roster, author, *village);
        }
        self.held.entry((author, accepted.counter)).or_default().push(accepted.hash);
        self.grown.insert(record);
        self.steps.push(Step::Envelope(accepted));
        for village in routes {
            let village = *village;
            self.steps.push(Step::Route { record, village });
            for author in authors {
                self.introduce(roster, *author, village);
            }
        }
    }

    /// Phones of a village learn of everyone heard there.
    fn introduce(&mut self, roster: &Roster, author: DeviceId, village: Division) {
        let Some(device) = roster.device(author) else {
            return;
        };
        let person = device.person();
        if device.covers(village) || roster.is_guest(village, person) {
            return;
        }
        if self.guests.insert((village, person.clone())) {
            self.steps.push(Step::Guest { village, person: person.clone() });
        }
    }
}
