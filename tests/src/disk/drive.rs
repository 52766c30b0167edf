//! What is on the platter, and what is on its way there.
//!
//! What is in a file is there once the file was flushed; a name, made, changed or taken away, once
//! its folder was. Until then each may be there or not, whatever came before it: no more than that
//! is promised to programs.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::file::{File, Loss};
use super::names::{Change, Names, Node, folder_of};

/// The files of a folder by name, those in folders of it too.
pub type Image = BTreeMap<String, Vec<u8>>;

/// Something a program did to a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The file was opened, and made if there was none.
    Open(String),
    /// Bytes were written at a place.
    Write(String, u64, Vec<u8>),
    /// The file was cut or stretched to this length.
    Truncate(String, u64),
    /// What was written so far is on the platter.
    Sync(String),
    /// It could not be brought there, and never will be: nobody keeps it to try again.
    SyncFailed(String),
    /// The file was removed; whether its folder was flushed too.
    Delete(String, bool),
    /// The file took another name, and the place of the file that had it.
    Rename(String, String),
    /// A folder was made.
    MakeFolder(String),
    /// The names in the folder are on the platter.
    SyncFolder(String),
    /// A mark of whoever listens.
    Note(u64),
}

/// A drive.
#[derive(Debug, Clone, Default)]
pub struct Drive {
    files: Vec<File>,
    names: Names,
}

impl Event {
    /// The file or folder it is about.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Open(name)
            | Self::Write(name, ..)
            | Self::Truncate(name, _)
            | Self::Sync(name)
            | Self::SyncFailed(name)
            | Self::Delete(name, _)
            | Self::Rename(name, _)
            | Self::MakeFolder(name)
            | Self::SyncFolder(name) => Some(name),
            Self::Note(_) => None,
        }
    }
}

impl Drive {
    /// A drive that holds exactly these files.
    pub fn holding(image: Image) -> Self {
        let names = image.keys().enumerate().map(|(number, name)| (name.clone(), number));
        let names = Names::holding(names);
        let files = image.into_values().map(File::holding).collect();
        Self { files, names }
    }

    /// Lets something happen.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Open(name) => drop(self.file(&name)),
            Event::Write(name, at, bytes) => self.file(&name).write(at, bytes),
            Event::Truncate(name, length) => self.file(&name).truncate(length),
            Event::Sync(name) => self.flush(&name),
            Event::SyncFailed(name) => self.file(&name).forsake(),
            Event::Delete(name, flushed) => {
                self.names.change(Change::Gone(name.clone()));
                if flushed {
                    self.names.flush(folder_of(&name));
                }
            }
            Event::Rename(from, to) => {
                self.file(&from);
                self.names.change(Change::Moved(from, to));
            }
            Event::MakeFolder(name) => self.names.change(Change::Made(name, Node::Folder)),
            Event::SyncFolder(name) => self.names.flush(&name),
            Event::Note(_) => {}
        }
    }

    /// SQLite flushes the folder too when it flushes a new journal or log for the first time.
    fn flush(&mut self, name: &str) {
        self.file(name).flush();
        let beside = name.ends_with("-wal") || name.ends_with("-journal");
        if beside && !self.names.lasts(name) {
            self.names.flush(folder_of(name));
        }
    }

    /// The file of this name, made if there is none.
    fn file(&mut self, name: &str) -> &mut File {
        let number = match self.names.now(name) {
            Some(Node::File(number)) => number,
            _ => {
                self.files.push(File::default());
                let number = self.files.len() - 1;
                self.names.change(Change::Made(name.to_owned(), Node::File(number)));
                number
            }
        };
        &mut self.files[number]
    }

    /// What a program finds while the power is on.
    pub fn whole(&self) -> Image {
        let files = self.names.found(|_| true).into_iter();
        files.map(|(name, number)| (name, self.files[number].whole())).collect()
    }

    /// What is found when the power comes back.
    pub fn image(&self, loss: Loss, chance: &mut ChaCha8Rng) -> Image {
        let found = self.names.found(|_| match loss {
            Loss::Killed => true,
            Loss::All => false,
            Loss::Some => chance.random(),
        });
        let files = found.into_iter();
        files.map(|(name, number)| (name, self.files[number].after(loss, chance))).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn chance() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(1)
    }

    /// How many of a hundred losses leave a file of this name.
    fn found(drive: &Drive, name: &str) -> usize {
        let mut chance = chance();
        let images = (0..100).map(|_| drive.image(Loss::Some, &mut chance));
        images.filter(|image| image.contains_key(name)).count()
    }

    #[test]
    fn what_was_flushed_stays_and_what_was_not_may_go() {
        let mut chance = chance();
        let mut drive = Drive::default();
        drive.take(Event::Write("a".into(), 0, vec![1; 2_000]));
        drive.take(Event::Sync("a".into()));
        assert!(drive.image(Loss::All, &mut chance).is_empty(), "its name is not there yet");
        drive.take(Event::SyncFolder(String::new()));
        drive.take(Event::Write("a".into(), 700, vec![2; 1_000]));
        assert_eq!(drive.image(Loss::All, &mut chance)["a"], vec![1; 2_000]);
        assert_eq!(drive.image(Loss::Killed, &mut chance)["a"][700..1_700], [2; 1_000]);
        let torn = (0..100).map(|_| drive.image(Loss::Some, &mut chance)["a"].clone());
        let torn = torn.filter(|bytes| bytes.contains(&2) && bytes[700..1_700].contains(&1));
        assert!(torn.count() > 5, "some writes arrive in part");
    }

    #[test]
    fn what_a_failed_flush_left_behind_never_arrives() {
        let mut drive = Drive::default();
        drive.take(Event::Write("a".into(), 0, vec![1; 10]));
        drive.take(Event::SyncFolder(String::new()));
        drive.take(Event::SyncFailed("a".into()));
        drive.take(Event::Sync("a".into()));
        assert_eq!(drive.whole()["a"], [1; 10]);
        assert!(drive.image(Loss::All, &mut chance())["a"].is_empty());
    }

    #[test]
    fn a_name_lasts_once_its_folder_and_those_around_it_were_flushed() {
        let mut drive = Drive::default();
        drive.take(Event::MakeFolder("f".into()));
        drive.take(Event::Write("f/a.part".into(), 0, vec![1]));
        drive.take(Event::Sync("f/a.part".into()));
        drive.take(Event::Rename("f/a.part".into(), "f/a".into()));
        assert!(drive.whole().contains_key("f/a") && !drive.whole().contains_key("f/a.part"));
        assert!((10..90).contains(&found(&drive, "f/a")));
        drive.take(Event::SyncFolder("f".into()));
        assert!((10..90).contains(&found(&drive, "f/a")), "the folder itself may be gone");
        drive.take(Event::SyncFolder(String::new()));
        assert_eq!((found(&drive, "f/a"), found(&drive, "f/a.part")), (100, 0));
        drive.take(Event::Delete("f/a".into(), false));
        assert!((10..90).contains(&found(&drive, "f/a")));
        drive.take(Event::SyncFolder("f".into()));
        assert_eq!(found(&drive, "f/a"), 0);
    }

    #[test]
    fn a_file_that_takes_a_place_is_there_or_the_one_before_it_is() {
        let mut drive = Drive::holding(Image::from([("a".into(), vec![1])]));
        drive.take(Event::Write("b".into(), 0, vec![2]));
        drive.take(Event::Sync("b".into()));
        drive.take(Event::Rename("b".into(), "a".into()));
        let mut chance = chance();
        let after = (0..100).map(|_| drive.image(Loss::Some, &mut chance)["a"].clone());
        let new = after.filter(|bytes| *bytes == [2]).count();
        assert!((10..90).contains(&new));
    }
}
