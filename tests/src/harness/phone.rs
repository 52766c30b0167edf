//! A phone: a real ledger in a folder of its own, behind a link that can be cut.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::ledger::{Ledger, Options};
use fangxian::sync::Cancel;
use fangxian::sync::{Backoff, Endpoint, SyncReport};

use super::{Centre, HandClock, Link, Outcome};

/// One device of one person.
pub struct Phone {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its way to the centre.
    pub link: Link,
    /// Its clock.
    pub clock: Arc<HandClock>,
    folder: PathBuf,
}

impl Phone {
    /// A new phone, enrolled for `person`.
    ///
    /// # Errors
    /// When it cannot be opened or enrolled.
    pub async fn enrolled(
        centre: &Centre,
        folder: &Path,
        person: &str,
        now_ms: i64,
    ) -> Outcome<Self> {
        let clock = Arc::new(HandClock::at(now_ms));
        let ledger = open(folder, clock.clone())?;
        let link = Link::open(centre.address()).await?;
        let code = centre.enrolment_code(person)?;
        ledger.enrol(&Endpoint::new(&link.url())?, &code).await?;
        Ok(Self { ledger, link, clock, folder: folder.to_owned() })
    }

    /// Synchronises, trying once.
    ///
    /// # Errors
    /// When the ledger cannot; a lost connection is in the report.
    pub async fn sync(&self) -> Outcome<SyncReport> {
        Ok(self.ledger.sync_with(once(), Cancel::default()).await?)
    }

    /// The folder that holds everything this phone has.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Closes and opens it again, as an app that was killed and started anew.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn restart(self) -> Outcome<Self> {
        self.restart_with(|| Ok(()))
    }

    /// The same, with something happening to its folder while it is off.
    ///
    /// # Errors
    /// When that fails, or it cannot be opened.
    pub fn restart_with(self, meanwhile: impl FnOnce() -> std::io::Result<()>) -> Outcome<Self> {
        let Self { ledger, link, clock, folder } = self;
        drop(ledger);
        meanwhile()?;
        let ledger = open(&folder, clock.clone())?;
        Ok(Self { ledger, link, clock, folder })
    }
}

fn open(folder: &Path, clock: Arc<HandClock>) -> Outcome<Ledger> {
    let options = Options { clock, ..Options::default() };
    let (ledger, _) = Ledger::open(folder, options)?;
    Ok(ledger)
}

/// One try, for tests that decide themselves when to try again.
pub fn once() -> Backoff {
    Backoff { tries_max: 1, ..Backoff::default() }
}
