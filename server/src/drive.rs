//! Room on the drive: what phones bring leaves some, so that people can still be let go.
//!
//! Below a watermark the centre takes nothing in that may wait on a phone. Whatever else fills the
//! drive, a reserve lies beside the database; it is given up when an administrator needs its room.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{FallocateFlags, fallocate, statvfs};

/// Below so much nothing is taken in from phones.
const LOW_BYTES: u64 = 64 * 1024 * 1024;
/// What an administrator needs at most to let a phone go: a transaction and its log.
const NEEDED_BYTES: u64 = 8 * 1024 * 1024;
const RESERVE_BYTES: u64 = 2 * NEEDED_BYTES;
const RESERVE: &str = "reserve";

/// The drive a centre's folder lies on.
#[derive(Debug, Clone)]
pub struct Drive {
    folder: PathBuf,
    low_bytes: u64,
}

impl Drive {
    /// That of `folder`.
    pub fn of(folder: &Path) -> Self {
        Self::with_watermark(folder, LOW_BYTES)
    }

    /// The same with another watermark.
    pub fn with_watermark(folder: &Path, low_bytes: u64) -> Self {
        Self { folder: folder.to_owned(), low_bytes }
    }

    /// Whether there is room for what phones bring.
    ///
    /// # Errors
    /// When there is little, or the system does not say.
    pub fn check(&self) -> io::Result<()> {
        match self.free_bytes()? {
            free if free >= self.low_bytes => Ok(()),
            _ => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    /// Puts the reserve there when there is plenty.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep_reserve(&self) -> io::Result<()> {
        let place = self.folder.join(RESERVE);
        let held = fs::metadata(&place).map_or(0, |metadata| metadata.len());
        if held >= RESERVE_BYTES || self.free_bytes()? < self.low_bytes + 2 * RESERVE_BYTES {
            return Ok(());
        }
        let file = File::options().create(true).append(true).open(&place)?;
        fallocate(&file, FallocateFlags::empty(), 0, RESERVE_BYTES)?;
        Ok(())
    }

    /// Gives the reserve up when an administrator has no room without it; whether it was.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn make_room(&self) -> io::Result<bool> {
        let place = self.folder.join(RESERVE);
        if self.free_bytes()? >= NEEDED_BYTES || !place.exists() {
            return Ok(false);
        }
        fs::remove_file(place)?;
        Ok(true)
    }

    fn free_bytes(&self) -> io::Result<u64> {
        let drive = statvfs(&self.folder)?;
        Ok(drive.f_bavail.saturating_mul(drive.f_frsize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_takes_its_room_and_stays_while_there_is_plenty() {
        let folder = tempfile::tempdir().unwrap();
        let drive = Drive::of(folder.path());
        drive.keep_reserve().unwrap();
        let place = folder.path().join(RESERVE);
        assert_eq!(fs::metadata(&place).unwrap().len(), RESERVE_BYTES);
        assert!(!drive.make_room().unwrap() && place.exists());
        assert!(drive.check().is_ok());
    }

    #[test]
    fn below_the_watermark_nothing_is_taken_in_and_no_reserve_is_begun() {
        let folder = tempfile::tempdir().unwrap();
        let drive = Drive::with_watermark(folder.path(), 1 << 60);
        assert_eq!(drive.check().unwrap_err().kind(), io::ErrorKind::StorageFull);
        drive.keep_reserve().unwrap();
        assert!(!folder.path().join(RESERVE).exists());
    }
}
