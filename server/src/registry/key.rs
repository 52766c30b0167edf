//! The centre's own keys: one signs certificates and snapshots, the other what it says itself.
//! Each is one file only its owner reads.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use fangxian_protocol::key::SoftwareKey;

use super::OpenError;
use crate::private;

/// Signs certificates and snapshots.
pub(super) const CENTRE_KEY: &str = "centre.key";
/// Signs what the centre says in records.
pub(super) const VOICE_KEY: &str = "voice.key";

/// Reads a key of a folder, making it the first time.
pub(super) fn load_or_make(dir: &Path, name: &str) -> Result<SoftwareKey, OpenError> {
    let path = dir.join(name);
    let file = |source| OpenError::File { path: path.clone(), source };
    if !path.exists() {
        make(dir, &path, name).map_err(file)?;
    }
    load(dir, name)
}

/// Reads a key of a folder, which must be there: another key would be another centre, of which no
/// phone knows.
pub(super) fn load(dir: &Path, name: &str) -> Result<SoftwareKey, OpenError> {
    let path = dir.join(name);
    private::refuse_open_key(&path)?;
    let seed = match std::fs::read(&path) {
        Ok(seed) => seed,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(OpenError::KeyGone(path)),
        Err(source) => return Err(OpenError::File { path, source }),
    };
    let seed = <[u8; 32]>::try_from(seed).map_err(|_| OpenError::Key(path))?;
    Ok(SoftwareKey::from_seed(&seed))
}

/// Puts a new key in place whole; when another process was first, its key stays.
fn make(dir: &Path, path: &Path, name: &str) -> std::io::Result<()> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
    let unfinished = dir.join(format!("{name}.{}", std::process::id()));
    let mut file = private::new_files().truncate(true).open(&unfinished)?;
    file.write_all(&seed)?;
    file.sync_all()?;
    let placed = std::fs::hard_link(&unfinished, path);
    std::fs::remove_file(&unfinished)?;
    match placed {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fangxian_protocol::key::Signer;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    fn put(path: &Path, bytes: &[u8], mode: u32) {
        std::fs::write(path, bytes).unwrap();
        std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_key_that_others_can_read_is_refused_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let open = || crate::registry::Registry::open(dir.path());
        let first = open().unwrap().public_key();
        for name in [CENTRE_KEY, VOICE_KEY] {
            let place = dir.path().join(name);
            let kept = std::fs::read(&place).unwrap();
            for mode in [0o644, 0o640, 0o602] {
                put(&place, &kept, mode);
                let refused = open().err().map(|error| error.to_string()).unwrap_or_default();
                assert!(refused.contains(&format!("chmod 600 {}", place.display())), "{refused}");
            }
            put(&place, &kept, 0o600);
        }
        assert_eq!(open().unwrap().public_key(), first);
    }

    #[test]
    fn the_key_is_made_once_and_only_its_owner_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = load_or_make(dir.path(), CENTRE_KEY).unwrap().public_key();
        assert_eq!(load_or_make(dir.path(), CENTRE_KEY).unwrap().public_key(), first);
        let mode = std::fs::metadata(dir.path().join(CENTRE_KEY)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_centre_whose_key_is_gone_does_not_become_another() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join(CENTRE_KEY);
        let open = || crate::registry::Registry::open(dir.path());
        let first = open().unwrap().public_key();
        let kept = std::fs::read(&place).unwrap();
        std::fs::remove_file(&place).unwrap();
        let refused = open().err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("put it back from the backup"), "{refused}");
        assert!(!place.exists());
        put(&place, &kept, 0o600);
        assert_eq!(open().unwrap().public_key(), first);
    }

    #[test]
    fn the_key_of_another_centre_is_refused() {
        let [dir, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let open = |dir: &Path| crate::registry::Registry::open(dir);
        let first = open(dir.path()).unwrap().public_key();
        open(other.path()).unwrap();
        let place = dir.path().join(CENTRE_KEY);
        let kept = std::fs::read(&place).unwrap();
        std::fs::copy(other.path().join(CENTRE_KEY), &place).unwrap();
        let refused = open(dir.path()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("not the key of this centre"), "{refused}");
        put(&place, &kept, 0o600);
        assert_eq!(open(dir.path()).unwrap().public_key(), first);
    }

    #[test]
    fn a_damaged_key_file_is_said_and_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        put(&dir.path().join(CENTRE_KEY), b"short", 0o600);
        assert!(matches!(load_or_make(dir.path(), CENTRE_KEY), Err(OpenError::Key(_))));
        assert_eq!(std::fs::read(dir.path().join(CENTRE_KEY)).unwrap(), b"short");
    }
}
