//! What signs for this device: a key in its folder, one made of a secret the host keeps, or
//! hardware of the host's.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::key::{CannotSign, Signer, SoftwareKey};
use sha2::{Digest, Sha256};

use crate::store::{Identity, KeyHolder};

/// Sets keys made of a secret apart from anything else that may be made of it.
const KEY_OF_SECRET: &[u8] = b"fangxian device key";

/// Who keeps this device's key.
#[derive(Clone, Default)]
pub enum KeyPlace {
    /// The ledger, in its own folder.
    #[default]
    Folder,
    /// The host, which keeps a secret; without it, what lies in the folder is no key.
    Store(Arc<dyn KeyStore>),
    /// Hardware of the host's, which signs.
    Hardware(Arc<dyn Signer>),
}

/// Keeps a secret of this device for the ledger: Android Keystore, iOS Keychain, a sealed file.
pub trait KeyStore: Send + Sync {
    /// The secret kept before, if any.
    ///
    /// # Errors
    /// [`CannotSign`] when it cannot be told now.
    fn load(&self) -> Result<Option<[u8; 32]>, CannotSign>;

    /// Keeps a secret, so that no backup takes it to another device.
    ///
    /// # Errors
    /// [`CannotSign`] when it was not kept.
    fn save(&self, secret: &[u8; 32]) -> Result<(), CannotSign>;
}

/// The keys of this device.
#[derive(Default)]
pub struct Keys {
    place: KeyPlace,
    secret: Mutex<Option<[u8; 32]>>,
}

impl Keys {
    /// Those that are kept there. A host's store is asked for its secret once.
    ///
    /// # Errors
    /// [`CannotSign`] when it does not answer.
    pub fn of(place: KeyPlace) -> Result<Self, CannotSign> {
        let keys = Self { place, secret: Mutex::default() };
        drop(keys.look()?);
        Ok(keys)
    }

    /// What signs for this identity. `None` when its key is not here: a backup was restored on
    /// another device, or the host brought another key.
    pub fn signer(&self, identity: &Identity) -> Option<Arc<dyn Signer>> {
        let signer = self.held(&identity.key)?;
        let vouched = |certificate: &Certificate| certificate.key == signer.public_key();
        identity.certificate.as_ref().is_none_or(vouched).then_some(signer)
    }

    /// What signs with a key that is held so; `None` when it is not here.
    pub fn held(&self, key: &KeyHolder) -> Option<Arc<dyn Signer>> {
        match (key, &self.place) {
            (KeyHolder::Seed(seed), _) => Some(Arc::new(SoftwareKey::from_seed(seed))),
            (KeyHolder::WithSecret(part), _) => {
                let secret = (*self.secret())?;
                let digest = Sha256::new().chain_update(KEY_OF_SECRET).chain_update(secret);
                let seed: [u8; 32] = digest.chain_update(part).finalize().into();
                Some(Arc::new(SoftwareKey::from_seed(&seed)))
            }
            (KeyHolder::External(alias), KeyPlace::Hardware(signer)) => {
                (*alias == alias_of(signer.as_ref())).then(|| signer.clone())
            }
            (KeyHolder::External(_), _) => None,
        }
    }

    /// The key another name of this device gets, made of `part`. `None` when keys are made in
    /// hardware, which is the host's to do.
    pub fn renewed(&self, part: [u8; 32]) -> Option<KeyHolder> {
        (!matches!(self.place, KeyPlace::Hardware(_))).then(|| self.made_of(part))
    }

    /// The key this device enrols with, made of `part` unless hardware has made it. A host's store
    /// that keeps no secret is given this one; one it keeps is never replaced.
    ///
    /// # Errors
    /// [`CannotSign`] when the host's store does not answer.
    pub fn first(&self, part: [u8; 32], secret: [u8; 32]) -> Result<KeyHolder, CannotSign> {
        let mut known = self.look()?;
        if let (KeyPlace::Store(store), None) = (&self.place, *known) {
            store.save(&secret)?;
            *known = Some(secret);
        }
        drop(known);
        Ok(self.made_of(part))
    }

    fn made_of(&self, part: [u8; 32]) -> KeyHolder {
        match &self.place {
            KeyPlace::Folder => KeyHolder::Seed(part),
            KeyPlace::Store(_) => KeyHolder::WithSecret(part),
            KeyPlace::Hardware(signer) => KeyHolder::External(alias_of(signer.as_ref())),
        }
    }

    /// The secret, which the host's store may know by now.
    fn look(&self) -> Result<MutexGuard<'_, Option<[u8; 32]>>, CannotSign> {
        let mut known = self.secret();
        if let (KeyPlace::Store(store), None) = (&self.place, *known) {
            *known = store.load()?;
        }
        Ok(known)
    }

    fn secret(&self) -> MutexGuard<'_, Option<[u8; 32]>> {
        self.secret.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn alias_of(signer: &dyn Signer) -> String {
    signer.public_key().device().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Vault(Mutex<Option<[u8; 32]>>);

    impl KeyStore for Vault {
        fn load(&self) -> Result<Option<[u8; 32]>, CannotSign> {
            Ok(*self.0.lock().unwrap())
        }

        fn save(&self, secret: &[u8; 32]) -> Result<(), CannotSign> {
            std::thread::yield_now();
            *self.0.lock().unwrap() = Some(*secret);
            Ok(())
        }
    }

    fn device(keys: &Keys, key: &KeyHolder) -> Option<String> {
        keys.held(key).map(|signer| alias_of(signer.as_ref()))
    }

    #[test]
    fn a_key_is_made_of_the_hosts_secret_and_of_a_part_in_the_folder() {
        let vault = Arc::new(Vault::default());
        let keys = Keys::of(KeyPlace::Store(vault.clone())).unwrap();
        assert_eq!(vault.load().unwrap(), None, "opening a ledger makes no key");
        let key = keys.first([1; 32], [9; 32]).unwrap();
        assert_eq!(key, KeyHolder::WithSecret([1; 32]));
        let (first, second) = (device(&keys, &key), device(&keys, &keys.renewed([2; 32]).unwrap()));
        assert!(first.is_some() && second.is_some() && first != second, "each name has its own");
        let again = Keys::of(KeyPlace::Store(vault.clone())).unwrap();
        assert_eq!(device(&again, &key), first);
        // On another device the store keeps nothing, and in the folder lies no key.
        let elsewhere = Keys::of(KeyPlace::Store(Arc::new(Vault::default()))).unwrap();
        assert_eq!(device(&elsewhere, &key), None);
        let other = Vault(Mutex::new(Some([7; 32])));
        let other = Keys::of(KeyPlace::Store(Arc::new(other))).unwrap();
        assert_ne!(device(&other, &key), first);
        assert_eq!(device(&Keys::default(), &key), None);
    }

    #[test]
    fn a_secret_that_turns_up_again_is_not_replaced() {
        let vault = Arc::new(Vault::default());
        let keys = Keys::of(KeyPlace::Store(vault.clone())).unwrap();
        vault.save(&[7; 32]).unwrap();
        keys.first([1; 32], [9; 32]).unwrap();
        assert_eq!(vault.load().unwrap(), Some([7; 32]));
    }

    #[test]
    fn two_calls_at_once_make_one_secret() {
        let vault = Arc::new(Vault::default());
        let keys = Keys::of(KeyPlace::Store(vault.clone())).unwrap();
        let key = KeyHolder::WithSecret([1; 32]);
        std::thread::scope(|scope| {
            for secret in 0..8 {
                let keys = &keys;
                scope.spawn(move || keys.first([1; 32], [secret; 32]).unwrap());
            }
        });
        let again = Keys::of(KeyPlace::Store(vault)).unwrap();
        assert_eq!(device(&again, &key), device(&keys, &key));
    }

    #[test]
    fn hardware_signs_for_its_own_key_and_for_no_other() {
        let hardware = |seed: u8| Arc::new(SoftwareKey::from_seed(&[seed; 32]));
        let keys = Keys::of(KeyPlace::Hardware(hardware(1))).unwrap();
        let key = keys.first([0; 32], [9; 32]).unwrap();
        assert!(device(&keys, &key).is_some() && keys.renewed([0; 32]).is_none());
        let other = Keys::of(KeyPlace::Hardware(hardware(2))).unwrap();
        assert_eq!(device(&other, &key), None);
    }
}
