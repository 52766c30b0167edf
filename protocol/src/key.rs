//! Keys and signatures, with room for other suites than the first.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::codec::{Malformed, Reader, Wire, Writer};
use crate::id::DeviceId;

/// How something is signed. P-256 for hardware keystores and SM2 (国密) will take further numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suite {
    /// Ed25519 (RFC 8032) over the message itself.
    Ed25519,
}

/// A public key and its suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey {
    /// Its suite.
    pub suite: Suite,
    /// Its bytes.
    pub bytes: [u8; 32],
}

/// A signature.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

/// The signature is not by this key over this message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("signature: not by this key over this message")]
pub struct Forged;

/// The key could not be used to sign: the keystore is locked or gone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("key store: {0}")]
pub struct CannotSign(pub String);

/// Something that signs for one key: a file, or a phone's keystore.
pub trait Signer: Send + Sync {
    /// The key it signs for.
    fn public_key(&self) -> PublicKey;

    /// Signs a message.
    ///
    /// # Errors
    /// [`CannotSign`] when the key store does not answer.
    fn sign(&self, message: &[u8]) -> Result<Signature, CannotSign>;
}

/// An Ed25519 key held in memory.
pub struct SoftwareKey(SigningKey);

impl Suite {
    /// Its number on the wire.
    pub fn number(self) -> u64 {
        match self {
            Self::Ed25519 => 1,
        }
    }

    /// The suite of a number; `None` for one of a newer version.
    pub fn from_number(number: u64) -> Option<Self> {
        (number == 1).then_some(Self::Ed25519)
    }
}

impl PublicKey {
    /// The device this key belongs to.
    pub fn device(&self) -> DeviceId {
        let digest = Sha256::digest(self.bytes);
        let mut id = [0; DeviceId::LEN_BYTES];
        id.copy_from_slice(&digest[..DeviceId::LEN_BYTES]);
        DeviceId(id)
    }

    /// Checks a signature strictly: small-order keys and malleable signatures are refused.
    ///
    /// # Errors
    /// [`Forged`] when it does not hold.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), Forged> {
        let key = VerifyingKey::from_bytes(&self.bytes).map_err(|_| Forged)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(message, &signature).map_err(|_| Forged)
    }
}

impl SoftwareKey {
    /// The key of a secret seed of 32 random bytes.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }
}

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        PublicKey { suite: Suite::Ed25519, bytes: self.0.verifying_key().to_bytes() }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, CannotSign> {
        Ok(Signature(self.0.sign(message).to_bytes()))
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({})", self.public_key().device())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

impl Wire for PublicKey {
    fn write(&self, writer: &mut Writer) {
        writer.array(2).u64(self.suite.number()).bytes(&self.bytes);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        reader.array("key", 2)?;
        let number = reader.u64("key.suite")?;
        let suite = Suite::from_number(number).ok_or(reader.bad("key.suite"))?;
        Ok(Self { suite, bytes: reader.fixed("key.bytes")? })
    }
}
