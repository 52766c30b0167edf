//! A phone that starts from a snapshot file, takes photos and sends them, and the centre that
//! receives them: both recorded, and both broken at every event.

mod centre;
mod failing;
mod phone;
mod stock;
mod story;

use std::sync::Arc;

use fangxian::ledger::Attachment;
use fangxian_protocol::id::EvidenceHash;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

pub use failing::failing_calls;

use super::recording::Recording;
use super::{Planted, Tally, look_at};
use crate::disk::Image;
use crate::harness::Outcome;
use crate::harness::effort::Figures;

/// The worker whose phone it is, and whoever gets a new phone afterwards: both in one village.
const WORKER: usize = 4;
const NEWCOMER: usize = 8;
/// Where the phone keeps its ledger, in the folder that is watched.
const LEDGER: &str = "ledger";
/// Other scenes look at what becomes of databases.
const DATABASE_EVENT_EVERY: usize = 16;

/// What had been said at one moment of a story, and what lay on the drives then.
#[derive(Clone)]
struct Moment {
    /// Envelopes on the phone.
    envelopes: usize,
    /// Attachments the centre had said it has.
    arrived: Vec<EvidenceHash>,
    /// The end of the newest snapshot file.
    snapshot: u64,
    now_ms: i64,
    phone: Arc<Image>,
    centre: Arc<Image>,
}

/// Everything that was ever true in a story.
struct Truth {
    /// By the number of the note.
    moments: Vec<Moment>,
    /// Attachments, each with how many envelopes there are once one names it.
    named: Vec<(usize, EvidenceHash)>,
}

/// Plays a story and breaks the phone and the centre of it.
pub(super) fn play(seed: u64, planted: Planted, points_max: u64) -> Outcome<Tally> {
    let (phone, centre, truth) = story::record(seed, planted)?;
    let recording = |before: &Arc<Image>, tape| Recording {
        before: (**before).clone(),
        tape,
        planted: planted != Planted::None,
        database_event_every: DATABASE_EVENT_EVERY,
    };
    let start = truth.before(0);
    let (phone, centre) = (recording(&start.phone, phone), recording(&start.centre, centre));
    let half = points_max.div_ceil(2);
    let mut tally = look_at("phone with photos", (seed, &phone), half, &|folder, point| {
        truth.check_phone(folder, point)
    })?;
    let left = points_max.saturating_sub(tally.points());
    tally.add(look_at("centre with photos", (seed, &centre), left, &|folder, point| {
        truth.check_centre(folder, point)
    })?);
    Ok(tally)
}

impl Truth {
    /// The moment before what was under way when the power went.
    fn before(&self, told: usize) -> &Moment {
        &self.moments[told.min(self.moments.len() - 1)]
    }

    /// The moment after it.
    fn after(&self, told: usize) -> &Moment {
        self.before(told + 1)
    }

    /// The attachments that some of the first `envelopes` envelopes name.
    fn named_by(&self, envelopes: usize) -> Vec<EvidenceHash> {
        let named = self.named.iter().filter(|(count, _)| *count <= envelopes);
        named.map(|(_, hash)| *hash).collect()
    }
}

/// A photo or a voice note: mostly small, now and then more than one piece of an upload.
fn attachment(chance: &mut ChaCha8Rng) -> Attachment {
    let length = match chance.random_range(0..10) {
        0..7 => chance.random_range(200..6_000),
        7..9 => chance.random_range(20_000..60_000),
        _ => chance.random_range(262_000..300_000),
    };
    let mut bytes = vec![0; length];
    rand::Rng::fill_bytes(chance, &mut bytes);
    let (mime, role) = match chance.random() {
        true => ("image/jpeg", "before"),
        false => ("audio/mp4", "voice"),
    };
    Attachment { bytes, mime: mime.to_owned(), role: role.to_owned() }
}
