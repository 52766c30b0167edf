//! The centre's own key, which signs certificates and snapshots: one file only its owner reads.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use fangxian_protocol::key::SoftwareKey;

use super::OpenError;

const KEY_FILE: &str = "centre.key";
const OWNER_ONLY: u32 = 0o600;

/// Reads the key of a folder, making one the first time.
pub(super) fn load_or_make(dir: &Path) -> Result<SoftwareKey, OpenError> {
    let path = dir.join(KEY_FILE);
    let file = |source| OpenError::File {
        path: path.clone(),
        source,
    };
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(OWNER_ONLY)
        .open(&path);
    match made {
        Ok(mut made) => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(OpenError::Random)?;
            made.write_all(&seed)
                .and_then(|()| made.sync_all())
                .map_err(file)?;
            File::open(dir)
                .and_then(|dir| dir.sync_all())
                .map_err(file)?;
            Ok(SoftwareKey::from_seed(&seed))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let seed = std::fs::read(&path).map_err(file)?;
            let seed = <[u8; 32]>::try_from(seed).map_err(|_| OpenError::Key(path.clone()))?;
            Ok(SoftwareKey::from_seed(&seed))
        }
        Err(error) => Err(file(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_protocol::key::Signer;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = load_or_make(dir.path()).unwrap().public_key();
        assert_eq!(load_or_make(dir.path()).unwrap().public_key(), first);
        let mode = std::fs::metadata(dir.path().join(KEY_FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_file_is_said_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(KEY_FILE), b"short").unwrap();
        assert!(matches!(load_or_make(dir.path()), Err(OpenError::Key(_))));
        assert_eq!(std::fs::read(dir.path().join(KEY_FILE)).unwrap(), b"short");
    }
}
