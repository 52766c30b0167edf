//! The centre of a scenario: the server library in this process, or a server process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fangxian::sync::{Endpoint, HttpTransport};
use fangxian_protocol::id::{DeviceId, PersonId};
use fangxian_server::import::{Files, import};
use fangxian_server::registry::Registry;

use super::way::Way;
use crate::harness::{self, FileClock, HandClock, Outcome};

const CODE_MS: i64 = 10 * 60_000;
const QUARANTINE_MAX: usize = 1_000;

/// How phones reach the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Transports {
    /// The server library in this process: the real gate, no sockets.
    #[default]
    Memory,
    /// A real server process over HTTP.
    Http,
}

/// A centre, by a clock that scenarios set.
pub struct Centre {
    kind: Kind,
    now_ms: i64,
}

enum Kind {
    /// In this process.
    Memory(Arc<fangxian_server::Centre>, Arc<HandClock>),
    /// A process of its own. What an administrator does beside it is done from here, on the same
    /// folder and by the same code as the commands: starting a process for each would take longer
    /// than the scenario. A file tells it the time.
    Http(harness::Centre, Box<Registry>, PathBuf),
}

impl Centre {
    /// Starts a centre on `folder` with the district's units and the given people and posts, its
    /// clock at `now_ms`.
    ///
    /// # Errors
    /// When it cannot start or the tables are wrong.
    pub fn start(kind: Transports, (folder, tables): (&Path, &Path), now_ms: i64) -> Outcome<Self> {
        let kind = match kind {
            Transports::Memory => {
                let clock = Arc::new(HandClock::at(now_ms));
                let centre = fangxian_server::Centre::open_with(folder, clock.clone())?;
                Kind::Memory(Arc::new(centre), clock)
            }
            Transports::Http => {
                std::fs::create_dir_all(folder)?;
                let clock = folder.with_extension("clock");
                FileClock::tell(&clock, now_ms)?;
                let process = harness::Centre::start_by(&clock, folder, "scenario")?;
                Kind::Http(process, Box::new(Registry::open(folder)?), clock)
            }
        };
        let centre = Self { kind, now_ms };
        centre.import(tables)?;
        Ok(centre)
    }

    /// Sets its clock.
    ///
    /// # Errors
    /// When the process cannot be told.
    pub fn set_clock(&mut self, now_ms: i64) -> Outcome<()> {
        self.now_ms = now_ms;
        match &self.kind {
            Kind::Memory(_, clock) => clock.set(now_ms),
            Kind::Http(.., clock) => FileClock::tell(clock, now_ms)?,
        }
        Ok(())
    }

    /// Imports units, people and posts.
    ///
    /// # Errors
    /// When the tables are wrong.
    pub fn import(&self, tables: &Path) -> Outcome<()> {
        let file = |name: &str| tables.join(name);
        let (units, people, posts) = (file("units.csv"), file("people.csv"), file("posts.csv"));
        let (units, people, posts) = (Some(units), Some(people), Some(posts));
        import(self.registry(), &Files { units, people, posts })?;
        Ok(())
    }

    /// A one-time code for a person.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn code(&self, person: &PersonId) -> Outcome<String> {
        let code = self.registry().issue_code(person, self.now_ms + CODE_MS)?;
        code.ok_or_else(|| "the person holds no post".into())
    }

    /// Stops taking a device at its word.
    ///
    /// # Errors
    /// When there is no such device.
    pub fn revoke(&self, device: DeviceId) -> Outcome<()> {
        Ok(self.registry().revoke(device).map(drop)?)
    }

    /// How many envelopes it keeps aside.
    ///
    /// # Errors
    /// When it cannot say.
    pub fn quarantined(&self) -> Outcome<usize> {
        Ok(self.registry().storage().quarantine(0, QUARANTINE_MAX)?.len())
    }

    fn registry(&self) -> &Registry {
        match &self.kind {
            Kind::Memory(centre, _) => centre.registry(),
            Kind::Http(_, registry, _) => registry,
        }
    }

    /// The address phones keep.
    ///
    /// # Errors
    /// Never for a centre that runs.
    pub fn endpoint(&self) -> Outcome<Endpoint> {
        match &self.kind {
            Kind::Memory(..) => Ok(Endpoint::new("http://127.0.0.1:1/")?),
            Kind::Http(centre, ..) => centre.endpoint(),
        }
    }

    /// A way to it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn way(&self) -> Outcome<Way> {
        match &self.kind {
            Kind::Memory(centre, _) => Ok(Way::memory(centre.clone())),
            Kind::Http(..) => Ok(Way::http(HttpTransport::new(&self.endpoint()?)?)),
        }
    }

    /// Finishes what was begun.
    pub fn close(&self) {
        if let Kind::Memory(centre, _) = &self.kind {
            centre.close();
        }
    }
}
