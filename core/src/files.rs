//! The only door through which files beside a database are written: photos, voice notes and
//! snapshot files of phone and centre (D12, D10).
//!
//! What lies in them is nobody else's: only their owner reads files and folders made here.
//!
//! Everything goes straight to the system. Whoever [`watch`]es stands in between: the crash tests
//! do, to see what a loss of power would leave and to let calls fail.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static WATCHER: OnceLock<&'static dyn Watcher> = OnceLock::new();

/// Something that is done to a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act<'a> {
    /// A folder is made.
    MakeFolder(&'a Path),
    /// A file is opened for writing, and made if there is none; emptied, when that is asked for.
    Open(&'a Path, Emptied),
    /// Bytes are put at the end of a file.
    Append(&'a Path, &'a [u8]),
    /// A file is cut to so many bytes.
    Cut(&'a Path, u64),
    /// What was written to a file is brought to the platter.
    Flush(&'a Path),
    /// The names in a folder are brought to the platter.
    FlushFolder(&'a Path),
    /// A file takes another name, and the place of the file that had it.
    Rename(&'a Path, &'a Path),
    /// A file is removed.
    Remove(&'a Path),
}

/// Whether a file that is opened loses what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emptied {
    /// It does.
    Yes,
    /// What is written comes after it.
    No,
}

/// Stands between this program and its files.
pub trait Watcher: Sync {
    /// Lets `act` happen by calling `go`, or has it fail.
    ///
    /// # Errors
    /// Those of `go`, or others.
    fn watch(&self, act: Act<'_>, go: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

/// Has everything done here pass through `watcher`, for as long as the process lives. The first one
/// stays.
pub fn watch(watcher: &'static dyn Watcher) {
    WATCHER.get_or_init(|| watcher);
}

/// A file that is being written.
#[derive(Debug)]
pub struct Growing {
    file: fs::File,
    path: PathBuf,
}

impl Growing {
    /// Makes a file, or empties the one that is there.
    ///
    /// # Errors
    /// Those of the system.
    pub fn anew(path: &Path) -> io::Result<Self> {
        Self::open(path, Emptied::Yes)
    }

    /// Goes on at the end of a file, which is made when there is none.
    ///
    /// # Errors
    /// Those of the system.
    pub fn at_end(path: &Path) -> io::Result<Self> {
        Self::open(path, Emptied::No)
    }

    fn open(path: &Path, emptied: Emptied) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        match emptied {
            Emptied::Yes => options.write(true).create(true).truncate(true),
            Emptied::No => options.append(true).create(true),
        };
        let mut opened = None;
        done(Act::Open(path, emptied), || {
            opened = Some(owner_only::open(&mut options, path)?);
            Ok(())
        })?;
        let file = opened.ok_or(io::ErrorKind::NotFound)?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Puts bytes at the end.
    ///
    /// # Errors
    /// Those of the system; then some of the bytes may be there.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        done(Act::Append(&self.path, bytes), || self.file.write_all(bytes))
    }

    /// Cuts the file.
    ///
    /// # Errors
    /// Those of the system.
    pub fn cut(&self, length: u64) -> io::Result<()> {
        done(Act::Cut(&self.path, length), || self.file.set_len(length))
    }

    /// Brings it to the platter. Its name is another matter: see [`flush_name`].
    ///
    /// # Errors
    /// Those of the system; then what was written may be lost, and asking again may not say so.
    pub fn flush(&self) -> io::Result<()> {
        done(Act::Flush(&self.path), || self.file.sync_all())
    }
}

/// Puts a file in its place, whole or not at all; it lasts when this returns. It is written beside
/// its place first, as `part`, which nobody else may use.
///
/// # Errors
/// Those of the system; then nothing is left of `part`.
pub fn put(path: &Path, part: &Path, bytes: &[u8]) -> io::Result<()> {
    let write = || {
        let mut file = Growing::anew(part)?;
        file.append(bytes)?;
        file.flush()?;
        rename(part, path)
    };
    write().inspect_err(|_| {
        // On a full drive it would stand in the way of the next try.
        remove(part).ok();
    })?;
    flush_name(path)
}

/// Gives a file another name. It lasts once the folder is flushed.
///
/// # Errors
/// Those of the system.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    done(Act::Rename(from, to), || fs::rename(from, to))
}

/// Removes a file. It stays away once the folder is flushed.
///
/// # Errors
/// Those of the system.
pub fn remove(path: &Path) -> io::Result<()> {
    done(Act::Remove(path), || fs::remove_file(path))
}

/// Brings the name of a file to the platter, or that it is gone.
///
/// # Errors
/// Those of the system.
pub fn flush_name(path: &Path) -> io::Result<()> {
    flush_folder(around(path))
}

/// Brings all names in a folder to the platter, where a system lets its folders be flushed.
fn flush_folder(folder: &Path) -> io::Result<()> {
    done(Act::FlushFolder(folder), || match cfg!(unix) {
        true => fs::File::open(folder)?.sync_all(),
        false => Ok(()),
    })
}

/// Makes a folder and those it lies in, so that they last. One that holds something lasts already:
/// it was flushed into the folder around it before anything was put in.
///
/// # Errors
/// Those of the system.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let around = around(folder);
    if holds_something(folder) || around == folder {
        return Ok(());
    }
    make_folder(around)?;
    if !folder.is_dir() {
        done(Act::MakeFolder(folder), || match owner_only::make_folder(folder) {
            // Another thread was faster.
            Err(_) if folder.is_dir() => Ok(()),
            made => made,
        })?;
    }
    match flush_folder(around) {
        // Not ours to flush, as the folder around an app's own may be.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        flushed => flushed,
    }
}

/// How this system lets only the owner read.
#[cfg(unix)]
mod owner_only {
    use std::fs::{DirBuilder, File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    const FILE: u32 = 0o600;
    const FOLDER: u32 = 0o700;
    const OTHERS: u32 = 0o077;

    pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
        let file = options.mode(FILE).open(path)?;
        if file.metadata()?.permissions().mode() & OTHERS != 0 {
            // Some drives know no owners.
            file.set_permissions(Permissions::from_mode(FILE)).ok();
        }
        Ok(file)
    }

    pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
        DirBuilder::new().mode(FOLDER).create(folder)
    }
}

/// Elsewhere it is for the system to say.
#[cfg(not(unix))]
mod owner_only {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
        options.open(path)
    }

    pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)
    }
}

/// Does something, unless whoever watches has it fail.
fn done(act: Act<'_>, mut go: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    match WATCHER.get() {
        None => go(),
        Some(watcher) => watcher.watch(act, &mut go),
    }
}

fn holds_something(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// The folder that something lies in.
fn around(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_what_is_put_whatever_was_there() {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("a/b");
        make_folder(&folder).unwrap();
        assert_eq!((mode(&folder), mode(around(&folder))), (0o700, 0o700));
        let (path, part) = (folder.join("key"), folder.join("key.part"));
        for loose in [&path, &part] {
            fs::write(loose, b"left behind").unwrap();
            fs::set_permissions(loose, fs::Permissions::from_mode(0o666)).unwrap();
        }
        put(&path, &part, b"secret").unwrap();
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_file_is_put_whole_or_not_at_all_and_folders_are_made_on_the_way() {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("a/b");
        make_folder(&folder).unwrap();
        make_folder(&folder).unwrap();
        let (path, part) = (folder.join("photo"), folder.join("photo.part"));
        put(&path, &part, b"first").unwrap();
        put(&path, &part, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert!(put(&folder, &part, b"in the place of a folder").is_err());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing is left of the part");
        assert!(make_folder(&path.join("under a file")).is_err());
    }
}
