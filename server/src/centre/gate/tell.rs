//! Records are told of the attachments that are here. One that many records name is told of little
//! by little, beside all else.

use std::time::Duration;

use fangxian_protocol::id::{EvidenceHash, PersonId};

use super::Received;
use super::room::Room;
use crate::clock::Stopwatch;
use crate::storage::{Step, StorageError};

/// How many records are told at a time.
const TOLD_MAX: usize = 64;
/// Each turn counts for this much at least.
const AFTER: Duration = Duration::from_millis(1);

impl Room {
    /// Takes up what was left when the centre ended.
    pub(super) fn look_for_untold(&mut self) {
        match self.storage.untold() {
            Ok(found) => self.telling.untold.extend(found),
            Err(error) => tracing::error!(reason = %error.reason, "photos cannot be looked up"),
        }
    }

    /// Notes that an attachment is here and tells the records that name it, if they are few.
    pub(super) fn receive(&mut self, person: &PersonId, received: &Received) {
        let Received { roster, what, scopes, answer } = received;
        let watch = Stopwatch::start();
        self.learn(roster);
        let told = self.all_or_nothing(|room| {
            let shown = Step::Shown { hash: what.hash, scopes: scopes.clone() };
            room.storage.commit(&[Step::Attachment(what.clone()), shown])?;
            room.tell(what.hash)
        });
        if let Ok(false) = told {
            self.telling.untold.push_back(what.hash);
        }
        self.queue.charge(person, watch.elapsed());
        answer.send(told.map(drop)).ok();
    }

    /// Tells some records when nothing else is to be done, and it was not done too much of late.
    pub(super) fn tell_some(&mut self) {
        let wait = self.telling.wait();
        if !wait.is_zero() || self.queue.is_wanted() {
            return;
        }
        let Some(hash) = self.telling.untold.pop_front() else { return };
        let watch = Stopwatch::start();
        match self.all_or_nothing(|room| room.tell(hash)) {
            Ok(true) => {}
            Ok(false) => self.telling.untold.push_back(hash),
            Err(error) => {
                tracing::error!(reason = %error.reason, "records could not be told of a photo");
                self.telling.untold.push_back(hash);
            }
        }
        let now = self.telling.since.elapsed();
        self.telling.debt.charge(watch.elapsed() + AFTER, now);
    }

    /// Tells records of an attachment; whether it was all of them.
    fn tell(&mut self, hash: EvidenceHash) -> Result<bool, StorageError> {
        let records = self.storage.untold_of(hash, TOLD_MAX)?;
        let all = records.len() < TOLD_MAX;
        let (device, at_ms) = (self.voice.device(), self.clock.now_ms());
        let said = |record| Step::Arrived { device, record, evidence: vec![hash], at_ms };
        let steps: Vec<Step> = records.into_iter().map(said).collect();
        self.storage.commit(&steps)?;
        Ok(all)
    }
}
