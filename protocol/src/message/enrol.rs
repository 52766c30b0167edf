//! A device becomes known: a one-time code and a new key against a certificate.

use crate::certificate::Certificate;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::{ENROLMENT_CODE_BYTES_MAX, NAME_BYTES_MAX};
use crate::version::{Dialects, SPOKEN};

const DOMAIN: &[u8] = b"fangxian/enrol/1\0";

/// What a new device says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The dialects it speaks.
    pub dialects: Dialects,
    /// The one-time code it was given.
    pub code: String,
    /// Its new key.
    pub key: PublicKey,
    /// Proof that it holds the key: a signature over the code.
    pub proof: Signature,
}

/// What the centre answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolResponse {
    /// The dialect both will speak.
    pub dialect: u64,
    /// The centre's key, which signs certificates and snapshots.
    pub centre: PublicKey,
    /// The centre's name, to show on the phone.
    pub centre_name: String,
    /// What the centre now vouches for.
    pub certificate: Certificate,
    /// The centre's clock, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
}

impl EnrolRequest {
    /// Builds the request and proves possession of the key.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not answer.
    pub fn new(code: &str, signer: &dyn Signer) -> Result<Self, CannotSign> {
        let proof = signer.sign(&proof_bytes(code))?;
        Ok(Self { dialects: SPOKEN, code: code.to_owned(), key: signer.public_key(), proof })
    }

    /// Checks the proof.
    ///
    /// # Errors
    /// [`Forged`] when the sender does not hold the key.
    pub fn verify(&self) -> Result<(), Forged> {
        self.key.verify(&proof_bytes(&self.code), &self.proof)
    }
}

fn proof_bytes(code: &str) -> Vec<u8> {
    [DOMAIN, code.as_bytes()].concat()
}

impl Wire for EnrolRequest {
    fn write(&self, writer: &mut Writer) {
        writer.array(4);
        self.dialects.write(writer);
        writer.text(&self.code);
        self.key.write(writer);
        writer.bytes(&self.proof.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("enrol", 4)?;
        Ok(Self {
            dialects: Dialects::read(reader)?,
            code: reader.text("enrol.code", ENROLMENT_CODE_BYTES_MAX)?.to_owned(),
            key: PublicKey::read(reader)?,
            proof: Signature(reader.fixed("enrol.proof")?),
        })
    }
}

impl Wire for EnrolResponse {
    fn write(&self, writer: &mut Writer) {
        writer.array(5).u64(self.dialect);
        self.centre.write(writer);
        writer.text(&self.centre_name);
        self.certificate.write(writer);
        writer.i64(self.server_time_ms);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("enrolled", 5)?;
        Ok(Self {
            dialect: reader.u64("enrolled.dialect")?,
            centre: PublicKey::read(reader)?,
            centre_name: reader.text("enrolled.centre_name", NAME_BYTES_MAX)?.to_owned(),
            certificate: Certificate::read(reader)?,
            server_time_ms: reader.i64("enrolled.server_time_ms")?,
        })
    }
}
