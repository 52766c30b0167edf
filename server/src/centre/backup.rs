//! A backup of everything a centre needs: its database as of one moment, its keys, its attachments.
//! Taken while it serves.
//!
//! A backup is a centre's folder: to put it back, stop the centre and start it on a copy of the
//! backup. Phones bring what came since.

use std::fs;
use std::io;
use std::path::{self, Path};

use fangxian::files;

use super::attachment::FOLDER as ATTACHMENTS;
use crate::private;
use crate::registry::database::{DATABASE_FILE, discard};
use crate::registry::{KEY_FILES, OpenError, Registry};
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
        let (attachments, fresh) = (to.join(ATTACHMENTS), to.join(FRESH));
        self.refuse_other_centre(to)?;
        private::make_folder(&attachments)?;
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

impl Registry {
    /// A backup overwrites keys and database: those of the centre itself, or of another centre,
    /// would be lost.
    fn refuse_other_centre(&self, to: &Path) -> Result<(), OpenError> {
        let own = fs::canonicalize(self.dir()).map_err(file(self.dir()))?;
        let refused = || OpenError::NotForBackups(to.to_owned());
        // What is not there yet lies in what is.
        let there = path::absolute(to).map_err(file(to))?;
        let there = there.ancestors().find_map(|part| fs::canonicalize(part).ok());
        if there.is_some_and(|there| there.starts_with(&own)) {
            return Err(refused());
        }
        for name in KEY_FILES {
            let key = self.dir().join(name);
            let ours = fs::read(&key).map_err(file(&key))?;
            match fs::read(to.join(name)) {
                Ok(theirs) if theirs != ours => return Err(refused()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(file(&to.join(name))(error)),
            }
        }
        Ok(())
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
