//! The way to the files beside the databases: everything passes through to the system, unless it
//! is to fail.

use std::io;
use std::path::Path;

use fangxian::files::{self, Act, Emptied, Watcher};

use super::watched::place;
use super::{Event, Kind, Of, Weakness};

/// Stands between the program and its files.
struct Beside;

/// Puts the watcher in place, once per process. Folders nobody watches are served as before.
pub(super) fn put_in_place() {
    files::watch(&Beside);
}

impl Watcher for Beside {
    fn watch(&self, act: Act<'_>, go: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let Some((disk, name)) = place(of(act)) else { return go() };
        let kind = kind(act);
        if let Err(refusal) = disk.verdict(Of::Beside, kind) {
            let left = match act {
                // A drive that is full takes what it has room for.
                Act::Append(path, bytes) if !disk.is_dead() => append_half(path, &name, bytes),
                Act::Flush(_) if !disk.is_dead() => Some(Event::SyncFailed(name)),
                _ => None,
            };
            left.into_iter().for_each(|event| disk.happened(event));
            return Err(refusal.as_io());
        }
        let length = std::fs::metadata(of(act)).map_or(0, |file| file.len());
        // The drive below is pretended, so the real one need not be waited for.
        if !matches!(act, Act::Flush(_) | Act::FlushFolder(_)) {
            go()?;
        }
        let weak = match disk.weakness() {
            Weakness::LyingDrive => matches!(kind, Kind::Sync | Kind::SyncFolder),
            Weakness::FilesUnflushed => kind == Kind::Sync,
            Weakness::FoldersUnflushed => kind == Kind::SyncFolder,
            _ => false,
        };
        if !weak {
            events(act, name, length).into_iter().for_each(|event| disk.happened(event));
        }
        Ok(())
    }
}

/// What an act is about.
fn of(act: Act<'_>) -> &Path {
    match act {
        Act::MakeFolder(path)
        | Act::Open(path, _)
        | Act::Append(path, _)
        | Act::Cut(path, _)
        | Act::Flush(path)
        | Act::FlushFolder(path)
        | Act::Rename(path, _)
        | Act::Remove(path) => path,
    }
}

fn kind(act: Act<'_>) -> Kind {
    match act {
        Act::MakeFolder(_) => Kind::MakeFolder,
        Act::Open(..) => Kind::Open,
        Act::Append(..) => Kind::Write,
        Act::Cut(..) => Kind::Truncate,
        Act::Flush(_) => Kind::Sync,
        Act::FlushFolder(_) => Kind::SyncFolder,
        Act::Rename(..) => Kind::Rename,
        Act::Remove(_) => Kind::Delete,
    }
}

/// What happens on the drive; `length` is how long the file was.
fn events(act: Act<'_>, name: String, length: u64) -> Vec<Event> {
    match act {
        Act::MakeFolder(_) => vec![Event::MakeFolder(name)],
        Act::Open(_, Emptied::Yes) => vec![Event::Open(name.clone()), Event::Truncate(name, 0)],
        Act::Open(_, Emptied::No) => vec![Event::Open(name)],
        Act::Append(_, bytes) => vec![Event::Write(name, length, bytes.to_vec())],
        Act::Cut(_, length) => vec![Event::Truncate(name, length)],
        Act::Flush(_) => vec![Event::Sync(name)],
        Act::FlushFolder(_) => vec![Event::SyncFolder(name)],
        Act::Rename(_, to) => match place(to) {
            Some((_, to)) => vec![Event::Rename(name, to)],
            None => vec![Event::Delete(name, false)],
        },
        Act::Remove(_) => vec![Event::Delete(name, false)],
    }
}

fn append_half(path: &Path, name: &str, bytes: &[u8]) -> Option<Event> {
    use std::io::Write;
    let half = &bytes[..bytes.len() / 2];
    let length = std::fs::metadata(path).ok()?.len();
    let mut file = std::fs::OpenOptions::new().append(true).open(path).ok()?;
    file.write_all(half).ok()?;
    Some(Event::Write(name.to_owned(), length, half.to_vec()))
}
