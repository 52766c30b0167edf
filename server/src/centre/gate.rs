//! One thread judges and commits. Pushes that wait together are committed together, so that one
//! sync of the disk serves them all.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use fangxian::clock::Clock;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::key::Signer;
use fangxian_protocol::message::{Refusal, RefusalCode};
use fangxian_protocol::problem::ProblemCode;

use super::auth::{Caller, Numbers};
use super::documents::Documents;
use super::judge::{Judge, Judged};
use super::prepare::Prepared;
use super::voice::Voice;
use crate::clock::Stopwatch;
use crate::metrics::Metrics;
use crate::registry::Roster;
use crate::storage::{ArrivedAttachment, Step, Storage, StorageError};

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
    way: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What became of a push.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdicts {
    /// How many were judged, from the first.
    pub(super) judged: u64,
    /// Those that were not taken, or not at their author's word.
    pub(super) refused: Vec<Refusal>,
    accepted: u64,
    known: u64,
}

/// What the thread does.
enum Job {
    Push(Push),
    Arrived(Arrival),
}

/// An attachment that is here, for the records that name it to hear of.
struct Arrival {
    roster: Arc<Roster>,
    what: ArrivedAttachment,
    answer: SyncSender<Result<(), StorageError>>,
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
    voice: Voice,
}

impl Verdicts {
    /// Notes what there is to say of the envelope being judged.
    fn note(&mut self, code: RefusalCode, detail: &str) {
        let (index, detail) = (self.judged, detail.to_owned());
        self.refused.push(Refusal { index, code, detail });
    }
}

impl Gate {
    /// Starts the thread.
    pub(super) fn start(
        (storage, signer): (Arc<dyn Storage>, Arc<dyn Signer>),
        (numbers, metrics): (Arc<Numbers>, Arc<Metrics>),
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let (way, jobs) = sync_channel(WAITING_MAX);
        let voice = Voice::new(signer);
        let documents = Documents::new(storage.clone(), voice.device());
        let room = Room { storage, numbers, metrics, clock, documents, voice };
        let thread =
            std::thread::Builder::new().name("gate".to_owned()).spawn(move || room.run(&jobs))?;
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
        self.hand_over(Job::Push(Push { carrier: caller.id, number, roster, envelopes, answer }))?;
        outcome(&answered)
    }

    /// Notes that an attachment is here, tells the records that name it, and waits until that is
    /// on the disk.
    pub(super) fn arrived(
        &self,
        caller: &Caller,
        what: ArrivedAttachment,
    ) -> Result<(), ProblemCode> {
        let (answer, answered) = sync_channel(1);
        self.hand_over(Job::Arrived(Arrival { roster: caller.roster.clone(), what, answer }))?;
        outcome(&answered)
    }

    fn hand_over(&self, job: Job) -> Result<(), ProblemCode> {
        let way = self.way.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match way.ok_or(ProblemCode::Unavailable)?.try_send(job) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                Err(ProblemCode::Unavailable)
            }
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
    fn run(mut self, jobs: &Receiver<Job>) {
        loop {
            match jobs.recv_timeout(NUMBERS_EVERY) {
                Ok(Job::Push(first)) => self.serve(first, jobs),
                Ok(Job::Arrived(arrival)) => self.arrive(&arrival),
                Err(RecvTimeoutError::Timeout) => self.keep_numbers(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.keep_numbers();
    }

    fn serve(&mut self, first: Push, jobs: &Receiver<Job>) {
        let mut count = first.envelopes.len();
        let (mut together, mut arrivals) = (vec![first], Vec::new());
        while count < TOGETHER_MAX
            && let Ok(next) = jobs.try_recv()
        {
            match next {
                Job::Push(next) => {
                    count += next.envelopes.len();
                    together.push(next);
                }
                Job::Arrived(arrival) => arrivals.push(arrival),
            }
        }
        match self.all_or_nothing(|room| room.commit(&mut together)) {
            Ok(verdicts) => {
                for (push, verdicts) in together.into_iter().zip(verdicts) {
                    self.metrics.judged(verdicts.accepted, verdicts.known, &verdicts.refused);
                    // A caller that hung up will ask again.
                    push.answer.send(Ok(verdicts)).ok();
                }
            }
            Err(error) => {
                for push in together {
                    push.answer.send(Err(error.clone())).ok();
                }
            }
        }
        arrivals.iter().for_each(|arrival| self.arrive(arrival));
    }

    /// Tells every record that names an attachment that it is here.
    fn arrive(&mut self, Arrival { roster, what, answer }: &Arrival) {
        let told = self.all_or_nothing(|room| {
            let memory = (&mut room.documents, &mut room.voice);
            let mut judge = Judge::new(room.storage.as_ref(), memory, what.at_ms);
            for record in room.storage.naming(what.hash)? {
                judge.arrived(roster, record, what.hash)?;
            }
            let mut steps = judge.finish();
            steps.push(Step::Attachment(what.clone()));
            room.storage.commit(&steps)
        });
        answer.send(told).ok();
    }

    /// Runs one commit. When it fails, or panics, memory is ahead of the disk and is forgotten.
    fn all_or_nothing<T>(
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
    fn commit(&mut self, together: &mut [Push]) -> Result<Vec<Verdicts>, StorageError> {
        let memory = (&mut self.documents, &mut self.voice);
        let mut judge = Judge::new(self.storage.as_ref(), memory, self.clock.now_ms());
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

/// What the thread answered.
fn outcome<T>(answered: &Receiver<Result<T, StorageError>>) -> Result<T, ProblemCode> {
    match answered.recv() {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(reason = %error.reason, "something could not be committed");
            Err(ProblemCode::Unavailable)
        }
        Err(_) => Err(ProblemCode::Unavailable),
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
            Judged::Unverified(reason) => {
                verdicts.accepted += 1;
                verdicts.note(RefusalCode::Unverified, reason.code());
            }
            Judged::Refused(code, detail) => verdicts.note(code, detail),
        }
        verdicts.judged += 1;
    }
    Ok(verdicts)
}
