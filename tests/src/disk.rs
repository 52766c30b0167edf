//! A drive that can lose power, fill up and fail: SQLite's files in one folder pass through it, and
//! those that lie beside them: photos and snapshot files.
//!
//! The files are real. Beside them the drive keeps what would be on the platter if the power went
//! now: what was flushed, and what is still on its way there in any order.

mod beside;
mod drive;
mod fault;
mod ffi;
mod file;
mod memory;
mod names;
mod watched;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand_chacha::ChaCha8Rng;

use fault::{Of, Refusal};

pub use drive::{Drive, Event, Image};
pub use fault::{Fault, Kind, Weakness};
pub use ffi::install;
pub use file::Loss;
pub use memory::fail_allocation;

/// The drive under one folder. It is watched until it is dropped.
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    drive: Drive,
    /// Everything that happened, when it is to be played again.
    tape: Option<Vec<Event>>,
    fault: Option<Fault>,
    weakness: Weakness,
    dead: bool,
    /// Operations that could have failed since the fault was set.
    operations: u64,
}

impl Disk {
    /// Watches `folder`, in which no database is open.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn under(folder: &Path) -> io::Result<Arc<Self>> {
        install();
        std::fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let drive = Drive::holding(read_image(&folder)?);
        let state = State { drive, ..State::default() };
        let disk = Arc::new(Self { folder: folder.clone(), state: Mutex::new(state) });
        watched::watch(folder, &disk);
        Ok(disk)
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Begins to keep everything that happens.
    pub fn record(&self) {
        self.state().tape = Some(Vec::new());
    }

    /// Notes something on the tape; it takes no part in what is on the drive.
    pub fn note(&self, note: u64) {
        self.state().put(Event::Note(note));
    }

    /// How much is on the tape.
    pub fn tape_len(&self) -> usize {
        self.state().tape.as_ref().map_or(0, Vec::len)
    }

    /// Puts a note further forward on the tape, as if it had been written then.
    pub fn note_at(&self, place: usize, note: u64) {
        if let Some(tape) = &mut self.state().tape {
            tape.insert(place.min(tape.len()), Event::Note(note));
        }
    }

    /// What happened since [`record`](Self::record).
    pub fn take_tape(&self) -> Vec<Event> {
        self.state().tape.take().unwrap_or_default()
    }

    /// Sets what is to fail, counted from now; `None` heals.
    pub fn set_fault(&self, fault: Option<Fault>) {
        let mut state = self.state();
        (state.fault, state.operations) = (fault, 0);
    }

    /// How many operations there were since the fault was set.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Weakens what SQLite asks of the drive: a planted bug.
    pub fn weaken(&self, weakness: Weakness) {
        self.state().weakness = weakness;
    }

    /// Whether the power is gone.
    pub fn is_dead(&self) -> bool {
        self.state().dead
    }

    /// After the power went: puts on the files what the drive kept, and switches on again. Nothing
    /// may have the files open.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn restore_power(&self, loss: Loss, chance: &mut ChaCha8Rng) -> io::Result<()> {
        let image = self.state().drive.image(loss, chance);
        self.put(image)?;
        let mut state = self.state();
        (state.dead, state.fault) = (false, None);
        Ok(())
    }

    /// The files as they are while the power is on.
    pub fn image(&self) -> Image {
        self.state().drive.whole()
    }

    /// Replaces the files by these. Nothing may have them open.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn put(&self, image: Image) -> io::Result<()> {
        write_image(&self.folder, &image)?;
        self.state().drive = Drive::holding(image);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to become of an operation.
    fn verdict(&self, of: Of, kind: Kind) -> Result<(), Refusal> {
        let mut state = self.state();
        if state.dead {
            return Err(Refusal::Io);
        }
        let Some(fault) = state.fault.filter(|fault| fault.concerns(kind, of)) else {
            return Ok(());
        };
        state.operations += 1;
        let Some(refusal) = fault.strikes(state.operations) else { return Ok(()) };
        state.dead |= fault.kills();
        Err(refusal)
    }

    /// Whether nothing can grow any more.
    fn is_full(&self) -> bool {
        let state = self.state();
        let fault = state.fault.filter(|fault| fault.is_no_room() && fault.is_lasting());
        fault.is_some_and(|fault| fault.strikes(state.operations + 1).is_some())
    }

    fn happened(&self, event: Event) {
        self.state().put(event);
    }

    fn weakness(&self) -> Weakness {
        self.state().weakness
    }
}

impl State {
    fn put(&mut self, event: Event) {
        if let Some(tape) = &mut self.tape {
            tape.push(event.clone());
        }
        self.drive.take(event);
    }
}

/// Makes the databases of a folder, and the files in its folders, exactly those of an image.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_image(folder: &Path, image: &Image) -> io::Result<()> {
    for name in names(folder)? {
        // Shared memory does not outlive the power, so it goes in any case.
        let path = folder.join(&name);
        match path.is_dir() {
            true => std::fs::remove_dir_all(path)?,
            false if image.contains_key(&name) => {}
            false => std::fs::remove_file(path)?,
        }
    }
    image.iter().try_for_each(|(name, bytes)| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        crate::town::write_private(&path, bytes)
    })
}

/// The databases of a folder and the files in its folders.
fn read_image(folder: &Path) -> io::Result<Image> {
    let mut image = Image::new();
    let mut left = names(folder)?;
    while let Some(name) = left.pop() {
        let path = folder.join(&name);
        if path.is_dir() {
            let inside = std::fs::read_dir(path)?.map(|entry| Ok(entry?.file_name()));
            let inside = inside.collect::<io::Result<Vec<_>>>()?;
            left.extend(inside.iter().filter_map(|one| Some(format!("{name}/{}", one.to_str()?))));
        } else if !name.ends_with("-shm") && !name.ends_with(".lock") {
            image.insert(name, std::fs::read(path)?);
        }
    }
    Ok(image)
}

/// The names of the folders in a folder, and of its databases with what belongs to them.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let database = name.contains(".sqlite") && !name.ends_with(".lock");
        if database || entry.file_type()?.is_dir() {
            names.push(name);
        }
    }
    Ok(names)
}
