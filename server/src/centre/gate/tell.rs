//! Records are told of the attachments that are here. One that many records name is told of little
//! by little, beside all else.

use std::time::Duration;

use fangxian_protocol::id::{EvidenceHash, PersonId, RecordId};

use super::Arrival;
use super::room::Room;
use crate::centre::judge::Judge;
use crate::clock::Stopwatch;
use crate::storage::{Step, StorageError};

/// How many records are told at a time.
const TOLD_MAX: usize = 64;
/// How long that may take.
const TURN_MAX: Duration = Duration::from_millis(40);
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
    pub(super) fn arrive(&mut self, person: &PersonId, arrival: &Arrival) {
        let Arrival { roster, what, scopes, answer } = arrival;
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
        let watch = Stopwatch::start();
        let records: Vec<RecordId> = self.storage.untold_of(hash, TOLD_MAX)?;
        let mut all = records.len() < TOLD_MAX;
        let memory = (&mut self.documents, &mut self.voice);
        let mut judge = Judge::new(self.storage.as_ref(), memory, self.clock.now_ms());
        for (place, record) in records.into_iter().enumerate() {
            if place > 0 && (watch.elapsed() > TURN_MAX || judge.is_full()) {
                all = false;
                break;
            }
            judge.arrived(&self.roster, record, &[hash])?;
        }
        let steps = judge.finish();
        self.storage.commit(&steps)?;
        Ok(all)
    }
}
