//! A backup of everything a centre needs: its database as of one moment, its keys, its attachments.
//! Taken while it serves.
//!
//! A backup is a centre's folder: to put it back, stop the centre and start it on a copy of the
//! backup. Phones bring what came since.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use fangxian::files;

use super::attachment::FOLDER as ATTACHMENTS;
use crate::registry::database::{DATABASE_FILE, discard};
use crate::registry::{KEY_FILES, OWNER_ONLY, OpenError, Registry};
use crate::storage::Storage;

const FRESH: &str = "centre.sqlite.new";

/// What is in a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct BackupReport {
    /// Envelopes in its database.
    pub envelopes: u64,
    /// Attachments that were copied now; those of earlier backups in the same folder stay.
    pub attachments: u64,
}

impl Registry {
    /// Makes or renews a backup in the folder `to`. One that is interrupted leaves the one before
    /// as it was.
    ///
    /// # Errors
    /// [`OpenError`] names the file that cannot be written or read.
    pub fn back_up(&self, to: &Path) -> Result<BackupReport, OpenError> {
        let mut folder = DirBuilder::new();
        let folder = folder.recursive(true).mode(OWNER_ONLY);
        let (attachments, fresh) = (to.join(ATTACHMENTS), to.join(FRESH));
        folder.create(&attachments).map_err(file(&attachments))?;
        for name in KEY_FILES {
            copy(&self.dir().join(name), &to.join(name))?;
        }
        discard(&fresh)?;
        let envelopes = self.storage().copy_to(&fresh)?;
        let copied =
            copy_new(self.storage().as_ref(), &self.dir().join(ATTACHMENTS), &attachments)?;
        let database = to.join(DATABASE_FILE);
        files::rename(&fresh, &database).map_err(file(&database))?;
        files::flush_name(&database).map_err(file(to))?;
        Ok(BackupReport { envelopes, attachments: copied })
    }
}

/// Copies the attachments that are whole and not there yet: they never change.
fn copy_new(storage: &dyn Storage, from: &Path, to: &Path) -> Result<u64, OpenError> {
    let mut copied = 0;
    let entries = match fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(file(from))?,
    };
    for entry in entries {
        let entry = entry.map_err(file(from))?;
        let name = entry.file_name();
        let Some(hash) = name.to_str().and_then(|name| name.parse().ok()) else { continue };
        let place = to.join(&name);
        if storage.attachment(hash)?.is_some() && !place.exists() {
            copy(&entry.path(), &place)?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// All of it or nothing under its name. Keys and attachments are small.
fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
    let bytes = fs::read(from).map_err(file(from))?;
    files::put(to, &to.with_extension("copying"), &bytes).map_err(file(to))
}

fn file(path: &Path) -> impl Fn(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::File { path: path.clone(), source }
}
