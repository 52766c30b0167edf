//! Every call on a photo or a snapshot file fails once, or from then on; then the power goes, and
//! what was said to be done is done.

use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::ledger::{Attachment, HazardDraft, LedgerError};
use fangxian::sync::{Failure, Outcome as Ended};
use fangxian_protocol::id::EvidenceHash;
use fangxian_server::registry::Registry;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::stock::Stock;
use super::{LEDGER, Moment, attachment, centre, phone, story};
use crate::crash::Planted;
use crate::crash::tally::{Broken, Tally};
use crate::disk::{Disk, Fault, Loss, write_image};
use crate::harness::{HandClock, Outcome};
use crate::town::{Phone, Town, scratch};

const HOW: [fn(u64) -> Fault; 4] = [
    |at| Fault::io(at, false),
    |at| Fault::io(at, true),
    |at| Fault::full(at, false),
    |at| Fault::full(at, true),
];
const HOW_CALLED: [&str; 4] = ["Io", "IoFromNowOn", "Full", "FullFromNowOn"];
const CALLS_MAX: u64 = 200;
/// The moment at which a snapshot file is half downloaded.
const HALF_DOWNLOADED: usize = 2;
const MINUTES: i64 = 10;

/// What is under way meanwhile, on the phone or at the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Attach,
    Download,
    Upload,
    Receive,
    MakeSnapshot,
}

const WORK: [Work; 5] =
    [Work::Attach, Work::Download, Work::Upload, Work::Receive, Work::MakeSnapshot];

type Failed = dyn std::error::Error + Send + Sync;

/// Lets the first call on a photo or a snapshot file fail, the second, and so on, until the work is
/// done without a failure. Each must be said, harm nothing, and let the next try pass.
///
/// # Errors
/// When the stage cannot be set.
pub fn failing_calls(seed: u64) -> Outcome<Tally> {
    let (_, _, truth) = story::record(seed, Planted::None)?;
    let last = truth.moments.len() - 1;
    let mut tally = Tally::default();
    for work in WORK {
        let moment = if work == Work::Download { HALF_DOWNLOADED } else { last };
        for (how, called) in HOW.iter().zip(HOW_CALLED) {
            for at in 1..CALLS_MAX {
                tally.count("failing call on a photo or a snapshot file");
                match Stage::set(&truth.moments[moment], seed ^ at)?.fail(work, how(at), at) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(what) => tally.fail(Broken {
                        place: format!("seed {seed}: {work:?}, {called} at {at}"),
                        what: what.to_string(),
                    }),
                }
            }
        }
    }
    Ok(tally)
}

/// A phone and a centre, as they were at a moment, and a photo.
struct Stage {
    /// Removed when the stage is.
    _folder: tempfile::TempDir,
    phone_disk: Arc<Disk>,
    centre_disk: Arc<Disk>,
    clock: Arc<HandClock>,
    photo: Attachment,
    runtime: tokio::runtime::Runtime,
    seed: u64,
}

impl Stage {
    fn set(moment: &Moment, seed: u64) -> Outcome<Self> {
        let folder = scratch("fangxian-failing-")?;
        Stock::get()?.lay_out_as(&folder.path().join("centre"), &moment.centre)?;
        let phone_disk = Disk::under(&folder.path().join("phone"))?;
        write_image(phone_disk.folder(), &moment.phone)?;
        Ok(Self {
            phone_disk: Disk::under(phone_disk.folder())?,
            centre_disk: Disk::under(&folder.path().join("centre"))?,
            _folder: folder,
            clock: Arc::new(HandClock::at(moment.now_ms)),
            photo: attachment(&mut ChaCha8Rng::seed_from_u64(seed)),
            runtime: tokio::runtime::Builder::new_current_thread().build()?,
            seed,
        })
    }

    /// Does some work while call number `at` fails; whether one did.
    fn fail(&self, work: Work, fault: Fault, at: u64) -> Outcome<bool> {
        let disk = match work {
            Work::Attach | Work::Download | Work::Upload => &self.phone_disk,
            Work::Receive | Work::MakeSnapshot => &self.centre_disk,
        };
        self.clock.advance_minutes(MINUTES);
        let town = Town::at(self.centre_disk.folder(), self.clock.now_ms())?;
        let ledger = self.phone_disk.folder().join(LEDGER);
        let phone = Phone::open(&ledger, self.clock.clone(), self.seed)?;
        let mut named = Vec::new();
        if matches!(work, Work::Upload | Work::Receive) {
            named.extend(self.attach(&phone)?);
        }
        disk.set_fault(Some(fault.beside_databases()));
        let first = self.perform(work, &phone, &town);
        let struck = disk.operations() >= at;
        disk.set_fault(None);
        if struck && fault.is_no_room() {
            phone::nothing_half_made(&ledger)?;
        }
        if let Err(error) = &first {
            self.is_told_rightly(error.as_ref(), work, struck)?;
        }
        // In the same process, once all is well again, the same must work.
        self.clock.advance_minutes(MINUTES);
        let again = self.perform(work, &phone, &town);
        named.extend(again.map_err(|error| format!("does not recover: {error}"))?);
        drop((phone, town));
        disk.restore_power(Loss::All, &mut ChaCha8Rng::seed_from_u64(self.seed))?;
        let registry = Registry::open(self.centre_disk.folder())?;
        let arrived = centre::arrived(&registry, &named)?;
        centre::has_what_it_says(&registry, &named, &arrived)?;
        phone::are_here_or_there(&ledger, &named, &arrived)?;
        if matches!(work, Work::Upload | Work::Receive) && arrived != named {
            return Err("a photo was not sent".into());
        }
        Ok(struck)
    }

    /// Whoever waits hears that it is this drive, and that the same may work later.
    fn is_told_rightly(&self, error: &Failed, work: Work, struck: bool) -> Outcome<()> {
        if !struck {
            return Err(format!("fails by itself: {error}").into());
        }
        let retryable = Failure::Store { retryable: true };
        let told = match work {
            Work::Attach => error.downcast_ref().is_some_and(LedgerError::is_retryable),
            Work::Download | Work::Upload => error.to_string().contains(&format!("{retryable:?}")),
            Work::Receive | Work::MakeSnapshot => true,
        };
        match told {
            true => Ok(()),
            false => Err(format!("no advice to try again: {error}").into()),
        }
    }

    /// Does it; the attachments that are now named.
    fn perform(&self, work: Work, phone: &Phone, town: &Town) -> Outcome<Vec<EvidenceHash>> {
        match work {
            Work::Attach => return self.attach(phone),
            Work::MakeSnapshot => drop(town.centre.registry().make_snapshots(true)?),
            Work::Download | Work::Upload | Work::Receive => {
                let report = self.runtime.block_on(phone.sync(town.line()))?;
                if report.outcome != Ended::UpToDate {
                    return Err(format!("not in step: {report:?}").into());
                }
            }
        }
        Ok(Vec::new())
    }

    fn attach(&self, phone: &Phone) -> Outcome<Vec<EvidenceHash>> {
        let attachments = vec![self.photo.clone()];
        let draft = HazardDraft { attachments, ..HazardDraft::default() };
        let record = phone.ledger.report_hazard(&draft)?.record;
        Ok(phone.ledger.evidence(record)?.into_keys().collect())
    }
}
