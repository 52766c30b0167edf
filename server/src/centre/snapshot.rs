//! Files a new device starts from (D10): one a village, signed, immutable, made beside the log.

use std::path::{Path, PathBuf};

use fangxian::crdt::pack;
use fangxian::files;
use fangxian_protocol::id::{Division, Scope};
use fangxian_protocol::limits::{
    ENVELOPE_BYTES_MAX, PULL_ENTRIES_MAX, SNAPSHOT_BLOCK_BYTES_MAX, SNAPSHOT_BYTES_MAX,
    SNAPSHOT_ENTRIES_MIN,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::snapshot::{Block, Manifest};
use sha2::{Digest, Sha256};

use super::Centre;
use crate::registry::Registry;
use crate::storage::StorageError;

const FOLDER: &str = "snapshots";
/// What the name of a file ends in while it is written.
const PART: &str = ".part";
/// The newest, and the one before it for downloads under way.
const KEPT: usize = 2;
/// A block also holds the heads of its entries, and a word of the centre about the last.
const BLOCK_ENTRY_BYTES_MAX: usize = SNAPSHOT_BLOCK_BYTES_MAX - 64 * 1024 - ENVELOPE_BYTES_MAX;

/// A block in a file is at most so long.
const BLOCK_FILE_BYTES_MAX: u64 = SNAPSHOT_BLOCK_BYTES_MAX as u64 + 64;

/// A file that was written: up to where and how many entries, its length and its SHA-256.
struct Written {
    holds: (Cursor, u64),
    file: (u64, [u8; 32]),
}

/// A snapshot could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The folder.
    #[error("snapshot file: {0}")]
    File(#[from] std::io::Error),
    /// The centre's key.
    #[error(transparent)]
    Sign(#[from] fangxian_protocol::key::CannotSign),
}

impl Registry {
    /// Makes a snapshot of every village whose log has grown enough, or of all when told to.
    /// Returns how many were made.
    ///
    /// # Errors
    /// [`SnapshotError`] names what failed; snapshots made before it stay.
    pub fn make_snapshots(&self, all: bool) -> Result<usize, SnapshotError> {
        self.make_snapshots_of(all, SNAPSHOT_BYTES_MAX as u64)
    }

    /// The same with files of at most so many bytes. A file ends where it would be larger; who took
    /// it hears the rest of the log as always.
    ///
    /// # Errors
    /// As [`make_snapshots`](Self::make_snapshots).
    pub fn make_snapshots_of(&self, all: bool, bytes_max: u64) -> Result<usize, SnapshotError> {
        let provinces = (1..100).map(|province| format!("{province:02}"));
        let everywhere: Vec<Scope> = provinces.filter_map(|code| code.parse().ok()).collect();
        let mut made = 0;
        for end in self.storage().log_ends(&everywhere)? {
            let newest = self.usable_snapshot(end.village, bytes_max)?;
            let covered = newest.as_ref().map_or(0, |manifest| manifest.through.position);
            let full = newest.is_some_and(|one| one.file_bytes + BLOCK_FILE_BYTES_MAX > bytes_max);
            if covered < end.position && !full && (all || is_due(covered, end.position)) {
                made += usize::from(self.make_snapshot(end, (covered, bytes_max))?);
            }
        }
        Ok(made)
    }

    /// The newest snapshot of a village that phones can take.
    pub(super) fn usable_snapshot(
        &self,
        village: Division,
        bytes_max: u64,
    ) -> Result<Option<Manifest>, StorageError> {
        let listed = self.storage().snapshots(village)?;
        Ok(listed.into_iter().find(|manifest| manifest.file_bytes <= bytes_max))
    }

    /// Where a snapshot file lies.
    pub fn snapshot_path(&self, manifest: &Manifest) -> PathBuf {
        self.dir().join(FOLDER).join(manifest.file_name())
    }

    /// Makes a snapshot of more than is covered, if a file may be so large; whether it did.
    fn make_snapshot(
        &self,
        end: Cursor,
        (covered, bytes_max): (u64, u64),
    ) -> Result<bool, SnapshotError> {
        let folder = self.dir().join(FOLDER);
        files::make_folder(&folder)?;
        let part = folder.join(format!("{}-{}.fxs{PART}", end.village, end.position));
        let written = self.write_snapshot(end, &part, bytes_max);
        let written = written.inspect_err(|_| drop(files::remove(&part)))?;
        let manifest = Manifest::of(written.holds, written.file, self.signer())?;
        if manifest.through.position <= covered {
            files::remove(&part)?;
            return Ok(false);
        }
        let path = self.snapshot_path(&manifest);
        files::rename(&part, &path)?;
        files::flush_name(&path)?;
        self.storage().put_snapshot(&manifest)?;
        let usable = |old: &Manifest| old.file_bytes <= bytes_max;
        let (usable, of_no_use): (Vec<_>, Vec<_>) =
            self.storage().snapshots(end.village)?.into_iter().partition(usable);
        for old in usable.into_iter().skip(KEPT).chain(of_no_use.iter().cloned()) {
            self.storage().drop_snapshot(old.through.village, old.through.position)?;
        }
        of_no_use.iter().try_for_each(|old| match files::remove(&self.snapshot_path(old)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })?;
        self.remove_older(&manifest)?;
        let position = manifest.through.position;
        tracing::info!(village = %end.village, position, "snapshot made");
        Ok(true)
    }

    /// Removes files older than the newest that nobody is offered, and what was half written when
    /// the power went.
    fn remove_older(&self, newest: &Manifest) -> Result<(), SnapshotError> {
        let listed = self.storage().snapshots(newest.through.village)?;
        let listed: Vec<_> = listed.iter().map(Manifest::file_name).collect();
        for entry in std::fs::read_dir(self.dir().join(FOLDER))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let named = Manifest::of_file_name(name.strip_suffix(PART).unwrap_or(name));
            let older = named.is_some_and(|(village, position)| {
                village == newest.through.village && position < newest.through.position
            });
            if older && !listed.iter().any(|kept| kept == name) {
                files::remove(&path)?;
            }
        }
        Ok(())
    }

    /// Writes a file block by block, up to the end of the log or as far as it may go.
    fn write_snapshot(
        &self,
        end: Cursor,
        part: &Path,
        bytes_max: u64,
    ) -> Result<Written, SnapshotError> {
        let bounds = (PULL_ENTRIES_MAX - 1, BLOCK_ENTRY_BYTES_MAX);
        let mut cursor = Cursor::start(end.village);
        let (mut file, mut sum) = (files::Growing::anew(part)?, Sha256::new());
        let (mut bytes, mut count) = (0, 0);
        while cursor.position < end.position {
            let page = self.storage().log_after(cursor, end.position, None, bounds)?;
            if page.through == cursor {
                let reason = "a village log has a gap".to_owned();
                return Err(StorageError { reason }.into());
            }
            let more = page.entries.len() as u64;
            let block = Block(pack(&page.entries)).to_bytes();
            if bytes + block.len() as u64 > bytes_max {
                break;
            }
            file.append(&block)?;
            sum.update(&block);
            (cursor, bytes, count) = (page.through, bytes + block.len() as u64, count + more);
        }
        file.flush()?;
        Ok(Written { holds: (cursor, count), file: (bytes, sum.finalize().into()) })
    }
}

impl Centre {
    /// A snapshot file by name, for a caller it is meant for.
    ///
    /// # Errors
    /// [`StorageError`] when the database fails.
    pub fn snapshot_for(
        &self,
        caller: &super::Caller,
        file_name: &str,
    ) -> Result<Option<(PathBuf, Manifest)>, StorageError> {
        let village = Manifest::of_file_name(file_name).map(|(village, _)| village);
        let Some(village) = village.filter(|village| caller.device.covers(*village)) else {
            return Ok(None);
        };
        let listed = self.registry().storage().snapshots(village)?;
        let found = listed.into_iter().find(|manifest| manifest.file_name() == file_name);
        Ok(found.map(|manifest| (self.registry().snapshot_path(&manifest), manifest)))
    }
}

fn is_due(covered: u64, end: u64) -> bool {
    end - covered >= SNAPSHOT_ENTRIES_MIN.max(end / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_due_after_five_hundred_entries_or_a_tenth() {
        assert!(!is_due(0, 499));
        assert!(is_due(0, 500));
        assert!(!is_due(500, 999));
        assert!(!is_due(20_000, 21_999));
        assert!(is_due(20_000, 22_223));
    }
}
