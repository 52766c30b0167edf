//! The thread that judges and commits, in short turns.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use fangxian::clock::Clock;
use fangxian_protocol::id::PersonId;
use fangxian_protocol::key::Signer;
use fangxian_protocol::message::RefusalCode;

use super::super::auth::{Numbers, end_numbers};
use super::super::documents::Documents;
use super::super::judge::{Judge, Judged};
use super::super::voice::Voice;
use super::queue::{Next, Queue, Turn};
use super::telling::Telling;
use super::{Job, Push};
use crate::clock::Stopwatch;
use crate::metrics::Metrics;
use crate::registry::Roster;
use crate::storage::{Step, Storage, StorageError};

/// Envelopes committed together.
const TOGETHER_MAX: usize = 1_000;
/// For so many envelopes the database is asked at once.
const LOOKED_UP_MAX: usize = 100;
/// How long one push is judged before what is done is committed.
const TURN_MAX: Duration = Duration::from_millis(100);
/// The same for whoever used much of late, so that others need not wait long.
const HEAVY_TURN_MAX: Duration = Duration::from_millis(40);
/// How long all that is committed together is judged.
const COMMIT_MAX: Duration = Duration::from_millis(200);
/// After so long the rest of a push is left to be sent again.
const PUSH_MAX: Duration = Duration::from_secs(5);
/// How long a request number of a mere pull may be in memory only.
const NUMBERS_EVERY: Duration = Duration::from_secs(1);

/// What the thread works with.
pub(super) struct Room {
    pub(super) storage: Arc<dyn Storage>,
    /// Everyone, as of the newest job that named more than an earlier one.
    pub(super) roster: Arc<Roster>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) documents: Documents,
    pub(super) voice: Voice,
    pub(super) queue: Arc<Queue<Job>>,
    pub(super) telling: Telling,
    numbers: Arc<Numbers>,
    metrics: Arc<Metrics>,
    kept: Stopwatch,
}

/// A push whose turn it is, and how long it was judged in this turn.
struct Judging {
    person: PersonId,
    heavy: bool,
    push: Push,
    took: Duration,
}

impl Room {
    pub(super) fn new(
        roster: Arc<Roster>,
        (storage, signer): (Arc<dyn Storage>, Arc<dyn Signer>),
        (numbers, metrics): (Arc<Numbers>, Arc<Metrics>),
        (clock, queue): (Arc<dyn Clock>, Arc<Queue<Job>>),
    ) -> Self {
        let voice = Voice::new(signer);
        let documents = Documents::new(storage.clone(), voice.device());
        let (telling, kept) = (Telling::default(), Stopwatch::start());
        Self { storage, roster, clock, documents, voice, queue, telling, numbers, metrics, kept }
    }

    /// Works until the gate is closed and nothing waits any more.
    pub(super) fn run(mut self) {
        self.look_for_untold();
        loop {
            match self.queue.next(self.telling.wait().min(NUMBERS_EVERY)) {
                Next::Serve(Turn { person, job, heavy }) => match job {
                    Job::Push(push) => self.serve(person, push, heavy),
                    Job::Received(received) => self.receive(&person, &received),
                },
                Next::Idle => {}
                Next::Closed => break,
            }
            if self.kept.elapsed() >= NUMBERS_EVERY {
                self.keep_numbers();
            }
            self.tell_some();
        }
        self.numbers.end();
        if self.keep_numbers()
            && let Err(error) = end_numbers(self.storage.as_ref())
        {
            tracing::warn!(reason = %error.reason, "request numbers will leap at the next start");
        }
    }

    /// Judges a push, and others that wait, as far as they come in one turn.
    fn serve(&mut self, person: PersonId, push: Push, heavy: bool) {
        self.learn(&push.roster);
        let watch = Stopwatch::start();
        let mut together = vec![Judging::new(person, push, heavy)];
        let done = self.all_or_nothing(|room| room.commit(&mut together));
        let judged: Duration = together.iter().map(|one| one.took).sum();
        let shared = watch.elapsed().saturating_sub(judged);
        let count = u32::try_from(together.len()).unwrap_or(u32::MAX);
        for one in together {
            self.queue.charge(&one.person, one.took + shared / count);
            match &done {
                Ok(()) if one.push.may_go_on() => {
                    self.queue.put_back(one.person, Job::Push(one.push));
                }
                Ok(()) => self.answer(one.push),
                // A caller that hung up will ask again.
                Err(error) => drop(one.push.answer.send(Err(error.clone()))),
            }
        }
    }

    /// Keeps the newest roster.
    pub(super) fn learn(&mut self, roster: &Arc<Roster>) {
        if roster.version() > self.roster.version() {
            self.roster = roster.clone();
        }
    }

    fn answer(&self, Push { verdicts, answer, .. }: Push) {
        self.metrics.judged(verdicts.accepted, verdicts.known, &verdicts.refused);
        answer.send(Ok(verdicts)).ok();
    }

    /// Runs one commit. When it fails, or panics, memory is ahead of the disk and is forgotten.
    pub(super) fn all_or_nothing<T>(
        &mut self,
        commit: impl FnOnce(&mut Self) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let done = catch_unwind(AssertUnwindSafe(|| commit(self))).unwrap_or_else(|_| {
            let reason = "the gate panicked over a commit".to_owned();
            Err(StorageError { reason })
        });
        match done {
            Ok(_) => self.documents.trim(),
            Err(_) => {
                self.documents.forget();
                self.voice.forget();
            }
        }
        done
    }

    /// Judges pushes one after the other and commits them together.
    fn commit(&mut self, together: &mut Vec<Judging>) -> Result<(), StorageError> {
        let watch = Stopwatch::start();
        let memory = (&mut self.documents, &mut self.voice);
        let mut judge = Judge::new(self.storage.as_ref(), memory, self.clock.now_ms());
        let (mut left, mut at) = (TOGETHER_MAX, 0);
        while let Some(one) = together.get_mut(at) {
            left = left.saturating_sub(one.judge(&mut judge, left)?);
            at += 1;
            let alone = one.heavy || left == 0 || judge.is_full() || watch.elapsed() > COMMIT_MAX;
            if !alone && let Some(next) = self.queue.another(&|job| matches!(job, Job::Push(_))) {
                let Job::Push(push) = next.job else { continue };
                together.push(Judging::new(next.person, push, next.heavy));
            }
        }
        let mut steps = judge.finish();
        let numbers = together.iter().map(|one| Step::Number(one.push.carrier, one.push.number));
        steps.extend(numbers);
        self.storage.commit(&steps)
    }

    /// Puts request numbers on the disk; whether all are there.
    fn keep_numbers(&mut self) -> bool {
        self.kept = Stopwatch::start();
        let unsaved = self.numbers.take_unsaved();
        if unsaved.is_empty() {
            return true;
        }
        let steps: Vec<Step> =
            unsaved.iter().map(|(device, number)| Step::Number(*device, *number)).collect();
        if let Err(error) = self.storage.commit(&steps) {
            tracing::error!(reason = %error.reason, "request numbers could not be kept");
            self.numbers.put_back(&unsaved);
            return false;
        }
        self.numbers.are_kept(&unsaved);
        true
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.queue.end();
    }
}

impl Push {
    /// Whether what is left of it gets another turn.
    fn may_go_on(&self) -> bool {
        !self.left.is_empty() && self.begun.is_none_or(|begun| begun.elapsed() < PUSH_MAX)
    }
}

impl Judging {
    fn new(person: PersonId, push: Push, heavy: bool) -> Self {
        Self { person, heavy, push, took: Duration::ZERO }
    }

    /// Judges envelopes of it, at most `max`, as long as its turn lasts; how many there were.
    fn judge(&mut self, judge: &mut Judge<'_>, max: usize) -> Result<usize, StorageError> {
        let (watch, mut count) = (Stopwatch::start(), 0);
        self.push.begun.get_or_insert(watch);
        let turn = if self.heavy { HEAVY_TURN_MAX } else { TURN_MAX };
        let done = |count| count >= max || watch.elapsed() > turn;
        while !self.push.left.is_empty() && (count == 0 || !done(count)) {
            let some = self.push.left.len().saturating_sub(LOOKED_UP_MAX);
            judge.look_up(&self.push.left[some..])?;
            while self.push.left.len() > some
                && (count == 0 || !(done(count) || judge.is_full()))
                && let Some(prepared) = self.push.left.pop()
            {
                let judged = judge.judge(self.push.carrier, &self.push.roster, prepared)?;
                self.push.verdicts.add(judged);
                count += 1;
            }
            if judge.is_full() {
                break;
            }
        }
        self.took = watch.elapsed();
        Ok(count)
    }
}

impl super::Verdicts {
    fn add(&mut self, judged: Judged) {
        match judged {
            Judged::Accepted => self.accepted += 1,
            Judged::Known => self.known += 1,
            Judged::Unverified(reason) => {
                self.accepted += 1;
                self.note(RefusalCode::Unverified, reason.code());
            }
            Judged::Refused(code, detail) => self.note(code, detail),
        }
        self.judged += 1;
    }
}
