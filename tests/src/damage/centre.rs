//! A centre's file: not served when it is damaged, salvaged by command, and complete again once a
//! phone has synchronised.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use fangxian::sync::Outcome as Ended;
use fangxian_server::Centre;
use fangxian_server::centre::salvage;
use rand_chacha::ChaCha8Rng;
use tokio::runtime::Runtime;

use super::harm::Files;
use super::phone::Stage;
use super::{Looked, bytes_of, once_in};
use crate::harness::{HandClock, Outcome, copy_folder};
use crate::town::{Logged, MORNING_MS, Phone, Town, certificates, logged, logs};

const FILE: &str = "centre.sqlite";
const PEOPLE: usize = 12;
/// One in so many is salvaged.
const SALVAGED: u32 = 3;

impl Stage {
    /// Starts the centre on a damaged file.
    pub(super) fn try_centre(
        &self,
        place: &Path,
        chance: &mut ChaCha8Rng,
        runtime: &Runtime,
    ) -> Looked {
        let centre = place.join("centre");
        copy_folder(&self.centre, &centre)?;
        let path = centre.join(FILE);
        let mut files = Files { main: bytes_of(&path), log: Vec::new() };
        let harm = files.harm(&Files::default(), chance);
        std::fs::write(&path, &files.main)?;
        let looked = match once_in(SALVAGED, chance) {
            true => self.salvaged(&centre, &files.main, runtime),
            false => self.started(&centre),
        };
        looked.map_err(|what| format!("centre, {:?}: {what}", harm.how).into())
    }

    fn started(&self, folder: &Path) -> Looked {
        match Centre::open(folder) {
            Err(error) => {
                // The version is a number in the file, too.
                let said = error.to_string();
                match said.contains("backup") || said.contains("use that version") {
                    true => Ok("centre: refused"),
                    false => Err(format!("no next move in: {said}").into()),
                }
            }
            Ok(centre) => {
                let registry = centre.registry();
                let (logs, certificates) = (logs(registry)?, certificates(registry)?);
                centre.close();
                match logs == self.logs && certificates == self.certificates {
                    true => Ok("centre: without effect"),
                    false => Err("served as if nothing had happened".into()),
                }
            }
        }
    }

    fn salvaged(&self, folder: &Path, damaged: &[u8], runtime: &Runtime) -> Looked {
        let report = salvage(folder, &mut |_, _| {})?;
        if std::fs::read(&report.set_aside)? != damaged {
            return Err("the damaged file was changed".into());
        }
        let said = logged(self.logs.values().flatten())?;
        let town = Town::at(folder, MORNING_MS)?;
        let served = logged(logs(town.centre.registry())?.values().flatten())?;
        if !served.is_subset(&said) {
            return Err("an envelope nobody sent".into());
        }
        // The phone may have to enrol again, when even that was lost. It forgets nothing.
        town.import(PEOPLE)?;
        let place = folder.with_file_name("phone");
        copy_folder(&self.phone, &place)?;
        let clock = Arc::new(HandClock::at(MORNING_MS));
        let phone = Phone::open(&place, clock, self.seed ^ 2)?;
        let synced = runtime.block_on(phone.sync(town.line()))?;
        if synced.outcome != Ended::UpToDate {
            return Err(format!("a phone does not get into step: {synced:?}").into());
        }
        self.complete(&town, &said, &format!("{report:?}"))?;
        let key = town.centre.registry().public_key();
        let certificates = certificates(town.centre.registry())?;
        if certificates.values().any(|certificate| certificate.verify(&key).is_err()) {
            return Err(format!("a device no phone believes: {report:?}").into());
        }
        town.centre.registry().storage().check_sound()?;
        town.centre.close();
        Ok("centre: salvaged, and complete again")
    }

    fn complete(&self, town: &Town, said: &BTreeSet<Logged>, report: &str) -> Outcome<()> {
        let after = logged(logs(town.centre.registry())?.values().flatten())?;
        match said.difference(&after).count() {
            0 => Ok(()),
            missing => Err(format!("{missing} words or photos never came back: {report}").into()),
        }
    }
}
