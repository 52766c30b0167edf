//! Connections that read: so many at a time, since each has a cache of its own.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::{Result, connect};

/// Who reads beside that many waits for its turn.
const READERS_MAX: usize = 6;
/// Pages each may keep in memory, in KiB: all of them together, little more than the writer.
const CACHE_KIB: i64 = 16 * 1024;

/// Connections that read a file.
pub(super) struct Readers {
    path: PathBuf,
    held: Mutex<Held>,
    returned: Condvar,
}

#[derive(Default)]
struct Held {
    idle: Vec<Connection>,
    lent: usize,
}

/// A connection that is lent, until it is dropped; one that failed is closed.
struct Lent<'a> {
    readers: &'a Readers,
    connection: Option<Connection>,
}

impl Readers {
    /// None is open yet.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), held: Mutex::default(), returned: Condvar::new() }
    }

    /// Reads from one moment of the file, whatever is written meanwhile.
    pub(super) fn read<T>(&self, act: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut lent = self.lend();
        let reader = match lent.connection.take() {
            Some(reader) => reader,
            None => open(&self.path)?,
        };
        let transaction = reader.unchecked_transaction()?;
        let value = act(&transaction)?;
        drop(transaction);
        lent.connection = Some(reader);
        Ok(value)
    }

    fn lend(&self) -> Lent<'_> {
        let mut held = self.held();
        while held.lent >= READERS_MAX {
            held = self.returned.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.lent += 1;
        Lent { readers: self, connection: held.idle.pop() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut held = self.readers.held();
        held.lent -= 1;
        held.idle.extend(self.connection.take());
        self.readers.returned.notify_one();
    }
}

fn open(path: &Path) -> Result<Connection> {
    let reader = connect(path)?;
    reader.pragma_update(None, "cache_size", -CACHE_KIB)?;
    Ok(reader)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_so_many_read_at_a_time_and_all_of_them_do_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let readers = Readers::of(&folder.path().join("file"));
        let (now, most, done) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..3 * READERS_MAX {
                scope.spawn(|| {
                    let read = |_: &Connection| {
                        most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                        std::thread::sleep(Duration::from_millis(5));
                        now.fetch_sub(1, SeqCst);
                        Ok(())
                    };
                    readers.read(read).unwrap();
                    done.fetch_add(1, SeqCst);
                });
            }
        });
        assert_eq!(done.into_inner(), 3 * READERS_MAX);
        assert!(most.into_inner() <= READERS_MAX);
    }
}
