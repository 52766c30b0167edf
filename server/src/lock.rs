//! A centre's folder is one process's: whoever serves it, or puts it right.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::private;
use crate::registry::OpenError;

const FILE: &str = "centre.lock";

/// Takes the folder for this process, until the file is dropped.
///
/// # Errors
/// [`OpenError::Busy`] when another process has it.
pub fn take(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join(FILE);
    let failed = |source| OpenError::File { path: path.clone(), source };
    private::make_folder(dir)?;
    let file = private::new_files().truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Busy(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
