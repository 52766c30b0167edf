//! A phone of a scenario: a real ledger, a clock of its own, a signal that comes and goes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::ledger::{Ledger, Options};
use fangxian::sync::Cancel;
use fangxian::sync::{Endpoint, SyncReport};

use super::way::Way;
use crate::harness::{HandClock, Outcome, once};

/// One phone.
pub struct Phone {
    /// Whose it is.
    pub person: String,
    /// Whether it has a signal.
    pub online: bool,
    /// Whether photos wait for a cheaper line.
    pub metered: bool,
    /// How wrong its clock is.
    pub wrong_ms: i64,
    way: Way,
    clock: Arc<HandClock>,
    ledger: Option<Ledger>,
    folder: PathBuf,
}

impl Phone {
    /// A phone on `folder`, which may hold a ledger already.
    ///
    /// # Errors
    /// When the ledger cannot be opened.
    pub fn open(person: &str, folder: &Path, way: Way, now_ms: i64) -> Outcome<Self> {
        let clock = Arc::new(HandClock::at(now_ms));
        let mut phone = Self {
            person: person.to_owned(),
            online: true,
            metered: false,
            wrong_ms: 0,
            way,
            clock,
            ledger: None,
            folder: folder.to_owned(),
        };
        phone.start()?;
        Ok(phone)
    }

    /// Enrols it with a code.
    ///
    /// # Errors
    /// When the centre refuses.
    pub async fn enrol(&self, endpoint: &Endpoint, code: &str) -> Outcome<()> {
        self.ledger()?.enrol_over(&self.way, endpoint, code).await?;
        Ok(())
    }

    /// Its ledger.
    ///
    /// # Errors
    /// When the phone is off.
    pub fn ledger(&self) -> Outcome<&Ledger> {
        self.ledger.as_ref().ok_or_else(|| "the phone is off".into())
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its way to the centre.
    pub fn way(&self) -> &Way {
        &self.way
    }

    /// Takes another way to the centre.
    pub fn set_way(&mut self, way: Way) {
        self.way = way;
    }

    /// Sets its clock by the true time.
    pub fn set_clock(&self, now_ms: i64) {
        self.clock.set(now_ms + self.wrong_ms);
    }

    /// Synchronises once.
    ///
    /// # Errors
    /// When the ledger cannot; a lost connection is in the report.
    pub async fn sync(&self) -> Outcome<SyncReport> {
        let ledger = self.ledger()?;
        Ok(ledger
            .sync_over(self.way.clone().metered(self.metered), once(), Cancel::default())
            .await?)
    }

    /// Switches it off.
    pub fn stop(&mut self) {
        self.ledger = None;
    }

    /// Switches it on.
    ///
    /// # Errors
    /// When the ledger cannot be opened.
    pub fn start(&mut self) -> Outcome<()> {
        let options = Options { clock: self.clock.clone(), ..Options::default() };
        self.ledger = Some(Ledger::open(&self.folder, options)?.0);
        Ok(())
    }
}
