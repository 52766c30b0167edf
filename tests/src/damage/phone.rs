//! A phone's file: opened, or set aside and salvaged; nothing false is shown, nothing unsent in an
//! intact page is lost, and the centre brings back the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use fangxian::ledger::{Ledger, LedgerError};
use fangxian::store::{HazardQuery, HazardRow, PAGE_ROWS_MAX, Place, StoreError};
use fangxian::sync::Outcome as Ended;
use fangxian_protocol::certificate::Certificate;
use fangxian_protocol::id::{DeviceId, Division, EnvelopeHash, RecordId};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Runtime;

use super::harm::{Files, Harm, PAGE_BYTES};
use super::{Looked, bytes_of, days, once_in};
use crate::harness::{HandClock, Outcome, copy_folder};
use crate::town::{Deed, MORNING_MS, Phone, Town, chance, envelopes, look_into};
use crate::town::{PHONE_FILE, certificates, logs, perform};

const PEOPLE: usize = 12;
/// The worker whose phone it is, and a neighbour in the same village.
const WORKER: usize = 4;
const NEIGHBOUR: usize = 8;
const UNSENT: usize = 20;
/// One in so many synchronises afterwards and is compared whole.
const LIVED_ON: u32 = 4;
/// Records looked at of each.
const VIEWED: usize = 5;

/// A phone and a centre that lived, and everything that is true of them.
pub(super) struct Stage {
    /// The centre's folder.
    pub(super) centre: std::path::PathBuf,
    /// The phone's folder.
    pub(super) phone: std::path::PathBuf,
    /// The centre's logs.
    pub(super) logs: BTreeMap<Division, Vec<Vec<u8>>>,
    /// What the centre says each device is.
    pub(super) certificates: BTreeMap<DeviceId, Certificate>,
    pub(super) seed: u64,
    /// The phone's file after it came to rest, as it was while it was used, and on an earlier day.
    rested: Files,
    used: Files,
    older: Files,
    envelopes: BTreeMap<EnvelopeHash, Vec<u8>>,
    /// What the centre has not got, each with the pages it lies on: its row's, and any that it once
    /// lay on.
    unsent: Vec<(EnvelopeHash, BTreeSet<usize>)>,
    rows: BTreeMap<RecordId, HazardRow>,
}

impl Stage {
    /// A worker's and a neighbour's days, seen from the worker's phone.
    pub(super) async fn set(folder: &Path, seed: u64, records: usize) -> Outcome<Self> {
        let (centre, place) = (folder.join("centre"), folder.join("phone"));
        let town = Town::found(&centre, PEOPLE, seed)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let neighbour = Phone::open(&folder.join("neighbour"), clock.clone(), seed ^ 1)?;
        let worker = Phone::open(&place, clock, seed)?;
        town.enrol(&neighbour.ledger, NEIGHBOUR).await?;
        town.enrol(&worker.ledger, WORKER).await?;
        let mut chance = chance(seed, 60);
        days(&worker, records / 2, &mut chance)?;
        days(&neighbour, records / 2, &mut chance)?;
        neighbour.sync(town.line()).await?;
        worker.sync(town.line()).await?;
        worker.ledger.rest()?;
        let (main, log) = (place.join(PHONE_FILE), place.join(format!("{PHONE_FILE}-wal")));
        let mut older = Files { main: bytes_of(&main), log: Vec::new() };
        for _ in 0..records / 20 + UNSENT {
            perform(&worker.ledger, Deed::any(&mut chance), &mut chance)?;
        }
        older.log = bytes_of(&log);
        worker.sync(town.line()).await?;
        worker.ledger.rest()?;
        let sent: BTreeSet<EnvelopeHash> =
            envelopes(&look_into(&place)?)?.into_iter().map(|(hash, ..)| hash).collect();
        for _ in 0..UNSENT {
            perform(&worker.ledger, Deed::Report, &mut chance)?;
        }
        let used = Files { main: bytes_of(&main), log: bytes_of(&log) };
        worker.ledger.rest()?;
        let rested = Files { main: bytes_of(&main), log: Vec::new() };
        let all: Vec<_> = envelopes(&look_into(&place)?)?;
        let unsent = all.iter().filter(|(hash, ..)| !sent.contains(hash));
        let unsent = unsent.map(|(hash, bytes, _)| (*hash, pages_of(&rested.main, bytes)));
        let unsent = unsent.collect();
        let envelopes = all.into_iter().map(|(hash, bytes, _)| (hash, bytes)).collect();
        let rows = rows(&worker.ledger)?;
        let registry = town.centre.registry();
        let (logs, certificates) = (logs(registry)?, certificates(registry)?);
        town.centre.close();
        drop(worker);
        let phone = place;
        Ok(Self {
            centre,
            phone,
            logs,
            certificates,
            seed,
            rested,
            used,
            older,
            envelopes,
            unsent,
            rows,
        })
    }

    /// Opens the phone's file damaged.
    pub(super) fn try_phone(
        &self,
        place: &Path,
        chance: &mut ChaCha8Rng,
        runtime: &Runtime,
    ) -> Looked {
        let was_used = chance.random_bool(0.6);
        let mut files = if was_used { self.used.clone() } else { self.rested.clone() };
        let harm = files.harm(&self.older, chance);
        let phone = place.join("phone");
        copy_folder(&self.phone, &phone)?;
        std::fs::write(phone.join(PHONE_FILE), &files.main)?;
        std::fs::write(phone.join(format!("{PHONE_FILE}-wal")), &files.log)?;
        let looked = self.look(&phone, (&harm, was_used), chance, runtime);
        looked.map_err(|what| format!("phone, {:?}: {what}", harm.how).into())
    }

    fn look(
        &self,
        folder: &Path,
        (harm, was_used): (&Harm, bool),
        chance: &mut ChaCha8Rng,
        runtime: &Runtime,
    ) -> Looked {
        let phone = match self.open(folder, chance) {
            Ok(phone) => phone,
            // Both are numbers in the first page.
            Err(LedgerError::Store(StoreError::NewerSchema { .. } | StoreError::NotAStore))
                if harm.pages.contains(&0) =>
            {
                return Ok("phone: taken for another's file, and left alone");
            }
            Err(error) => return Err(format!("does not open: {error}").into()),
        };
        let salvaged = phone.report.salvaged.is_some();
        let met = self.shows_nothing_false(&phone.ledger, salvaged, harm, chance)?;
        // Reading everything meets what is left.
        let hidden = !is_whole(&phone.ledger)?;
        drop(phone);
        let phone = self.open(folder, chance)?;
        let mended = salvaged || phone.report.salvaged.is_some();
        let again = self.shows_nothing_false(&phone.ledger, mended, harm, chance)?;
        if again || !is_whole(&phone.ledger)? {
            return Err(format!("opened again and still damaged: {:?}", phone.report).into());
        }
        if !mended && !harm.log && rows(&phone.ledger)? != self.rows {
            return Err("a list lacks something, and nothing says so".into());
        }
        self.nothing_invented(folder)?;
        self.nothing_unsent_lost(folder, harm, was_used)?;
        if once_in(LIVED_ON, chance) {
            self.lives_on(phone, folder, runtime)?;
        }
        Ok(match (salvaged, met, hidden) {
            (true, ..) => "phone: salvaged at once",
            (_, true, _) => "phone: met by looking, then mended",
            (_, _, true) => "phone: met by reading everything, then mended",
            _ => "phone: without effect",
        })
    }

    fn open(&self, folder: &Path, chance: &mut ChaCha8Rng) -> Result<Phone, LedgerError> {
        let clock = Arc::new(HandClock::at(MORNING_MS));
        Phone::try_open(folder, clock, self.seed ^ chance.random::<u64>())
    }

    /// Lists and records say what they said, or that the file is damaged; whether they did. After a
    /// salvage, or where the log lost its end, a record may be as it was before.
    fn shows_nothing_false(
        &self,
        ledger: &Ledger,
        salvaged: bool,
        harm: &Harm,
        chance: &mut ChaCha8Rng,
    ) -> Outcome<bool> {
        let may_be_older = salvaged || harm.log;
        let mut met = false;
        match rows(ledger) {
            Ok(found) if may_be_older => {
                if found.keys().any(|record| !self.rows.contains_key(record)) {
                    return Err("a record nobody reported".into());
                }
            }
            // A row may be lacking where an index is damaged; reading everything meets that.
            Ok(found) => {
                if let Some((record, _)) =
                    found.iter().find(|(at, row)| self.rows.get(at) != Some(row))
                {
                    return Err(format!("{record}: shown as it never was, without a word").into());
                }
            }
            Err(error) if is_damage(&error) => met = true,
            Err(error) => return Err(format!("a list fails: {error}").into()),
        }
        for _ in 0..VIEWED {
            let nth = chance.random_range(0..self.rows.len());
            let Some(row) = self.rows.values().nth(nth) else { continue };
            match ledger.view(row.record) {
                Ok(fangxian::domain::View::Hazard(view)) => {
                    if !may_be_older && view.face.title != row.title {
                        return Err("a record says something else".into());
                    }
                }
                Ok(_) => return Err("a record of another kind".into()),
                Err(error) if is_damage(&error) => met = true,
                Err(LedgerError::NotFound { .. }) if may_be_older => {}
                Err(error) => return Err(format!("a record fails: {error}").into()),
            }
        }
        Ok(met)
    }

    /// Every envelope is one there was, byte for byte, or is known to be torn.
    fn nothing_invented(&self, folder: &Path) -> Outcome<()> {
        for (hash, ..) in envelopes(&look_into(folder)?)? {
            if !self.envelopes.contains_key(&hash) {
                return Err("an envelope under a name nobody gave".into());
            }
        }
        Ok(())
    }

    /// What was not sent yet and lies where no harm was done is there.
    fn nothing_unsent_lost(&self, folder: &Path, harm: &Harm, was_used: bool) -> Outcome<()> {
        let here: BTreeMap<EnvelopeHash, Vec<u8>> = envelopes(&look_into(folder)?)?
            .into_iter()
            .map(|(hash, bytes, _)| (hash, bytes))
            .collect();
        for (hash, pages) in &self.unsent {
            let unharmed = match was_used {
                true => !harm.log,
                false => !pages.is_empty() && harm.pages.is_disjoint(pages),
            };
            if unharmed && here.get(hash) != self.envelopes.get(hash) {
                let used = if was_used { "as it was used" } else { "at rest" };
                return Err(
                    format!("{hash:?}, unsent, in intact pages {pages:?}: lost, {used}").into()
                );
            }
        }
        Ok(())
    }

    /// The phone goes on and hears what it lost; everything agrees then.
    fn lives_on(&self, phone: Phone, folder: &Path, runtime: &Runtime) -> Outcome<()> {
        let centre = folder.with_file_name("centre");
        copy_folder(&self.centre, &centre)?;
        let town = Town::at(&centre, MORNING_MS)?;
        if phone.ledger.me().is_err() {
            // It forgot who it is, and said so.
            runtime.block_on(town.enrol(&phone.ledger, WORKER))?;
        }
        // Whatever it finds out about itself on the way, a few times are enough.
        for _ in 0..3 {
            let report = runtime.block_on(phone.sync(town.line()))?;
            if report.outcome != Ended::UpToDate {
                return Err(format!("does not get into step: {report:?}").into());
            }
        }
        if !is_whole(&phone.ledger)? {
            return Err(format!("lists differ after all: {:?}", phone.ledger.compare()).into());
        }
        let here: BTreeSet<EnvelopeHash> =
            envelopes(&look_into(folder)?)?.into_iter().map(|(hash, ..)| hash).collect();
        let sent = self.envelopes.keys().filter(|hash| !self.is_unsent(hash));
        let missing = sent.filter(|hash| !here.contains(hash)).count();
        if missing > 0 {
            return Err(format!("{missing} words never came back").into());
        }
        town.centre.close();
        Ok(())
    }

    fn is_unsent(&self, hash: &EnvelopeHash) -> bool {
        self.unsent.iter().any(|(unsent, _)| unsent == hash)
    }
}

/// Every hazard as it is listed, whatever became of its sending.
fn rows(ledger: &Ledger) -> Result<BTreeMap<RecordId, HazardRow>, LedgerError> {
    let (mut rows, mut after) = (BTreeMap::new(), None);
    loop {
        let query = HazardQuery {
            after,
            limit: PAGE_ROWS_MAX,
            every_record: true,
            ..HazardQuery::default()
        };
        let page = ledger.hazards(&query)?;
        let plain = |row| HazardRow { upload: Place::Accepted, touched: 0, ..row };
        rows.extend(page.rows.into_iter().map(|row| (row.record, plain(row))));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(rows),
        }
    }
}

/// Whether everything can be read and follows from the envelopes.
fn is_whole(ledger: &Ledger) -> Outcome<bool> {
    match ledger.compare() {
        Ok(differences) => Ok(differences.is_empty()),
        Err(error) if is_damage(&error) => Ok(false),
        Err(error) => Err(format!("comparing fails: {error}").into()),
    }
}

/// The pages that all of `bytes` lie on; none when they are spread over several somewhere.
fn pages_of(main: &[u8], bytes: &[u8]) -> BTreeSet<usize> {
    let places = main.windows(bytes.len()).enumerate().filter(|(_, window)| *window == bytes);
    places.map(|(place, _)| place / PAGE_BYTES).collect()
}

fn is_damage(error: &LedgerError) -> bool {
    matches!(error, LedgerError::Store(error) if error.is_damage())
}
