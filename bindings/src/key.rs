//! The device's key, kept by the app: as a secret in its key store, or in hardware that signs.

use std::fmt;
use std::sync::Arc;

use fangxian::keys::{self, KeyPlace};
use fangxian_protocol::key::{self, CannotSign, PublicKey, Signature, Suite};

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

    /// Keeps a secret of 32 bytes, so that no backup takes it to another device. Called when the
    /// device enrols and `load` knows none.
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

/// The app's key store as the ledger knows key stores.
struct Store(Arc<dyn KeyStore>);

impl keys::KeyStore for Store {
    fn load(&self) -> Result<Option<[u8; 32]>, CannotSign> {
        let secret = self.0.load().map_err(|error| CannotSign(error.to_string()))?;
        let bytes = secret.map(TryInto::try_into).transpose();
        bytes.map_err(|_| CannotSign("the secret is not 32 bytes".into()))
    }

    fn save(&self, secret: &[u8; 32]) -> Result<(), CannotSign> {
        self.0.save(secret.to_vec()).map_err(|error| CannotSign(error.to_string()))
    }
}

/// Who keeps the key, from what the app gave.
pub(crate) fn place(
    store: Option<Arc<dyn KeyStore>>,
    hardware: Option<Arc<dyn Signer>>,
) -> Result<KeyPlace, FangxianError> {
    match (store, hardware) {
        (None, None) => Ok(KeyPlace::Folder),
        (Some(store), None) => Ok(KeyPlace::Store(Arc::new(Store(store)))),
        (None, Some(signer)) => {
            Ok(KeyPlace::Hardware(Arc::new(Hardware { key: key_of(&*signer)?, signer })))
        }
        (Some(_), Some(_)) => Err(FangxianError::bad_input(
            "signer",
            "密钥库和签名器只能给一个。",
            "signer: give a key store or a signer, not both",
        )),
    }
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
