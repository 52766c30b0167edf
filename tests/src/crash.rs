//! Loss of power, kills and failing calls at every place where a phone or the centre writes.
//!
//! A scene is played once and everything SQLite does to its files is recorded. Then the power goes
//! at every event of that recording, in several ways, and what is left on the drive is opened:
//! everything that was said to be saved must be there, whole, and nothing that was never said.

mod centre;
mod check;
mod failing;
mod kill;
mod photos;
mod recording;
mod salvage;
mod scene;
mod tally;
mod upgrade;

use std::path::Path;
use std::sync::Mutex;

use rand::RngExt;

use crate::disk::{Drive, Event, Loss, Weakness, install};
use crate::harness::Outcome;
use crate::harness::effort::Effort;
use crate::town::chance;

pub use failing::failing_calls;
pub use kill::{Killed, killed_under_load};
pub use photos::failing_calls as failing_photo_calls;
pub use tally::{Broken, Tally};

use recording::Recording;

/// A bug planted on purpose, to see that the checks notice it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Planted {
    /// None.
    #[default]
    None,
    /// `synchronous=NORMAL`: commits are not flushed.
    Normal,
    /// `synchronous=OFF`: nothing is flushed.
    Off,
    /// The app says "saved" before the commit.
    Early,
    /// The drive says that it flushed and did not: no program survives that, the checks must.
    LyingDrive,
    /// Photos and snapshot files are not flushed.
    FilesUnflushed,
    /// The folders that photos and snapshot files lie in are not flushed.
    FoldersUnflushed,
}

/// What is to be broken.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// So many crash points in all.
    pub effort: Effort,
    /// A bug to be noticed.
    pub planted: Planted,
    /// Only scenes with photos and snapshot files.
    pub only_photos: bool,
}

/// Of so many scenes each sort has its share.
const SHARES: u64 = 16;

/// Breaks scenes until so many crash points were looked at.
///
/// # Errors
/// When a scene itself cannot be played: that says nothing about crashes.
pub fn run(plan: &Plan, tell: &(dyn Fn(u64) + Sync)) -> Outcome<Tally> {
    install();
    let mut tally: Tally = plan.effort.spend(tell, |seed, left| play(plan, seed, left))?;
    tally.sort();
    Ok(tally)
}

/// Plays and breaks one scene.
fn play(plan: &Plan, seed: u64, points_max: u64) -> Outcome<Tally> {
    match seed % SHARES {
        _ if plan.only_photos || plan.planted.is_of_files() => {
            photos::play(seed, plan.planted, points_max)
        }
        // The other bugs are planted under a phone.
        _ if plan.planted != Planted::None => scene::play(seed, plan.planted, points_max),
        1 => salvage::play(seed, points_max),
        3 => photos::play(seed, Planted::None, points_max),
        7 => upgrade::play(seed, points_max),
        2 | 6 | 10 | 14 => centre::play(seed, points_max),
        _ => scene::play(seed, Planted::None, points_max),
    }
}

/// What is left on the drive after one crash.
pub struct Point {
    /// The seed of the recording.
    pub seed: u64,
    /// The crash came right after this event.
    pub event: usize,
    /// How.
    pub loss: Loss,
    /// How many things had been said to be saved.
    pub told: usize,
    /// The files.
    pub image: crate::disk::Image,
    /// Decides what else is tried.
    pub dice: u64,
}

/// Breaks a recording and has what is left looked at, in a folder of its own.
fn look_at(
    sort: &'static str,
    (seed, recording): (u64, &Recording),
    points_max: u64,
    check: &dyn Fn(&Path, &Point) -> Result<(), String>,
) -> Outcome<Tally> {
    let scratch = crate::town::scratch("fangxian-crash-")?;
    let mut tally = Tally::default();
    break_at_every_event(seed, recording, points_max, &mut |point| {
        tally.look(sort, point, &|| check(scratch.path(), point));
    });
    Ok(tally)
}

fn break_at_every_event(
    seed: u64,
    recording: &Recording,
    points_max: u64,
    look: &mut dyn FnMut(&Point),
) {
    let mut chance = chance(seed, 1);
    let mut drive = Drive::holding(recording.before.clone());
    let (mut told, mut points) = (0, 0);
    for (event, happened) in recording.tape.iter().enumerate() {
        if let Event::Note(number) = happened {
            told = *number as usize;
            continue;
        }
        drive.take(happened.clone());
        // Before anything was said to be saved no bug can lose it.
        let too_early = recording.planted && told == 0;
        let every = recording.database_event_every;
        let passed_over = every > 0
            && !event.is_multiple_of(every)
            && event + 1 < recording.tape.len()
            && happened.name().is_some_and(|name| name.contains(".sqlite"));
        if too_early || passed_over || matches!(happened, Event::Open(_)) {
            continue;
        }
        for loss in [Loss::Killed, Loss::All, Loss::Some, Loss::Some, Loss::Some] {
            // Only what was written can be lost.
            let is_flush = matches!(happened, Event::Sync(_) | Event::SyncFolder(_));
            let flushed = is_flush && loss != Loss::Some;
            if points >= points_max || flushed {
                continue;
            }
            points += 1;
            let image = drive.image(loss, &mut chance);
            look(&Point { seed, event, loss, told, image, dice: chance.random() });
        }
    }
}

impl Planted {
    fn weakness(self) -> Weakness {
        match self {
            Self::Normal => Weakness::SynchronousNormal,
            Self::Off => Weakness::SynchronousOff,
            Self::LyingDrive => Weakness::LyingDrive,
            Self::FilesUnflushed => Weakness::FilesUnflushed,
            Self::FoldersUnflushed => Weakness::FoldersUnflushed,
            Self::None | Self::Early => Weakness::None,
        }
    }

    /// Whether it is about the files beside the databases.
    fn is_of_files(self) -> bool {
        matches!(self, Self::FilesUnflushed | Self::FoldersUnflushed)
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
