//! The centre signs its answers, each to one question: what a box on the way kept from another day,
//! or made up, is no answer.
//!
//! The signature travels in a header of the answer, [`ANSWER_HEADER`], in hexadecimal. A question
//! is the body of a request, or its claim where nobody signs a body; an answer is the body, or what
//! the headers of an upload say.

use sha2::{Digest, Sha256};

use crate::id::parse_hex;
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};

/// The header the centre's signature travels in.
pub const ANSWER_HEADER: &str = "fangxian-answer";
const DOMAIN: &[u8] = b"fangxian/answer/1\0";

/// One answer of the centre to one question.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The path that was asked.
    pub path: &'a str,
    /// What was asked.
    pub question: &'a [u8],
    /// The status it travels with.
    pub status: u16,
    /// What is answered.
    pub answer: &'a [u8],
}

impl Answer<'_> {
    /// Signs it; the header's value.
    ///
    /// # Errors
    /// [`CannotSign`] when the centre's key store does not answer.
    pub fn sign(&self, centre: &dyn Signer) -> Result<String, CannotSign> {
        let signature = centre.sign(&self.signed_bytes())?;
        Ok(signature.0.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Checks the value of the header.
    ///
    /// # Errors
    /// [`Forged`] when the centre did not give this answer to this question.
    pub fn verify(&self, header: &str, centre: &PublicKey) -> Result<(), Forged> {
        let signature = Signature(parse_hex(header).ok_or(Forged)?);
        centre.verify(&self.signed_bytes(), &signature)
    }

    fn signed_bytes(&self) -> Vec<u8> {
        let (question, answer) = (Sha256::digest(self.question), Sha256::digest(self.answer));
        let status = self.status.to_be_bytes();
        [DOMAIN, self.path.as_bytes(), &[0], &question, &status, &answer].concat()
    }
}

/// What the headers of an upload say, as it is signed.
pub fn held_answer(offset: u64, whole: bool) -> String {
    format!("{offset} {}", if whole { "whole" } else { "part" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SoftwareKey;

    #[test]
    fn an_answer_holds_for_its_own_question_alone() {
        let centre = SoftwareKey::from_seed(&[1; 32]);
        let key = centre.public_key();
        let said = Answer { path: "/v1/sync", question: b"q", status: 200, answer: b"a" };
        let header = said.sign(&centre).unwrap();
        assert_eq!(said.verify(&header, &key), Ok(()));
        let others = [
            Answer { path: "/v1/renew", ..said },
            Answer { question: b"r", ..said },
            Answer { status: 403, ..said },
            Answer { answer: b"b", ..said },
        ];
        for other in others {
            assert_eq!(other.verify(&header, &key), Err(Forged), "{other:?}");
        }
        assert_eq!(said.verify("", &key), Err(Forged));
        assert_eq!(said.verify(&header[1..], &key), Err(Forged));
    }
}
