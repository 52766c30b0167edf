//! A device that was restored from a backup, or copied, takes a new name: a new key, asked for in a
//! request the old key signs, against a certificate for the same person.

use super::Chain;
use crate::certificate::Certificate;
use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::DeviceId;
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::PUSH_ENVELOPES_MAX;
use crate::version::{Dialects, SPOKEN};

const DOMAIN: &[u8] = b"fangxian/renew/1\0";

/// What such a device says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewRequest {
    /// The dialects it speaks.
    pub dialects: Dialects,
    /// Its new key.
    pub key: PublicKey,
    /// Proof that it holds the new key: a signature over the old device's id.
    pub proof: Signature,
    /// Its envelopes that the centre has not answered for, oldest first: a copy of it may have
    /// brought the first of them already.
    pub waiting: Vec<Chain>,
}

/// What the centre answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenewResponse {
    /// The dialect of this answer.
    pub dialect: u64,
    /// What the centre now vouches for.
    pub certificate: Certificate,
    /// How many of those that wait, from the first, the centre has as they are. The rest is to be
    /// said again under the new name.
    pub held: u64,
    /// The centre's clock, milliseconds since 1970 UTC.
    pub server_time_ms: i64,
}

impl RenewRequest {
    /// Builds the request of the device `old` and proves possession of the new key.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not answer.
    pub fn new(
        old: DeviceId,
        waiting: Vec<Chain>,
        signer: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let proof = signer.sign(&proof_bytes(old))?;
        Ok(Self { dialects: SPOKEN, key: signer.public_key(), proof, waiting })
    }

    /// Checks the proof, for a request the device `old` signed.
    ///
    /// # Errors
    /// [`Forged`] when the sender does not hold the new key.
    pub fn verify(&self, old: DeviceId) -> Result<(), Forged> {
        self.key.verify(&proof_bytes(old), &self.proof)
    }
}

fn proof_bytes(old: DeviceId) -> Vec<u8> {
    [DOMAIN, &old.0].concat()
}

impl Wire for RenewRequest {
    fn write(&self, writer: &mut Writer) {
        writer.array(4);
        self.dialects.write(writer);
        self.key.write(writer);
        writer.bytes(&self.proof.0).list(&self.waiting);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("renew", 4)?;
        Ok(Self {
            dialects: Dialects::read(reader)?,
            key: PublicKey::read(reader)?,
            proof: Signature(reader.fixed("renew.proof")?),
            waiting: reader.list("renew.waiting", PUSH_ENVELOPES_MAX)?,
        })
    }
}

impl Wire for RenewResponse {
    fn write(&self, writer: &mut Writer) {
        writer.array(4).u64(self.dialect);
        self.certificate.write(writer);
        writer.u64(self.held).i64(self.server_time_ms);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("renewed", 4)?;
        let dialect = reader.u64("renewed.dialect")?;
        let certificate = Certificate::read(reader)?;
        let held = reader.u64("renewed.held")?;
        if held > PUSH_ENVELOPES_MAX as u64 {
            return Err(reader.bad("renewed.held"));
        }
        let server_time_ms = reader.i64("renewed.server_time_ms")?;
        Ok(Self { dialect, certificate, held, server_time_ms })
    }
}
