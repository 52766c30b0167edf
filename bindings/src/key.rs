//! The device's key, kept by the app: as a secret in its key store, or in hardware that signs.

use std::fmt;
use std::sync::Arc;

use fangxian_protocol::key::{self, CannotSign, PublicKey, Signature, SoftwareKey, Suite};

use crate::error::FangxianError;

/// What an app's own part may throw: a key store, a signer, a log, an observer, a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// It could not do it.
    #[error("{reason}")]
    Failed {
        /// Why, for developers: never what a user typed.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}

/// Keeps the device's secret for the app: Android Keystore, iOS Keychain, a sealed file.
#[uniffi::export(foreign)]
pub trait KeyStore: Send + Sync {
    /// The secret kept before, if any.
    fn load(&self) -> Result<Option<Vec<u8>>, HostError>;

    /// Keeps a secret of 32 bytes, so that no backup takes it to another device.
    fn save(&self, secret: Vec<u8>) -> Result<(), HostError>;
}

/// Signs with an Ed25519 key that never leaves its hardware.
#[uniffi::export(foreign)]
pub trait Signer: Send + Sync {
    /// The public key: 32 bytes, always the same.
    fn public_key(&self) -> Result<Vec<u8>, HostError>;

    /// The signature of a message: 64 bytes. Called on the thread that saves or synchronises.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

/// The app's signer as the ledger knows signers.
struct Hardware {
    key: PublicKey,
    signer: Arc<dyn Signer>,
}

impl key::Signer for Hardware {
    fn public_key(&self) -> PublicKey {
        self.key
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, CannotSign> {
        let signed = self.signer.sign(message.to_vec());
        let signature = signed.map_err(|error| CannotSign(error.to_string()))?;
        let bytes = signature.try_into();
        bytes.map(Signature).map_err(|_| CannotSign("expected a signature of 64 bytes".into()))
    }
}

/// What signs, from what the app gave; `None` when the ledger is to keep its own key.
pub(crate) fn signer(
    store: Option<Arc<dyn KeyStore>>,
    hardware: Option<Arc<dyn Signer>>,
) -> Result<Option<Arc<dyn key::Signer>>, FangxianError> {
    match (store, hardware) {
        (None, None) => Ok(None),
        (Some(store), None) => Ok(Some(Arc::new(stored(store.as_ref())?))),
        (None, Some(signer)) => Ok(Some(Arc::new(Hardware { key: key_of(&*signer)?, signer }))),
        (Some(_), Some(_)) => Err(FangxianError::bad_input(
            "signer",
            "密钥库和签名器只能给一个。",
            "signer: give a key store or a signer, not both",
        )),
    }
}

/// The key an app's store keeps, made on first use.
fn stored(store: &dyn KeyStore) -> Result<SoftwareKey, FangxianError> {
    let seed: [u8; 32] = match store.load().map_err(unavailable)? {
        Some(secret) => secret.try_into().map_err(|_| unavailable("the secret is not 32 bytes"))?,
        None => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|_| unavailable("no random numbers"))?;
            store.save(seed.to_vec()).map_err(unavailable)?;
            seed
        }
    };
    Ok(SoftwareKey::from_seed(&seed))
}

fn key_of(signer: &dyn Signer) -> Result<PublicKey, FangxianError> {
    let bytes = signer.public_key().map_err(unavailable)?;
    let bytes = bytes.try_into().map_err(|_| unavailable("the public key is not 32 bytes"))?;
    Ok(PublicKey { suite: Suite::Ed25519, bytes })
}

fn unavailable(reason: impl fmt::Display) -> FangxianError {
    FangxianError::key_store(
        "手机的密钥现在用不了,请解锁后重试。",
        format!("key store: {reason}; unlock the device, then retry"),
    )
}
