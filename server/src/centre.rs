//! What the centre does, without HTTP: takes pushes through the gate, answers pulls.

mod again;
mod attachment;
mod auth;
mod backup;
mod busy;
mod copied;
mod documents;
mod gate;
mod hand;
mod judge;
mod lost;
mod parts;
mod prepare;
mod proof;
mod pull;
mod quota;
mod salvage;
mod snapshot;
mod standing;
mod tries;
mod voice;

pub use again::JudgedAgain;
pub(crate) use lost::PRESENT_BYTES_MAX;

pub(crate) use proof::PROOF_BYTES_MAX;

pub use attachment::Held;
pub use auth::Caller;
pub use backup::BackupReport;
pub use parts::Piece;
pub use quota::Quotas;
pub use salvage::{SalvageReport, salvage};
pub use snapshot::SnapshotError;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::clock::{Clock, SystemClock};
use fangxian::crdt::unpack;
use fangxian_protocol::codec::{self, Fault, Malformed, frame, unframe};
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{DeviceId, EvidenceHash};
use fangxian_protocol::limits::{MESSAGE_BYTES_MAX, PUSH_BYTES_MAX, REQUEST_BODY_BYTES_MAX};
use fangxian_protocol::message::{
    EnrolRequest, RENEW_PATH, RenewRequest, RenewResponse, SYNC_PATH, SignedRequest, SyncRequest,
    SyncResponse,
};
use fangxian_protocol::problem::ProblemCode;
use fangxian_protocol::version::{Dialects, SPOKEN};

use crate::clock::Stopwatch;
use crate::drive::Drive;
use crate::metrics::Metrics;
use crate::registry::{EnrolFault, OpenError, Registry};
use crate::storage::StorageError;
use auth::Numbers;
use busy::Busy;
use gate::Gate;
use hand::InHand;
use prepare::Prepared;
use pull::News;
use tries::Tries;

/// A signed request is its body and little more.
pub(crate) const BODY_BYTES_MAX: usize = REQUEST_BODY_BYTES_MAX + 256;
const ENROL_BYTES_MAX: usize = 1024;
/// A renewal names every envelope that waits.
pub(crate) const RENEW_BYTES_MAX: usize = 256 * 1024;

/// A running centre.
pub struct Centre {
    registry: Registry,
    clock: Arc<dyn Clock>,
    gate: Gate,
    numbers: Arc<Numbers>,
    metrics: Arc<Metrics>,
    tries: Tries,
    /// What is in hand of what phones push.
    hand: InHand,
    /// Devices a request of which is being answered.
    served: Busy<DeviceId>,
    /// Attachments being written.
    uploads: Busy<EvidenceHash>,
    drive: Drive,
}

/// A request was refused as a whole.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Why.
    pub code: ProblemCode,
    /// What more can be said; never what a user typed.
    pub detail: Option<String>,
}

impl Centre {
    /// Opens the folder of a centre and starts its gate.
    ///
    /// # Errors
    /// [`OpenError`] names the file and what is wrong with it: a damaged database is not served.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_with(dir, Arc::new(SystemClock))
    }

    /// The same by another clock than this machine's.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_with(dir: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let registry = Registry::open(dir)?;
        registry.storage().check_sound()?;
        // Before anyone reads the numbers.
        auth::begin_numbers(&registry)?;
        registry.check_certificates()?;
        let metrics = Arc::new(Metrics::default());
        let numbers = Arc::new(Numbers::default());
        let storage = (registry.storage().clone(), registry.voice().clone());
        let shared = (numbers.clone(), metrics.clone());
        let gate = Gate::start(registry.roster()?, storage, shared, clock.clone())
            .map_err(|source| OpenError::File { path: PathBuf::from("gate"), source })?;
        let (tries, served, uploads) = (Tries::default(), Busy::default(), Busy::default());
        let drive = Drive::of(dir);
        let hand = InHand::default();
        Ok(Self { registry, clock, gate, numbers, metrics, tries, hand, served, uploads, drive })
    }

    /// The same with little room on its drive, whatever the system says.
    #[must_use]
    pub fn on_drive(mut self, drive: Drive) -> Self {
        self.drive = drive;
        self
    }

    /// Whether what a phone brings could be taken in now.
    ///
    /// # Errors
    /// [`Refused`] when the drive is nearly full, or the database cannot be written.
    pub fn check_ready(&self) -> Result<(), Refused> {
        self.drive.check().map_err(|_| ProblemCode::Unavailable)?;
        Ok(self.registry.storage().check_writable()?)
    }

    /// Who there is.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What was counted.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Finishes what was pushed and stops taking more.
    pub fn close(&self) {
        self.gate.stop();
    }

    /// Answers the body of an enrolment that came from `address` with the body of the answer.
    ///
    /// # Errors
    /// [`Refused`] with the problem to answer.
    pub fn enrol(&self, body: &[u8], address: IpAddr) -> Result<Vec<u8>, Refused> {
        let message = unframe("body", body, ENROL_BYTES_MAX)?;
        common_dialect(&message)?;
        let request: EnrolRequest = codec::decode("enrol", &message, ENROL_BYTES_MAX)?;
        let (device, code) = (request.key.device(), request.code.parse().ok());
        if !self.tries.take(device, code.as_ref()) {
            return Err(ProblemCode::TooManyTries.into());
        }
        let enrolled = self.registry.enrol(&request, self.clock.now_ms());
        match &enrolled {
            Err(EnrolFault::UnknownCode) if self.tries.charge_address(address) => {}
            Err(EnrolFault::UnknownCode) => return Err(ProblemCode::TooManyTries.into()),
            _ => self.tries.give_back(device, code.as_ref()),
        }
        let response = enrolled?;
        tracing::info!(%device, "device enrolled");
        Ok(frame(&codec::encode(&response)))
    }

    /// Answers a restored or copied device that takes a new name.
    ///
    /// # Errors
    /// [`Refused`] with the problem to answer.
    pub fn renew(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let signed: SignedRequest = codec::decode("request", body, RENEW_BYTES_MAX)?;
        let caller = self.authenticate(&signed, RENEW_PATH)?;
        let _alone = self.served.alone(caller.id)?;
        // Whoever is no longer taken at their word takes a name that is not either: what two
        // phones of one name wrote is heard of both.
        if caller.is_locked() {
            return Err(ProblemCode::DeviceNotValid.into());
        }
        let message = unframe("body", &signed.body, RENEW_BYTES_MAX)?;
        let dialect = common_dialect(&message)?;
        let request: RenewRequest = codec::decode("renew", &message, RENEW_BYTES_MAX)?;
        let server_time_ms = self.clock.now_ms();
        let certificate = self.registry.renew(&caller.device.certificate, &request, server_time_ms);
        let certificate = match certificate {
            // It comes back with a new code, and says the rest again then.
            Err(EnrolFault::TooOften) if !caller.is_valid() => {
                return Err(ProblemCode::DeviceNotValid.into());
            }
            certificate => certificate?,
        };
        let held = self.held(&caller, &request.waiting)?;
        tracing::info!(old = %caller.id, new = %request.key.device(), "device renewed");
        let response = RenewResponse { dialect, certificate, held, server_time_ms };
        Ok(frame(&codec::encode(&response)))
    }

    /// Answers the body of a sync with the body of the answer. Blocks until what was pushed is
    /// on the disk.
    ///
    /// # Errors
    /// [`Refused`] with the problem to answer.
    pub fn sync(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let watch = Stopwatch::start();
        let signed: SignedRequest = codec::decode("request", body, BODY_BYTES_MAX)?;
        let caller = self.authenticate(&signed, SYNC_PATH)?;
        let _alone = self.served.alone(caller.id)?;
        let _request = self.hand.request(caller.device.person())?;
        let caller = self.kept_fresh(caller)?;
        let message = unframe("body", &signed.body, MESSAGE_BYTES_MAX)?;
        let dialect = common_dialect(&message)?;
        let request: SyncRequest = codec::decode("sync", &message, MESSAGE_BYTES_MAX)?;
        if request.push.bytes() > PUSH_BYTES_MAX {
            return Err(ProblemCode::TooLarge.into());
        }
        let in_hand = self.hand.bytes(request.push.bytes())?;
        let prepared = prepare::prepare(&caller, &unpack(&request.push, PUSH_BYTES_MAX)?);
        if !caller.is_locked() && self.is_copied(&caller, request.chain, &prepared)? {
            return Err(ProblemCode::DeviceCopied.into());
        }
        self.refuse_if_lost(&caller, &request)?;
        let ends_before = self.ends_before(&caller, &request)?;
        let verdicts = self.push(&caller, signed.number, prepared)?;
        drop(in_hand);
        let news = match caller.is_valid() {
            true => self.pull(&caller, &request, ends_before.as_ref())?,
            // Who is no longer taken at their word hears what became of what they brought.
            // Once nothing of it waits, it is told why it hears nothing else.
            false if !request.push.is_empty() => News { more: true, ..News::default() },
            false => return Err(ProblemCode::DeviceNotValid.into()),
        };
        let response = SyncResponse {
            dialect,
            server_time_ms: self.clock.now_ms(),
            judged: verdicts.judged,
            refused: verdicts.refused,
            villages: news.villages,
            snapshots: news.snapshots,
            directory: news.directory,
            more: news.more,
            differs: news.differs,
        };
        let answer = frame(&codec::encode(&response));
        self.metrics.synced(body.len(), answer.len(), watch.elapsed());
        Ok(answer)
    }

    /// Judges envelopes and keeps them. A caller that is no longer valid is heard too: what it
    /// wrote becomes a proposal, for a person to look at.
    fn push(
        &self,
        caller: &Caller,
        number: u64,
        prepared: Vec<Prepared>,
    ) -> Result<gate::Verdicts, Refused> {
        if prepared.is_empty() {
            return Ok(gate::Verdicts::default());
        }
        self.drive.check().map_err(|_| ProblemCode::Unavailable)?;
        Ok(self.gate.push(caller, number, prepared)?)
    }
}

impl From<ProblemCode> for Refused {
    fn from(code: ProblemCode) -> Self {
        Self { code, detail: None }
    }
}

impl From<Malformed> for Refused {
    fn from(malformed: Malformed) -> Self {
        let code = match malformed.fault {
            Fault::TooLong | Fault::TooMany => ProblemCode::TooLarge,
            _ => ProblemCode::Malformed,
        };
        Self { code, detail: Some(malformed.to_string()) }
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        tracing::error!(reason = %error.reason, "storage failed");
        ProblemCode::Unavailable.into()
    }
}

impl From<EnrolFault> for Refused {
    fn from(fault: EnrolFault) -> Self {
        let code = match fault {
            EnrolFault::BadProof => ProblemCode::BadSignature,
            EnrolFault::NoCommonDialect => ProblemCode::NoCommonDialect,
            EnrolFault::UnknownCode => ProblemCode::UnknownCode,
            EnrolFault::ExpiredCode => ProblemCode::ExpiredCode,
            EnrolFault::KeyNotValid => ProblemCode::DeviceNotValid,
            EnrolFault::TooOften => ProblemCode::RenewedTooOften,
            EnrolFault::Unavailable(reason) => {
                tracing::error!(reason, "enrolment failed");
                ProblemCode::Unavailable
            }
        };
        code.into()
    }
}

/// Agrees on a dialect before anything else of a message is read.
fn common_dialect(message: &[u8]) -> Result<u64, Refused> {
    let theirs = Dialects::peek(message)?;
    SPOKEN.common(theirs).ok_or_else(|| ProblemCode::NoCommonDialect.into())
}

/// The name of an envelope, for logs and rows.
fn name_of(bytes: &[u8]) -> fangxian_protocol::id::EnvelopeHash {
    Envelope::hash(bytes)
}
