//! The centre proves that it is the centre, and signs what it answers.

use fangxian_protocol::codec::{self, frame, unframe};
use fangxian_protocol::message::{Answer, Proof, ProofRequest};
use fangxian_protocol::problem::ProblemCode;

use super::{Centre, Refused, common_dialect};

/// A question is a random number.
pub(crate) const PROOF_BYTES_MAX: usize = 256;

impl Centre {
    /// Answers whoever asks for proof: what time it is here, and at which address this centre is
    /// meant to be reached.
    ///
    /// # Errors
    /// [`Refused`] with the problem to answer.
    pub fn prove(&self, body: &[u8]) -> Result<Vec<u8>, Refused> {
        let message = unframe("body", body, PROOF_BYTES_MAX)?;
        let dialect = common_dialect(&message)?;
        let request: ProofRequest = codec::decode("proof", &message, PROOF_BYTES_MAX)?;
        let address = self.registry().address()?.unwrap_or_default();
        let said = (self.clock.now_ms(), address);
        let proof = Proof::of(dialect, &request.nonce, said, self.registry().signer());
        let proof = proof.map_err(|_| ProblemCode::Unavailable)?;
        Ok(frame(&codec::encode(&proof)))
    }

    /// Signs an answer; `None` when the key store does not.
    pub fn sign(&self, answer: Answer<'_>) -> Option<String> {
        answer.sign(self.registry().signer()).ok()
    }
}
