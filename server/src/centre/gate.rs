//! The way to the one thread that judges and commits. Pushes that wait together are committed
//! together, so that one sync of the disk serves them all; whoever takes much of its time waits
//! behind the others.

mod debt;
mod queue;
mod room;
mod tell;
mod telling;

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use fangxian::clock::Clock;
use fangxian_protocol::id::{DeviceId, PersonId, Scope};
use fangxian_protocol::key::Signer;
use fangxian_protocol::message::{Refusal, RefusalCode};
use fangxian_protocol::problem::ProblemCode;

use super::auth::{Caller, Numbers};
use super::prepare::Prepared;
use crate::clock::Stopwatch;
use crate::metrics::Metrics;
use crate::registry::Roster;
use crate::storage::{ArrivedAttachment, Storage, StorageError};
use queue::Queue;
use room::Room;

/// The way to the gate.
pub(super) struct Gate {
    queue: Arc<Queue<Job>>,
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
    Received(Received),
}

/// An attachment that is here, for the records that name it to hear of.
struct Received {
    roster: Arc<Roster>,
    what: ArrivedAttachment,
    /// Where whoever sent it may see records.
    scopes: Vec<Scope>,
    answer: SyncSender<Result<(), StorageError>>,
}

/// Envelopes that wait for the gate.
struct Push {
    carrier: DeviceId,
    number: u64,
    roster: Arc<Roster>,
    /// Those not judged yet, the last first.
    left: Vec<Prepared>,
    verdicts: Verdicts,
    /// Since when it is being judged.
    begun: Option<Stopwatch>,
    answer: SyncSender<Result<Verdicts, StorageError>>,
}

impl Verdicts {
    /// Notes what there is to say of the envelope being judged.
    fn note(&mut self, code: RefusalCode, detail: &str) {
        let (index, detail) = (self.judged, detail.to_owned());
        self.refused.push(Refusal { index, code, detail });
    }
}

impl Gate {
    /// Starts the thread. `roster` is everyone as of now.
    pub(super) fn start(
        roster: Arc<Roster>,
        (storage, signer): (Arc<dyn Storage>, Arc<dyn Signer>),
        (numbers, metrics): (Arc<Numbers>, Arc<Metrics>),
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::new());
        let room = Room::new(roster, (storage, signer), (numbers, metrics), (clock, queue.clone()));
        let thread = std::thread::Builder::new().name("gate".to_owned()).spawn(|| room.run())?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    /// Judges and commits envelopes, and waits until that is on the disk.
    pub(super) fn push(
        &self,
        caller: &Caller,
        number: u64,
        mut envelopes: Vec<Prepared>,
    ) -> Result<Verdicts, ProblemCode> {
        let (answer, answered) = sync_channel(1);
        envelopes.reverse();
        let push = Push {
            carrier: caller.id,
            number,
            roster: caller.roster.clone(),
            left: envelopes,
            verdicts: Verdicts::default(),
            begun: None,
            answer,
        };
        self.hand_over(caller.device.person(), Job::Push(push))?;
        outcome(&answered)
    }

    /// Notes that an attachment is here, and waits until that is on the disk. The records that
    /// name it and that the caller may see are told then, or, when there are many, soon.
    pub(super) fn arrived(
        &self,
        caller: &Caller,
        what: ArrivedAttachment,
    ) -> Result<(), ProblemCode> {
        let (answer, answered) = sync_channel(1);
        let (roster, scopes) = (caller.roster.clone(), caller.device.scopes());
        let received = Received { roster, what, scopes, answer };
        self.hand_over(caller.device.person(), Job::Received(received))?;
        outcome(&answered)
    }

    fn hand_over(&self, person: &PersonId, job: Job) -> Result<(), ProblemCode> {
        match self.queue.put(person, job) {
            true => Ok(()),
            false => Err(ProblemCode::Unavailable),
        }
    }

    /// Lets the thread finish what waits, and waits for it.
    pub(super) fn stop(&self) {
        self.queue.close();
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
