//! A centre whose database was put back to an earlier day, or lost entries to damage, hears from
//! phones what is missing: their places in its logs are not there, or are others. Each such phone
//! is told, hears everything again, and brings what the centre does not have.

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::message::{
    Chain, PRESENT_PATH, PresentRequest, PresentResponse, SignedRequest, SyncRequest,
};
use fangxian_protocol::problem::ProblemCode;

use super::auth::Caller;
use super::{Centre, Refused, common_dialect};
use crate::storage::{NewDevice, Step, StorageError};

/// Certificates of everyday size, as many as may be presented at once, fit several times.
pub(crate) const PRESENT_BYTES_MAX: usize = 512 * 1024;

impl Centre {
    /// Whether something is missing here that the caller heard from this centre, or was told to
    /// have arrived.
    pub(super) fn has_lost(
        &self,
        caller: &Caller,
        request: &SyncRequest,
    ) -> Result<bool, StorageError> {
        let storage = self.registry().storage();
        // Who is no longer taken at their word hears no logs; what they said themselves counts.
        let is_ahead = request.directory > caller.roster.version();
        if caller.is_valid() && (is_ahead || !storage.are_heard(&request.cursors)?) {
            return Ok(true);
        }
        let Chain { counter, last } = request.acknowledged;
        let held = storage.envelope_hashes(&[(caller.id, counter)])?;
        // A copy of the phone may have used the number meanwhile.
        Ok(counter > 0 && !held.values().flatten().any(|held| *held == last))
    }

    /// Takes in devices whose certificates this centre signed and no longer knows of. The caller
    /// may be one of them.
    ///
    /// # Errors
    /// [`Refused`] when the caller is unknown and presents no certificate of its own, or its
    /// signature does not hold.
    pub fn present(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let signed: SignedRequest = codec::decode("request", body, PRESENT_BYTES_MAX)?;
        let message = unframe("body", &signed.body, PRESENT_BYTES_MAX)?;
        let dialect = common_dialect(&message)?;
        let request: PresentRequest = codec::decode("present", &message, PRESENT_BYTES_MAX)?;
        let key = self.registry().public_key();
        let issued = |one: &&Certificate| one.verify(&key).is_ok();
        let own = request.certificates.iter().find(|one| one.device() == signed.device);
        let own = own.filter(issued).map(|certificate| certificate.key);
        self.authenticate_presenting(&signed, PRESENT_PATH, own)?;
        let roster = self.registry().roster()?;
        let unknown =
            request.certificates.iter().filter(|one| roster.device(one.device()).is_none());
        let at_ms = self.clock.now_ms();
        let new = |one: &Certificate| NewDevice {
            device: one.device(),
            certificate: one.to_bytes(),
            at_ms,
        };
        let devices: Vec<NewDevice> = unknown.filter(issued).map(new).collect();
        let taken = self.registry().storage().present(&devices)?;
        // A device that is new here has no number yet.
        self.registry().storage().commit(&[Step::Number(signed.device, signed.number)])?;
        if taken > 0 {
            tracing::warn!(taken, "devices presented certificates this centre had lost");
        }
        let response = PresentResponse { dialect, taken, server_time_ms: at_ms };
        Ok(frame(&codec::encode(&response)))
    }

    /// Refuses a caller that heard what is not here, and tells the operator.
    pub(super) fn refuse_if_lost(
        &self,
        caller: &Caller,
        request: &SyncRequest,
    ) -> Result<(), Refused> {
        if !self.has_lost(caller, request)? {
            return Ok(());
        }
        self.metrics().found_lost();
        tracing::warn!(device = %caller.id, "a phone heard what is not here; it brings it back");
        Err(ProblemCode::LogDiffers.into())
    }
}
