//! Carries a plan out, step by step, and checks after each what can be checked then.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::clock::Clock;
use fangxian::crdt::Edit;
use fangxian::domain::fact::Body;
use fangxian::ledger::LedgerError;
use fangxian::sync::{Failure, Outcome as Ended, SyncReport};
use fangxian_protocol::id::{DeviceId, EnvelopeHash};
use fangxian_protocol::problem::ProblemCode;
use rand::RngExt;
use tokio::runtime::Runtime;

use super::check;
use super::copies::CentreBackup;
use super::phone::{Device, dice};
use super::plan::{Busy, Plan, Step};
use crate::disk::{Disk, Fault, Loss, Weakness};
use crate::harness::Outcome;
use crate::town::{
    BY_HAND, Deed, Handset, Late, Line, Town, Trouble, VILLAGES, chance, perform, scratch,
};

pub(super) type Played = (Vec<String>, Option<String>, BTreeMap<&'static str, u64>);

/// Whoever is heard so often stays known.
const HEARD_DAYS: usize = 150;
/// Rounds in which everything pending must have arrived once all is well.
const ROUNDS: usize = 3;

/// A town while it is simulated.
pub(super) struct World {
    pub(super) town: Town,
    pub(super) disk: Arc<Disk>,
    pub(super) devices: Vec<Device>,
    pub(super) newer: Handset,
    pub(super) figures: BTreeMap<&'static str, u64>,
    /// Devices that were revoked by name: whoever took over from them is, too.
    pub(super) revoked: BTreeSet<DeviceId>,
    /// Words of phones that a backup has put back to an earlier day since.
    pub(super) overwritten: BTreeSet<EnvelopeHash>,
    /// What a backup of the centre has.
    pub(super) centre_backup: Option<CentreBackup>,
    second: Option<Town>,
    late: Late,
    pub(super) runtime: Runtime,
    folder: PathBuf,
    seed: u64,
    weakness: Weakness,
}

/// Plays a plan: what happened, and the promise that did not hold.
pub(super) fn play(plan: &Plan) -> Outcome<Played> {
    let folder = scratch("fangxian-sim-")?;
    let mut world = World::set(plan, folder.path())?;
    let mut trace = Vec::new();
    for (number, step) in plan.steps.iter().enumerate() {
        let done = world.step(number, step);
        let said = done.as_ref().map_or_else(ToString::to_string, Clone::clone);
        trace.push(format!("{number:>3} {step:?}: {said}"));
        if let Err(error) = done {
            return Ok((trace, Some(error.to_string()), world.figures));
        }
    }
    let healed = world.heal(&mut trace).and_then(|()| check::all(&mut world, plan.seed));
    let broken = healed.err().map(|error| error.to_string());
    trace.push(format!("healed: {}", broken.as_deref().unwrap_or("all agree")));
    Ok((trace, broken, world.figures))
}

impl World {
    fn set(plan: &Plan, folder: &Path) -> Outcome<Self> {
        let runtime =
            tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build()?;
        let disk = Disk::under(&folder.join("centre"))?;
        let town = Town::found(&folder.join("centre"), plan.people(), plan.seed)?;
        let second = plan
            .second_centre
            .then(|| Town::found(&folder.join("second"), plan.people(), plan.seed.wrapping_add(1)));
        let newer = Handset::enrolled(&town, BY_HAND, chance(plan.seed, 11))?;
        let mut world = Self {
            town,
            disk,
            devices: Vec::new(),
            newer,
            figures: BTreeMap::new(),
            revoked: BTreeSet::new(),
            overwritten: BTreeSet::new(),
            centre_backup: None,
            second: second.transpose()?,
            late: Late::default(),
            runtime,
            folder: folder.to_owned(),
            seed: plan.seed,
            weakness: plan.weakness,
        };
        for person in 0..plan.phones {
            world.add_device(person)?;
        }
        Ok(world)
    }

    fn add_device(&mut self, person: usize) -> Outcome<()> {
        let number = self.devices.len();
        let device = Device::new(self.place(number), number, person, self.seed_of(number))?;
        self.runtime.block_on(self.town.enrol(&device.app()?.ledger, person))?;
        self.take_in(device);
        Ok(())
    }

    /// One phone more.
    pub(super) fn take_in(&mut self, mut device: Device) {
        device.disk.weaken(self.weakness);
        device.set_clock(self.town.clock.now_ms(), None);
        self.devices.push(device);
    }

    pub(super) fn place(&self, number: usize) -> PathBuf {
        self.folder.join(format!("phone-{number}"))
    }

    pub(super) fn seed_of(&self, number: usize) -> u64 {
        self.seed ^ ((number as u64 + 1) << 20)
    }

    pub(super) fn count(&mut self, what: &'static str, by: u64) {
        *self.figures.entry(what).or_default() += by;
    }

    fn step(&mut self, number: usize, step: &Step) -> Outcome<String> {
        let devices = self.devices.len();
        match step {
            Step::Does(phone, deed, dice) => self.does(phone % devices, *deed, *dice),
            Step::Syncs(phone, troubles) => self.syncs(phone % devices, troubles.clone()),
            Step::PowerGoes(phone, busy, at, loss) => {
                self.power_goes(number, phone % devices, *busy, (*at, *loss))
            }
            Step::Full(phone, busy, at) => self.full(phone % devices, *busy, *at),
            Step::Killed(phone) => {
                let device = &mut self.devices[phone % devices];
                device.restart(Loss::Killed, &mut dice(self.seed, number))?;
                Ok(device.count()?.to_string())
            }
            Step::Rests(phone) => {
                self.devices[phone % devices].app()?.ledger.rest()?;
                Ok("rests".into())
            }
            Step::ClockWrong(phone, wrong_ms) => {
                let now_ms = self.town.clock.now_ms();
                self.devices[phone % devices].set_clock(now_ms, Some(*wrong_ms));
                Ok("wrong".into())
            }
            Step::Pass(minutes) => {
                self.town.clock.advance_minutes(*minutes);
                let now_ms = self.town.clock.now_ms();
                self.devices.iter_mut().for_each(|device| device.set_clock(now_ms, None));
                Ok(now_ms.to_string())
            }
            Step::Silence(days) => self.silence(*days),
            Step::CentrePowerGoes(phone, at, loss) => {
                self.centre_fails(number, phone % devices, Fault::power(*at), *loss)
            }
            Step::CentreFull(phone, at) => {
                self.centre_fails(number, phone % devices, Fault::full(*at, true), Loss::Killed)
            }
            Step::LateArrive => {
                self.line().deliver_late();
                Ok("arrived".into())
            }
            Step::Revoked(phone) => self.revoked(phone % devices),
            Step::EnrolsAnother(phone) => {
                let person = self.devices[phone % devices].person;
                self.add_device(person)?;
                Ok(format!("{devices} phones and one"))
            }
            Step::Copied(phone) => self.copied(phone % devices),
            Step::BackedUp(phone) => self.backed_up(phone % devices),
            Step::Restored(phone) => self.restored(phone % devices),
            Step::Replaced(phone) => self.replaced(phone % devices),
            Step::CentreBackedUp => self.centre_backed_up(),
            Step::CentrePutBack => self.centre_put_back(),
            Step::Newer(dice) => self.newer_app_speaks(*dice),
            Step::Strays(phone) => self.strays(phone % devices),
        }
    }

    /// The phone that is written by hand is in another village.
    fn silence(&mut self, days: i64) -> Outcome<String> {
        for passed in (0..days).step_by(HEARD_DAYS) {
            let some = (days - passed).min(HEARD_DAYS as i64);
            self.town.clock.advance_minutes(some * 24 * 60);
            self.newer.push(&self.town.centre, Vec::new(), Vec::new())?;
        }
        let now_ms = self.town.clock.now_ms();
        self.devices.iter_mut().for_each(|device| device.set_clock(now_ms, None));
        Ok(now_ms.to_string())
    }

    pub(super) fn line(&self) -> Line {
        self.town.line().keeping_late(self.late.clone())
    }

    /// A deed is saved whole or not at all, and seen by who did it at once.
    fn does(&mut self, phone: usize, deed: Deed, dice: u64) -> Outcome<String> {
        let device = &mut self.devices[phone];
        let done = perform(&device.app()?.ledger, deed, &mut chance(dice, 0));
        let said = match done {
            Ok(records) => {
                for record in &records {
                    device.app()?.ledger.view(*record)?;
                }
                device.told = device.count()?;
                format!("{records:?}, {} envelopes", device.told)
            }
            Err(error @ (LedgerError::Store(_) | LedgerError::Unreadable(_))) => {
                return Err(format!("cannot save: {error}").into());
            }
            Err(error) => format!("no: {error}"),
        };
        self.count("deeds", 1);
        Ok(said)
    }

    fn syncs(&mut self, phone: usize, troubles: Vec<Trouble>) -> Outcome<String> {
        let Some(report) = self.sync(phone, troubles)? else { return Ok("no key yet".into()) };
        self.count("syncs", 1);
        self.count("envelopes pulled", report.pulled);
        let SyncReport { outcome, pushed, pulled, refused, set_aside, waiting, .. } = report;
        let refused = refused.len();
        // When to try again is jittered, and no part of what must repeat.
        let ended = match outcome {
            Ended::Stopped { why, .. } => format!("{why:?}"),
            other => format!("{other:?}"),
        };
        Ok(format!("{ended}, {pushed} {pulled} {refused} {set_aside} {waiting}"))
    }

    /// Synchronises; `None` when the phone could not enrol again before, as it had to.
    fn sync(&mut self, phone: usize, troubles: Vec<Trouble>) -> Outcome<Option<SyncReport>> {
        let line = self.line().with(troubles);
        if !self.is_known(phone, &line)? {
            return Ok(None);
        }
        let device = &mut self.devices[phone];
        let report = self.runtime.block_on(device.app()?.sync(line))?;
        device.dismissed = report.dismissed;
        if let Ended::Stopped { why: Failure::Store { .. }, .. } = report.outcome {
            // Whoever filled the drive or took the power looks after it.
            return Ok(Some(report));
        }
        device.told = device.count()?;
        Ok(Some(report))
    }

    fn busy(&mut self, phone: usize, busy: Busy) -> Outcome<String> {
        match busy {
            Busy::Doing(deed, dice) => {
                let app = self.devices[phone].app()?;
                let done = perform(&app.ledger, deed, &mut chance(dice, 0));
                if done.is_ok() && !self.devices[phone].disk.is_dead() {
                    self.devices[phone].told = self.devices[phone].count()?;
                }
                Ok(format!("{:?}", done.map(|records| records.len()).map_err(|_| "failed")))
            }
            Busy::Syncing => {
                let report = self.sync(phone, Vec::new()).ok().flatten();
                Ok(format!("{:?}", report.map(|report| report.pulled)))
            }
            Busy::Opening => Ok(format!("{}", self.devices[phone].open().is_ok())),
        }
    }

    fn power_goes(
        &mut self,
        number: usize,
        phone: usize,
        busy: Busy,
        (at, loss): (u64, Loss),
    ) -> Outcome<String> {
        self.devices[phone].disk.set_fault(Some(Fault::power(at)));
        let said = self.busy(phone, busy)?;
        let died = self.devices[phone].disk.is_dead();
        self.count("power losses", u64::from(died));
        let device = &mut self.devices[phone];
        device.restart(if died { loss } else { Loss::Killed }, &mut dice(self.seed, number))?;
        Ok(format!("{said}, {} after {died}", device.count()?))
    }

    fn full(&mut self, phone: usize, busy: Busy, at: u64) -> Outcome<String> {
        self.devices[phone].disk.set_fault(Some(Fault::full(at, true)));
        let said = self.busy(phone, busy)?;
        let device = &mut self.devices[phone];
        device.disk.set_fault(None);
        if device.app.is_none() {
            device.open()?;
        }
        let count = device.count()?;
        self.count("full drives", 1);
        Ok(format!("{said}, {count}"))
    }

    fn centre_fails(
        &mut self,
        number: usize,
        phone: usize,
        fault: Fault,
        loss: Loss,
    ) -> Outcome<String> {
        self.disk.set_fault(Some(fault));
        let report = self.sync(phone, Vec::new())?;
        self.centre_off()?;
        self.disk.restore_power(loss, &mut dice(self.seed, number))?;
        self.town.reopen()?;
        self.count("centre failures", 1);
        let is_done = |report: SyncReport| matches!(report.outcome, Ended::UpToDate);
        Ok(format!("{:?}", report.is_some_and(is_done)))
    }

    /// The centre ends, and lets go of its files.
    pub(super) fn centre_off(&mut self) -> Outcome<()> {
        self.town.centre.close();
        self.town.centre = Arc::new(fangxian_server::Centre::open(&self.folder.join("nobody"))?);
        Ok(())
    }

    fn revoked(&mut self, phone: usize) -> Outcome<String> {
        let id = self.devices[phone].id()?;
        // It was put back and has forgotten this one.
        if !self.town.centre.registry().revoke(id)? {
            return Ok("unknown".into());
        }
        self.revoked.insert(id);
        self.devices[phone].given_up = self.revoked.len().is_multiple_of(2).then_some(id);
        self.count("revocations", 1);
        Ok("revoked".into())
    }

    fn newer_app_speaks(&mut self, dice: u64) -> Outcome<String> {
        let mut chance = chance(dice, 0);
        let kind = ["hazard", "hazard", "boiler"][chance.random_range(0..3)];
        let mut paper = self.newer.paper(kind, VILLAGES[0])?;
        let name = format!("newer_{}", chance.random_range(0..9));
        let props = [("depth".to_owned(), chance.random::<i64>().into())].into();
        let fact = self.newer.fact(Body::Unknown { name, props })?;
        let fields = vec![("colour_of_tomorrow".to_owned(), "蓝".into())];
        let edit = Edit { fields, facts: vec![fact], ..Edit::default() };
        let envelope = self.newer.write(&mut paper, &edit)?.to_bytes();
        let answer = self.newer.push(&self.town.centre, vec![envelope], Vec::new())?;
        self.count("words of a newer app", 1);
        match answer.refused.first() {
            None => Ok("taken".into()),
            Some(refusal) => Err(format!("newer words refused: {}", refusal.code.as_str()).into()),
        }
    }

    /// Another centre knows nothing of this phone; neither learns anything, nothing is lost.
    fn strays(&mut self, phone: usize) -> Outcome<String> {
        let Some(second) = &self.second else { return Ok("there is no other".into()) };
        let line = second.line();
        let device = &mut self.devices[phone];
        if matches!(device.app()?.ledger.me(), Err(LedgerError::KeyGone)) {
            return Ok("it has no key to stray with".into());
        }
        let report = self.runtime.block_on(device.app()?.sync(line))?;
        device.count()?;
        match report.outcome {
            Ended::Stopped { why: Failure::Refused(ProblemCode::UnknownDevice), .. } => {
                Ok("unknown there".into())
            }
            other => Err(format!("a stray request was answered with {other:?}").into()),
        }
    }

    /// All is well again, and whoever was let go hears of it: within so many rounds everything must
    /// have arrived, by itself.
    fn heal(&mut self, trace: &mut Vec<String>) -> Outcome<()> {
        self.line().deliver_late();
        for phone in 0..self.devices.len() {
            self.sync(phone, Vec::new())?;
        }
        for round in 0..ROUNDS {
            for phone in 0..self.devices.len() {
                let said = self.syncs(phone, Vec::new())?;
                trace.push(format!("round {round} {}: {said}", self.devices[phone].name));
            }
        }
        Ok(())
    }
}
