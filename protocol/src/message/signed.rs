//! A request and who makes it: device, rising number, signature.
//!
//! The number makes a replayed request worthless without trusting any clock: the centre takes
//! only numbers above the last one it saw from the device.

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::DeviceId;
use crate::key::{CannotSign, Forged, PublicKey, Signature, Signer};
use crate::limits::REQUEST_BODY_BYTES_MAX;

const DOMAIN: &[u8] = b"fangxian/request/1\0";

/// A signed request around a framed body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRequest {
    /// Who asks.
    pub device: DeviceId,
    /// From 1, higher than in every earlier request of this device.
    pub number: u64,
    /// The device's signature.
    pub signature: Signature,
    /// What it asks: a [framed](crate::codec::frame) message.
    pub body: Vec<u8>,
}

impl SignedRequest {
    /// Signs a framed body sent to `path`.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not answer.
    pub fn sign(
        path: &str,
        number: u64,
        body: Vec<u8>,
        signer: &dyn Signer,
    ) -> Result<Self, CannotSign> {
        let device = signer.public_key().device();
        let signature = signer.sign(&signed_bytes(path, device, number, &body))?;
        Ok(Self { device, number, signature, body })
    }

    /// Who says to have sent a request, by how it begins; nothing proves it yet. `None` when no
    /// request begins like that.
    pub fn peek_device(begins: &[u8]) -> Option<DeviceId> {
        let mut reader = Reader::new(begins);
        reader.array("request", 4).ok()?;
        reader.fixed("request.device").ok().map(DeviceId)
    }

    /// Checks the signature of a request that came to `path`.
    ///
    /// # Errors
    /// [`Forged`] when it does not hold.
    pub fn verify(&self, path: &str, key: &PublicKey) -> Result<(), Forged> {
        if key.device() != self.device {
            return Err(Forged);
        }
        let message = signed_bytes(path, self.device, self.number, &self.body);
        key.verify(&message, &self.signature)
    }
}

/// What is signed to fetch `path`, which has no body.
pub fn path_signed_bytes(path: &str, device: DeviceId, number: u64) -> Vec<u8> {
    signed_bytes(path, device, number, &[])
}

fn signed_bytes(path: &str, device: DeviceId, number: u64, body: &[u8]) -> Vec<u8> {
    [DOMAIN, path.as_bytes(), &[0], &device.0, &number.to_be_bytes(), body].concat()
}

impl Wire for SignedRequest {
    fn write(&self, writer: &mut Writer) {
        writer.array(4).bytes(&self.device.0).u64(self.number);
        writer.bytes(&self.signature.0).bytes(&self.body);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("request", 4)?;
        Ok(Self {
            device: DeviceId(reader.fixed("request.device")?),
            number: reader.positive("request.number")?,
            signature: Signature(reader.fixed("request.signature")?),
            body: reader.bytes("request.body", REQUEST_BODY_BYTES_MAX)?.to_owned(),
        })
    }
}
