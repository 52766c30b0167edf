//! Files a new device starts from (D10): one a village, signed, immutable, made beside the log.

use std::path::PathBuf;

use fangxian::files;
use fangxian_protocol::id::Scope;
use fangxian_protocol::limits::{
    ENVELOPE_BYTES_MAX, PULL_ENVELOPES_MAX, SNAPSHOT_BLOCK_BYTES_MAX, SNAPSHOT_ENTRIES_MIN,
};
use fangxian_protocol::log::Cursor;
use fangxian_protocol::snapshot::{Block, Manifest};

use super::Centre;
use crate::registry::Registry;
use crate::storage::StorageError;

const FOLDER: &str = "snapshots";
/// What the name of a file ends in while it is written.
const PART: &str = ".part";
/// The newest, and the one before it for downloads under way.
const KEPT: usize = 2;
/// A block also holds the heads of its envelopes, and a word of the centre about the last.
const BLOCK_ENVELOPE_BYTES_MAX: usize = SNAPSHOT_BLOCK_BYTES_MAX - 64 * 1024 - ENVELOPE_BYTES_MAX;

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
        let provinces = (1..100).map(|province| format!("{province:02}"));
        let everywhere: Vec<Scope> = provinces.filter_map(|code| code.parse().ok()).collect();
        let mut made = 0;
        for end in self.storage().log_ends(&everywhere)? {
            let newest = self.storage().snapshots(end.village)?.into_iter().next();
            let covered = newest.map_or(0, |manifest| manifest.through.position);
            if covered < end.position && (all || is_due(covered, end.position)) {
                self.make_snapshot(end)?;
                made += 1;
            }
        }
        Ok(made)
    }

    /// Where a snapshot file lies.
    pub fn snapshot_path(&self, manifest: &Manifest) -> PathBuf {
        self.dir().join(FOLDER).join(manifest.file_name())
    }

    fn make_snapshot(&self, end: Cursor) -> Result<(), SnapshotError> {
        let (file, envelopes) = self.snapshot_bytes(end)?;
        let manifest = Manifest::of_file((end, envelopes), &file, self.signer())?;
        let path = self.snapshot_path(&manifest);
        files::make_folder(&self.dir().join(FOLDER))?;
        files::put(&path, &path.with_extension(format!("fxs{PART}")), &file)?;
        self.storage().put_snapshot(&manifest)?;
        for old in self.storage().snapshots(end.village)?.into_iter().skip(KEPT) {
            self.storage().drop_snapshot(old.through.village, old.through.position)?;
        }
        self.remove_older(&manifest)?;
        tracing::info!(village = %end.village, position = end.position, "snapshot made");
        Ok(())
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

    fn snapshot_bytes(&self, end: Cursor) -> Result<(Vec<u8>, u64), StorageError> {
        let bounds = (PULL_ENVELOPES_MAX - 1, BLOCK_ENVELOPE_BYTES_MAX);
        let mut cursor = Cursor::start(end.village);
        let (mut file, mut count) = (Vec::new(), 0);
        while cursor.position < end.position {
            let page = self.storage().log_after(cursor, end.position, None, bounds)?;
            if page.through == cursor {
                let reason = "a village log has a gap".to_owned();
                return Err(StorageError { reason });
            }
            cursor = page.through;
            count += page.envelopes.len() as u64;
            file.extend(Block(page.envelopes).to_bytes());
        }
        Ok((file, count))
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
