//! One thread judges and commits. Pushes that wait together are committed together, so that one
//! sync of the disk serves them all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use fangxian::clock::Clock;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::message::Refusal;
use fangxian_protocol::problem::ProblemCode;

use super::auth::{Caller, Numbers};
use super::documents::Documents;
use super::judge::{Judge, Judged};
use super::prepare::Prepared;
use crate::clock::Stopwatch;
use crate::metrics::Metrics;
use crate::registry::Roster;
use crate::storage::{Step, Storage, StorageError};

/// Pushes that may wait; more are told to come again.
const WAITING_MAX: usize = 64;
/// Envelopes committed together, unless one push has more: bounds what is open at a time.
const TOGETHER_MAX: usize = 1_000;
/// How long one push may be judged before what is done is committed.
const JUDGE_MAX: Duration = Duration::from_secs(5);
/// How long a request number of a mere pull may be in memory only.
const NUMBERS_EVERY: Duration = Duration::from_secs(1);

/// The way to the gate.
pub(super) struct Gate {
    way: Mutex<Option<SyncSender<Push>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What became of a push.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdicts {
    /// How many were judged, from the first.
    pub(super) judged: u64,
    /// Those that were not taken.
    pub(super) refused: Vec<Refusal>,
    accepted: u64,
    known: u64,
}

struct Push {
    carrier: DeviceId,
    number: u64,
    roster: Arc<Roster>,
    envelopes: Vec<Prepared>,
    answer: SyncSender<Result<Verdicts, StorageError>>,
}

struct Room {
    storage: Arc<dyn Storage>,
    numbers: Arc<Numbers>,
    metrics: Arc<Metrics>,
    clock: Arc<dyn Clock>,
    documents: Documents,
}

impl Gate {
    /// Starts the thread.
    pub(super) fn start(
        storage: Arc<dyn Storage>,
        (numbers, metrics): (Arc<Numbers>, Arc<Metrics>),
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let (way, pushes) = sync_channel(WAITING_MAX);
        let documents = Documents::new(storage.clone());
        let room = Room { storage, numbers, metrics, clock, documents };
        let thread =
            std::thread::Builder::new().name("gate".to_owned()).spawn(move || room.run(&pushes))?;
        Ok(Self { way: Mutex::new(Some(way)), thread: Mutex::new(Some(thread)) })
    }

    /// Judges and commits envelopes, and waits until that is on the disk.
    pub(super) fn push(
        &self,
        caller: &Caller,
        number: u64,
        envelopes: Vec<Prepared>,
    ) -> Result<Verdicts, ProblemCode> {
        let (answer, answered) = sync_channel(1);
        let roster = caller.roster.clone();
        let push = Push { carrier: caller.id, number, roster, envelopes, answer };
        let way = self.way.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match way.ok_or(ProblemCode::Unavailable)?.try_send(push) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                return Err(ProblemCode::Unavailable);
            }
        }
        match answered.recv() {
            Ok(Ok(verdicts)) => Ok(verdicts),
            Ok(Err(error)) => {
                tracing::error!(reason = %error.reason, "a push could not be committed");
                Err(ProblemCode::Unavailable)
            }
            Err(_) => Err(ProblemCode::Unavailable),
        }
    }

    /// Lets the thread finish what waits, and waits for it.
    pub(super) fn stop(&self) {
        drop(self.way.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the gate ended in a panic");
        }
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Room {
    fn run(mut self, pushes: &Receiver<Push>) {
        loop {
            match pushes.recv_timeout(NUMBERS_EVERY) {
                Ok(first) => self.serve(first, pushes),
                Err(RecvTimeoutError::Timeout) => self.keep_numbers(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.keep_numbers();
    }

    fn serve(&mut self, first: Push, pushes: &Receiver<Push>) {
        let mut count = first.envelopes.len();
        let mut together = vec![first];
        while count < TOGETHER_MAX
            && let Ok(next) = pushes.try_recv()
        {
            count += next.envelopes.len();
            together.push(next);
        }
        let judged = catch_unwind(AssertUnwindSafe(|| self.commit(&mut together)));
        let outcome = judged.unwrap_or_else(|_| {
            let reason = "the gate panicked over a push".to_owned();
            Err(StorageError { reason })
        });
        match outcome {
            Ok(verdicts) => {
                self.documents.trim();
                for (push, verdicts) in together.into_iter().zip(verdicts) {
                    self.metrics.judged(verdicts.accepted, verdicts.known, &verdicts.refused);
                    // A caller that hung up will ask again.
                    push.answer.send(Ok(verdicts)).ok();
                }
            }
            Err(error) => {
                self.documents.forget();
                for push in together {
                    push.answer.send(Err(error.clone())).ok();
                }
            }
        }
    }

    /// Judges pushes one after the other and commits them together.
    fn commit(&mut self, together: &mut [Push]) -> Result<Vec<Verdicts>, StorageError> {
        let mut judge = Judge::new(self.storage.as_ref(), &mut self.documents, self.clock.now_ms());
        let mut verdicts = Vec::with_capacity(together.len());
        for push in together.iter_mut() {
            judge.look_up(&push.envelopes)?;
            verdicts.push(judge_push(&mut judge, push)?);
        }
        let mut steps = judge.finish();
        steps.extend(together.iter().map(|push| Step::Number(push.carrier, push.number)));
        self.storage.commit(&steps)?;
        Ok(verdicts)
    }

    fn keep_numbers(&mut self) {
        let unsaved = self.numbers.take_unsaved();
        if unsaved.is_empty() {
            return;
        }
        let steps: Vec<Step> =
            unsaved.iter().map(|(device, number)| Step::Number(*device, *number)).collect();
        if let Err(error) = self.storage.commit(&steps) {
            tracing::error!(reason = %error.reason, "request numbers could not be kept");
            self.numbers.put_back(&unsaved);
        }
    }
}

fn judge_push(judge: &mut Judge<'_>, push: &mut Push) -> Result<Verdicts, StorageError> {
    let watch = Stopwatch::start();
    let mut verdicts = Verdicts::default();
    for prepared in push.envelopes.drain(..) {
        if verdicts.judged > 0 && watch.elapsed() > JUDGE_MAX {
            break;
        }
        match judge.judge(push.carrier, &push.roster, prepared)? {
            Judged::Accepted => verdicts.accepted += 1,
            Judged::Known => verdicts.known += 1,
            Judged::Refused(code, detail) => {
                let (index, detail) = (verdicts.judged, detail.to_owned());
                verdicts.refused.push(Refusal { index, code, detail });
            }
        }
        verdicts.judged += 1;
    }
    Ok(verdicts)
}
