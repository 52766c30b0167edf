//! Has a centre prove that it is the one whose key is known.

use fangxian_protocol::codec::{decode, encode, frame, unframe};
use fangxian_protocol::key::PublicKey;
use fangxian_protocol::message::{PROOF_PATH, Proof, ProofRequest};
use fangxian_protocol::version::SPOKEN;

use super::transport::{Transport, TransportError};
use crate::entropy::{SystemEntropy, draw};

pub(super) const PROOF_BYTES_MAX: usize = 1024;

/// A question that one centre can answer, and its answer for no other question.
pub(super) struct Question([u8; 32]);

impl Question {
    pub(super) fn new() -> Result<Self, TransportError> {
        Ok(Self(draw(&SystemEntropy).map_err(|_| TransportError::NoConnection)?))
    }

    pub(super) fn body(&self) -> Vec<u8> {
        frame(&encode(&ProofRequest { dialects: SPOKEN, nonce: self.0 }))
    }

    /// What the centre with this key answered to this question.
    pub(super) fn answered(
        &self,
        answer: &[u8],
        centre: &PublicKey,
    ) -> Result<Proof, TransportError> {
        let other = |_| TransportError::NotTheCentre;
        let body = unframe("proof", answer, PROOF_BYTES_MAX).map_err(other)?;
        let proof: Proof = decode("proof", &body, PROOF_BYTES_MAX).map_err(other)?;
        proof.verify(&self.0, centre).map_err(|_| TransportError::NotTheCentre)?;
        Ok(proof)
    }
}

/// Asks whoever answers there for proof.
///
/// # Errors
/// [`TransportError::NotTheCentre`] when someone else answers; others as they come.
pub(crate) async fn ask<T: Transport>(
    transport: &T,
    centre: &PublicKey,
) -> Result<Proof, TransportError> {
    let question = Question::new()?;
    let answer = transport.post(PROOF_PATH, question.body(), PROOF_BYTES_MAX).await?;
    question.answered(&answer, centre)
}
