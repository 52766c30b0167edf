//! The centre proves that it is the centre, what time it is, and at which address it is meant to
//! be reached: so a phone may follow it elsewhere, and judge certificates though its own clock is
//! wrong.
//!
//! Whoever asks sends a random number and nothing else, so that the question may go anywhere; the
//! answer holds by the centre's key alone.

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::ADDRESS_BYTES_MAX;
use crate::version::Dialects;

const DOMAIN: &[u8] = b"fangxian/proof/1\0";

/// What a phone asks (`POST /v1/proof`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofRequest {
    /// The dialects it speaks.
    pub dialects: Dialects,
    /// Random: an answer to another question is no answer to this one.
    pub nonce: [u8; 32],
}

/// What the centre answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The dialect of this answer.
    pub dialect: u64,
    /// The centre's clock, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
    /// The address phones are to use, such as `https://centre.example/`; empty when the centre was
    /// not told it.
    pub address: String,
    /// The centre's signature over the question and all of this.
    pub signature: Signature,
}

impl Proof {
    /// Answers a question.
    ///
    /// # Errors
    /// [`CannotSign`] when the centre's key store does not answer.
    pub fn of(
        dialect: u64,
        nonce: &[u8; 32],
        (server_time_ms, address): (i64, String),
        centre: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let signature = Signature([0; 64]);
        let mut proof = Self { dialect, server_time_ms, address, signature };
        proof.signature = centre.sign(&proof.signed_bytes(nonce))?;
        Ok(proof)
    }

    /// Checks that the centre with this key answered this question.
    ///
    /// # Errors
    /// [`Forged`] when it did not.
    pub fn verify(&self, nonce: &[u8; 32], centre: &PublicKey) -> Result<(), Forged> {
        centre.verify(&self.signed_bytes(nonce), &self.signature)
    }

    fn signed_bytes(&self, nonce: &[u8; 32]) -> Vec<u8> {
        let unsigned = Self { signature: Signature([0; 64]), ..self.clone() };
        [DOMAIN, nonce, &crate::codec::encode(&unsigned)].concat()
    }
}

impl Wire for ProofRequest {
    fn write(&self, writer: &mut Writer) {
        writer.array(2);
        self.dialects.write(writer);
        writer.bytes(&self.nonce);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("proof", 2)?;
        Ok(Self { dialects: Dialects::read(reader)?, nonce: reader.fixed("proof.nonce")? })
    }
}

impl Wire for Proof {
    fn write(&self, writer: &mut Writer) {
        writer.array(4).u64(self.dialect).i64(self.server_time_ms);
        writer.text(&self.address).bytes(&self.signature.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("proved", 4)?;
        Ok(Self {
            dialect: reader.u64("proved.dialect")?,
            server_time_ms: reader.i64("proved.server_time_ms")?,
            address: reader.text("proved.address", ADDRESS_BYTES_MAX)?.to_owned(),
            signature: Signature(reader.fixed("proved.signature")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SoftwareKey;

    #[test]
    fn a_proof_answers_one_question_and_says_what_was_signed() {
        let centre = SoftwareKey::from_seed(&[1; 32]);
        let (nonce, said) = ([2; 32], (5, "https://centre.example/".to_owned()));
        let proof = Proof::of(1, &nonce, said, &centre).unwrap();
        let key = centre.public_key();
        assert_eq!(proof.verify(&nonce, &key), Ok(()));
        assert_eq!(proof.verify(&[3; 32], &key), Err(Forged));
        let other = SoftwareKey::from_seed(&[9; 32]).public_key();
        assert_eq!(proof.verify(&nonce, &other), Err(Forged));
        let moved = Proof { address: "https://other.example/".into(), ..proof.clone() };
        assert_eq!(moved.verify(&nonce, &key), Err(Forged));
        let later = Proof { server_time_ms: 6, ..proof };
        assert_eq!(later.verify(&nonce, &key), Err(Forged));
    }
}
