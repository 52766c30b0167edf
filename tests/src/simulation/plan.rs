//! What is going to happen, decided before it does, so that parts can be left out.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::disk::{Loss, Weakness};
use crate::town::{BY_HAND, Deed, Trouble, chance};

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Decides everything that is not said here.
    pub seed: u64,
    /// So many phones at the start.
    pub phones: usize,
    /// Another centre is there, to which requests may stray.
    pub second_centre: bool,
    /// What happens.
    pub steps: Vec<Step>,
    /// A bug planted between the phones and their drives, to see that it is noticed.
    pub weakness: Weakness,
}

/// Something that happens. Phones are counted around, so that a step makes sense whichever others
/// are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Someone does something.
    Does(usize, Deed, u64),
    /// A phone synchronises over a line with these troubles.
    Syncs(usize, Vec<Trouble>),
    /// The power of a phone goes at a write while it does something or synchronises.
    PowerGoes(usize, Busy, u64, Loss),
    /// A phone has no room from a write on, while it does something or synchronises.
    Full(usize, Busy, u64),
    /// An app is killed and opened again.
    Killed(usize),
    /// An app goes to the background.
    Rests(usize),
    /// A phone's clock goes wrong by so much.
    ClockWrong(usize, i64),
    /// Minutes pass.
    Pass(i64),
    /// So many days pass in which nobody in the village has a signal.
    Silence(i64),
    /// The power of the centre goes at a write while a phone synchronises.
    CentrePowerGoes(usize, u64, Loss),
    /// The centre has no room from a write on while a phone synchronises.
    CentreFull(usize, u64),
    /// Requests that were kept back arrive.
    LateArrive,
    /// A device is revoked.
    Revoked(usize),
    /// Whoever has this phone enrols another one.
    EnrolsAnother(usize),
    /// A phone is copied to another one, as a new phone is set up from the old; both go on.
    Copied(usize),
    /// A phone's folder goes into a backup.
    BackedUp(usize),
    /// A phone is what its backup has; what it wrote since and never sent is gone with it. One that
    /// has none is backed up.
    Restored(usize),
    /// A phone's backup is put on another phone, whose key store has no secret of its own yet.
    Replaced(usize),
    /// The centre's folder goes into a backup.
    CentreBackedUp,
    /// The centre is what its backup has; what it took since comes back from the phones. One that
    /// has none is backed up.
    CentrePutBack,
    /// A newer app says what this version does not know.
    Newer(u64),
    /// A request strays to another centre.
    Strays(usize),
}

/// What a phone is busy with when something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// With a deed.
    Doing(Deed, u64),
    /// With a synchronisation.
    Syncing,
    /// With opening.
    Opening,
}

impl Plan {
    /// Decides a run.
    pub fn from_seed(seed: u64) -> Self {
        let mut chance = chance(seed, 10);
        let phones = match chance.random_range(0..40) {
            0 => chance.random_range(9..=30),
            1..8 => chance.random_range(6..9),
            _ => chance.random_range(3..6),
        };
        let second_centre = chance.random_range(0..8) == 0;
        let count = chance.random_range(20..60) + phones;
        let steps = (0..count).map(|_| step(&mut chance)).collect();
        Self { seed, phones, second_centre, steps, weakness: Weakness::None }
    }

    /// How many people the town needs.
    pub fn people(&self) -> usize {
        self.phones.max(BY_HAND + 1)
    }
}

fn step(chance: &mut ChaCha8Rng) -> Step {
    let phone = chance.random_range(0..64);
    match chance.random_range(0..100) {
        0..36 => Step::Does(phone, Deed::any(chance), chance.random()),
        36..62 => Step::Syncs(phone, troubles(chance)),
        62..72 => Step::PowerGoes(phone, busy(chance), at(chance), loss(chance)),
        72..76 => Step::Full(phone, busy(chance), at(chance)),
        76..78 => Step::Killed(phone),
        78..80 => Step::Rests(phone),
        80..82 => another(phone, chance),
        82..85 => Step::ClockWrong(phone, wrong(chance)),
        85..88 => Step::Pass(chance.random_range(1..3_000)),
        88 => Step::Silence(chance.random_range(50..500)),
        89..92 => Step::CentrePowerGoes(phone, at(chance), loss(chance)),
        92..93 => Step::CentreFull(phone, at(chance)),
        93..95 => Step::LateArrive,
        95 => Step::Revoked(phone),
        96 => another(phone, chance),
        97..99 => Step::Newer(chance.random()),
        _ => Step::Strays(phone),
    }
}

/// More phones than there were, older ones, or an older centre.
fn another(phone: usize, chance: &mut ChaCha8Rng) -> Step {
    match chance.random_range(0..7) {
        0 => Step::EnrolsAnother(phone),
        1 => Step::Copied(phone),
        2 => Step::BackedUp(phone),
        3 => Step::Restored(phone),
        4 => Step::Replaced(phone),
        5 => Step::CentreBackedUp,
        _ => Step::CentrePutBack,
    }
}

fn troubles(chance: &mut ChaCha8Rng) -> Vec<Trouble> {
    (0..chance.random_range(0..3)).map(|_| trouble(chance)).collect()
}

fn trouble(chance: &mut ChaCha8Rng) -> Trouble {
    match chance.random_range(0..10) {
        0..3 => Trouble::None,
        3 => Trouble::RequestLost,
        4 => Trouble::AnswerLost,
        5 => Trouble::Twice,
        6 => Trouble::RequestCut(chance.random_range(0..1_000)),
        7 => Trouble::AnswerCut(chance.random_range(0..1_000)),
        8 => Trouble::Late,
        _ => Trouble::Portal,
    }
}

fn busy(chance: &mut ChaCha8Rng) -> Busy {
    match chance.random_range(0..8) {
        0..4 => Busy::Doing(Deed::any(chance), chance.random()),
        4..7 => Busy::Syncing,
        _ => Busy::Opening,
    }
}

/// The first writes of a commit matter as much as all later ones.
fn at(chance: &mut ChaCha8Rng) -> u64 {
    let most = if chance.random() { 8 } else { 80 };
    chance.random_range(1..=most)
}

fn loss(chance: &mut ChaCha8Rng) -> Loss {
    [Loss::All, Loss::Some, Loss::Some, Loss::Killed][chance.random_range(0..4)]
}

fn wrong(chance: &mut ChaCha8Rng) -> i64 {
    match chance.random_range(0..4) {
        0 => 0,
        1 => chance.random_range(-20 * YEAR_MS..=20 * YEAR_MS),
        _ => chance.random_range(-YEAR_MS / 100..=YEAR_MS / 100),
    }
}
