//! What must hold on a phone after any crash.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::store::{Identity, Reading, Store, StoreError};
use fangxian_protocol::entry::Arrival;
use fangxian_protocol::envelope::Envelope;
use fangxian_protocol::id::{Division, EnvelopeHash};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::Point;
use crate::disk::write_image;
use crate::harness::HandClock;
use crate::town::{Deed, MORNING_MS, PHONE_FILE, Phone, perform};

/// One crash in so many is lived on after: another deed, another opening.
const LIVED_ON_EVERY: u64 = 64;
/// And of one in so many every list and document is compared with the envelopes.
const COMPARED_EVERY: u64 = 4;

/// What a phone had said to be saved at one moment of a scene.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// Envelopes stored.
    pub(super) envelopes: usize,
    /// Of them, its own that the centre accepted.
    pub(super) accepted: u64,
    /// Whether it knew who it is.
    pub(super) enrolled: bool,
    /// How far it had heard each village.
    pub(super) cursors: BTreeMap<Division, u64>,
    /// The number of its last request.
    pub(super) request_number: u64,
}

/// Everything that was ever true in a scene.
#[derive(Debug, Default)]
pub(super) struct Truth {
    /// Every envelope in the order it was stored, with its bytes and whether it is its own.
    pub(super) envelopes: Vec<(EnvelopeHash, Vec<u8>, bool)>,
    /// What was said, by the number of the note.
    pub(super) told: Vec<Told>,
    /// The centre's log of each village.
    pub(super) logs: BTreeMap<Division, Vec<Vec<u8>>>,
}

impl Told {
    /// What a phone has now, seen past its ledger, which keeps its store to itself.
    pub(super) fn read(file: &Connection) -> rusqlite::Result<Self> {
        let count = |sql| file.query_row(sql, [], |row| row.get::<_, i64>(0));
        let identity = "SELECT certificate IS NOT NULL, request_number FROM identity";
        let (enrolled, request_number) =
            file.query_row(identity, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut cursors = file.prepare("SELECT village, position FROM cursor")?;
        let cursors = cursors.query_map([], |row| {
            let village = Division::from_u64(row.get(0)?);
            Ok((village.map_err(|_| rusqlite::Error::InvalidQuery)?, row.get(1)?))
        })?;
        Ok(Self {
            envelopes: count("SELECT count(*) FROM envelope")? as usize,
            accepted: count("SELECT count(*) FROM envelope WHERE own = 1 AND place = 2")? as u64,
            enrolled,
            cursors: cursors.collect::<Result<_, _>>()?,
            request_number,
        })
    }
}

impl Truth {
    /// Opens what a crash left behind and holds it against what was said.
    pub(super) fn check(&self, folder: &Path, point: &Point) -> Result<(), String> {
        write_image(folder, &point.image).map_err(|error| error.to_string())?;
        let told = self.told.get(point.told).cloned().unwrap_or_default();
        let opened = Store::open(&folder.join(PHONE_FILE));
        let (store, report) = opened.map_err(|error| format!("does not open: {error}"))?;
        if let Some(salvaged) = report.salvaged {
            let _ = std::fs::remove_file(&salvaged.set_aside);
            return Err(format!("a crash was taken for damage: {salvaged:?}"));
        }
        if report.stale {
            store.rebuild(|_, _| {}).map_err(|error| format!("rebuild: {error}"))?;
        }
        store
            .read(|reading| Ok(self.holds(reading, &told)))
            .map_err(|error| error.to_string())??;
        if point.dice.is_multiple_of(COMPARED_EVERY) {
            let differences = store.compare().map_err(|error| format!("compare: {error}"))?;
            if let Some(first) = differences.first() {
                return Err(format!("lists differ from envelopes: {first:?}"));
            }
        }
        drop(store);
        if told.enrolled && point.dice.is_multiple_of(LIVED_ON_EVERY) {
            live_on(folder, point.dice)?;
        }
        Ok(())
    }

    fn holds(&self, reading: &Reading<'_>, told: &Told) -> Result<(), String> {
        let failed = |error: StoreError| format!("reading: {error}");
        let count = reading.envelope_count().map_err(failed)? as usize;
        if count < told.envelopes {
            return Err(format!(
                "{} envelopes were said to be saved, {count} are there",
                told.envelopes
            ));
        }
        let here = self.envelopes.get(..count);
        let here = here.ok_or_else(|| format!("{count} envelopes are there that never were"))?;
        for (hash, bytes, _) in here {
            let stored = reading.envelope(hash).map_err(failed)?;
            if stored.is_none_or(|stored| stored.bytes != *bytes) {
                return Err("an envelope is missing between others or has changed".into());
            }
        }
        if reading.outbox().map_err(failed)?.accepted < told.accepted {
            return Err("what was accepted is no longer accepted".into());
        }
        match reading.identity().map_err(failed)? {
            Some(identity) => chain_goes_on(&identity, here, told)?,
            None if told.enrolled => return Err("the phone forgot who it is".into()),
            None => {}
        }
        self.cursors_hold(reading, told).map_err(failed)?
    }

    /// What a village's log had up to the cursor is here, and cursors never go back.
    fn cursors_hold(
        &self,
        reading: &Reading<'_>,
        told: &Told,
    ) -> Result<Result<(), String>, StoreError> {
        let cursors: BTreeMap<Division, u64> =
            reading.cursors()?.into_iter().map(|one| (one.village, one.position)).collect();
        for (village, position) in &told.cursors {
            if cursors.get(village) < Some(position) {
                return Ok(Err(format!("{village}: heard less than was said")));
            }
        }
        for (village, position) in &cursors {
            let log = self.logs.get(village).map_or(&[][..], Vec::as_slice);
            for bytes in log.iter().take(*position as usize) {
                let is_here = match Arrival::from_bytes(bytes) {
                    Ok(Arrival { record, tags }) => tags.is_subset(&reading.arrivals(&record)?),
                    Err(_) => reading.has_envelope(&Envelope::hash(bytes))?,
                };
                if !is_here {
                    return Ok(Err(format!("{village}: heard to {position} with a gap")));
                }
            }
        }
        Ok(Ok(()))
    }
}

/// Counter and last hash fit the envelopes that are there, so that the chain goes on without a
/// gap or a number used twice; request numbers never go back.
fn chain_goes_on(
    identity: &Identity,
    here: &[(EnvelopeHash, Vec<u8>, bool)],
    told: &Told,
) -> Result<(), String> {
    let own: Vec<_> = here.iter().filter(|(_, _, own)| *own).collect();
    let last = own.last().map_or(EnvelopeHash([0; EnvelopeHash::LEN_BYTES]), |one| one.0);
    if identity.counter != own.len() as u64 || identity.previous != last {
        return Err(format!("the chain stands at {}, {} are there", identity.counter, own.len()));
    }
    if identity.request_number < told.request_number {
        return Err("a request number may be used twice".into());
    }
    if told.enrolled && identity.certificate.is_none() {
        return Err("the phone forgot that it is enrolled".into());
    }
    Ok(())
}

/// The worker goes on: saves something else, and finds it after another start.
fn live_on(folder: &Path, dice: u64) -> Result<(), String> {
    let clock = Arc::new(HandClock::at(MORNING_MS));
    let open = || Phone::open(folder, clock.clone(), dice ^ clock.now_ms() as u64);
    let mut chance = ChaCha8Rng::seed_from_u64(dice);
    let phone = open().map_err(|error| format!("the ledger does not open: {error}"))?;
    let done = perform(&phone.ledger, Deed::Report, &mut chance);
    let done = done.map_err(|error| format!("nothing can be saved any more: {error}"))?;
    drop(phone);
    let phone = open().map_err(|error| format!("the ledger does not open again: {error}"))?;
    for record in done {
        phone
            .ledger
            .view(record)
            .map_err(|error| format!("saved after a crash and lost: {error}"))?;
    }
    Ok(())
}
