//! A host's key store, as phones have them: what it keeps is in no backup.

use std::sync::{Mutex, PoisonError};

use fangxian::keys::KeyStore;
use fangxian_protocol::key::CannotSign;

/// Keeps one secret.
#[derive(Default)]
pub struct Vault(Mutex<Option<[u8; 32]>>);

impl Vault {
    /// Loses it, as another phone does not have it.
    pub fn empty(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl KeyStore for Vault {
    fn load(&self) -> Result<Option<[u8; 32]>, CannotSign> {
        Ok(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn save(&self, secret: &[u8; 32]) -> Result<(), CannotSign> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(*secret);
        Ok(())
    }
}
