//! Attachments on this device: on disk before the fact that names them, and in a folder of their
//! own until the centre has them (D12).

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fangxian_protocol::id::EvidenceHash;
use sha2::{Digest, Sha256};

use crate::files;

const FOLDER: &str = "attachments";
const WAITING: &str = "waiting";
const PART: &str = "part";
/// How much of a file is looked at together.
const READ_BYTES: usize = 64 * 1024;
/// How many were kept since the process started; only one process has the folder open.
static KEPT: AtomicU64 = AtomicU64::new(0);

/// The attachments of a device, as files named by their content.
#[derive(Debug, Clone)]
pub struct Attachments {
    folder: PathBuf,
}

impl Attachments {
    /// Those that lie in the folder of a store.
    pub fn of(store: &Path) -> Self {
        Self { folder: store.join(FOLDER) }
    }

    /// The file with an attachment's bytes; `None` while they are elsewhere.
    pub fn file(&self, hash: &EvidenceHash) -> Option<PathBuf> {
        let places = [self.sent_file(hash), self.waiting_file(hash)];
        places.into_iter().find(|place| place.is_file())
    }

    /// How many bytes an attachment has that waits; `None` when it does not.
    pub fn waiting_bytes(&self, hash: &EvidenceHash) -> Option<u64> {
        let found = self.waiting_file(hash).metadata().ok()?;
        found.is_file().then_some(found.len())
    }

    /// Keeps an attachment made here, until [`sent`](Self::sent) among those that wait. Durable
    /// when this returns.
    ///
    /// # Errors
    /// When the disk is full or cannot be written; then nothing was kept.
    pub fn keep(&self, hash: &EvidenceHash, bytes: &[u8]) -> io::Result<()> {
        let file = self.waiting_file(hash);
        if self.sent_file(hash).is_file() {
            return Ok(());
        }
        if file.is_file() {
            // Whoever kept it may have been stopped before its name was sure to last.
            return files::flush_name(&file);
        }
        let folder = self.folder.join(WAITING);
        files::make_folder(&folder)?;
        // Two threads may keep the same photo at once; neither may write into the other's file.
        let number = KEPT.fetch_add(1, Ordering::Relaxed);
        let part = folder.join(format!("{hash}.{number}.{PART}"));
        files::put(&file, &part, bytes)
    }

    /// Removes what was half written when the app was stopped. Nobody may keep one meanwhile.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not be removed: that costs room and nothing else.
    pub fn remove_parts(&self) -> io::Result<()> {
        let folder = self.folder.join(WAITING);
        if !folder.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == PART) {
                files::remove(&path)?;
            }
        }
        Ok(())
    }

    /// Those the centre does not have yet, each with its size.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn waiting(&self) -> io::Result<Vec<(EvidenceHash, u64)>> {
        let mut waiting = Vec::new();
        let entries = match fs::read_dir(self.folder.join(WAITING)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(waiting),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let hash = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(hash) = hash {
                waiting.push((hash, entry.metadata()?.len()));
            }
        }
        // Small ones first: a voice note need not wait for a large photo.
        waiting.sort_by_key(|(hash, bytes)| (*bytes, *hash));
        Ok(waiting)
    }

    /// A piece of one that waits, from `offset` on, at most `bytes_max`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn piece(&self, hash: &EvidenceHash, offset: u64, bytes_max: usize) -> io::Result<Vec<u8>> {
        let mut file = File::open(self.waiting_file(hash))?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(bytes_max as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Whether one that waits is what its hash says.
    ///
    /// # Errors
    /// When the file is not there or cannot be read.
    pub fn intact(&self, hash: &EvidenceHash) -> io::Result<bool> {
        let mut digest = Sha256::new();
        let mut file = File::open(self.waiting_file(hash))?;
        let mut buffer = vec![0; READ_BYTES];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(<[u8; 32]>::from(digest.finalize()) == hash.0),
                read => digest.update(&buffer[..read]),
            }
        }
    }

    /// The centre has it now, whether or not its file is still here.
    ///
    /// # Errors
    /// When it cannot be moved; then it still waits.
    pub fn sent(&self, hash: &EvidenceHash) -> io::Result<()> {
        match files::rename(&self.waiting_file(hash), &self.sent_file(hash)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }

    /// The centre may have lost some: all wait again, to be sent if it does not have them.
    ///
    /// # Errors
    /// When the folder cannot be read or one cannot be moved; then some wait again.
    pub fn wait_again(&self) -> io::Result<()> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        files::make_folder(&self.folder.join(WAITING))?;
        for entry in entries {
            let entry = entry?;
            let hash = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(hash) = hash {
                files::rename(&entry.path(), &self.waiting_file(&hash))?;
            }
        }
        Ok(())
    }

    fn sent_file(&self, hash: &EvidenceHash) -> PathBuf {
        self.folder.join(hash.to_string())
    }

    fn waiting_file(&self, hash: &EvidenceHash) -> PathBuf {
        self.folder.join(WAITING).join(hash.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_waits_until_the_centre_has_it_and_is_here_before_and_after() {
        let folder = tempfile::tempdir().unwrap();
        let attachments = Attachments::of(folder.path());
        let (small, large) = (EvidenceHash([2; 32]), EvidenceHash([1; 32]));
        assert_eq!(attachments.waiting().unwrap(), []);
        attachments.keep(&large, b"a large photo").unwrap();
        attachments.keep(&small, b"note").unwrap();
        assert_eq!(attachments.waiting().unwrap(), [(small, 4), (large, 13)]);
        assert_eq!(attachments.piece(&large, 2, 5).unwrap(), b"large");
        assert_eq!(attachments.piece(&large, 13, 5).unwrap(), b"");
        attachments.sent(&small).unwrap();
        attachments.keep(&small, b"note").unwrap();
        assert_eq!(attachments.waiting().unwrap(), [(large, 13)], "named again, not sent again");
        attachments.wait_again().unwrap();
        assert_eq!(attachments.waiting().unwrap(), [(small, 4), (large, 13)]);
        assert!(attachments.file(&small).is_some() && attachments.file(&large).is_some());
    }

    #[test]
    fn what_is_left_of_a_keep_that_died_is_no_attachment() {
        let folder = tempfile::tempdir().unwrap();
        let attachments = Attachments::of(folder.path());
        let hash = EvidenceHash([1; 32]);
        fs::create_dir_all(folder.path().join("attachments/waiting")).unwrap();
        let part = folder.path().join(format!("attachments/waiting/{hash}.0.part"));
        fs::write(part, b"ha").unwrap();
        assert_eq!((attachments.waiting().unwrap(), attachments.file(&hash)), (vec![], None));
        attachments.keep(&hash, b"half").unwrap();
        assert_eq!(attachments.waiting().unwrap(), [(hash, 4)]);
        fs::write(folder.path().join(format!("attachments/waiting/{hash}.1.part")), b"h").unwrap();
        attachments.remove_parts().unwrap();
        assert_eq!(fs::read_dir(folder.path().join("attachments/waiting")).unwrap().count(), 1);
        assert_eq!(attachments.waiting().unwrap(), [(hash, 4)]);
    }

    #[test]
    fn threads_that_keep_the_same_photo_at_once_all_succeed() {
        let folder = tempfile::tempdir().unwrap();
        let attachments = Attachments::of(folder.path());
        let (hash, photo) = (EvidenceHash([3; 32]), vec![7; 300_000]);
        for _ in 0..20 {
            std::thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| attachments.keep(&hash, &photo).unwrap());
                }
            });
            let kept = attachments.file(&hash).unwrap();
            assert!(fs::read(&kept).unwrap() == photo);
            fs::remove_file(kept).unwrap();
        }
    }
}
