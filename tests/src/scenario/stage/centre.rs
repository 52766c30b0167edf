//! The centre of a scenario: the server library in this process, or a server process.

use std::path::Path;
use std::sync::Arc;

use fangxian::sync::{Endpoint, HttpTransport};
use fangxian_protocol::id::{DeviceId, PersonId};
use fangxian_server::clock::now_ms;
use fangxian_server::import::{Files, import};
use fangxian_server::registry::Registry;

use super::way::Way;
use crate::harness::{self, Outcome};

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

/// A centre.
pub enum Centre {
    /// In this process.
    Memory(Arc<fangxian_server::Centre>),
    /// A process of its own. What an administrator does beside it is done from here, on the same
    /// folder and by the same code as the commands: starting a process for each would take longer
    /// than the scenario.
    Http(harness::Centre, Box<Registry>),
}

impl Centre {
    /// Starts a centre on `folder` with the district's units and the given people and posts.
    ///
    /// # Errors
    /// When it cannot start or the tables are wrong.
    pub fn start(kind: Transports, folder: &Path, tables: &Path) -> Outcome<Self> {
        let centre = match kind {
            Transports::Memory => Self::Memory(Arc::new(fangxian_server::Centre::open(folder)?)),
            Transports::Http => {
                let process = harness::Centre::start(folder, "scenario")?;
                Self::Http(process, Box::new(Registry::open(folder)?))
            }
        };
        centre.import(tables)?;
        Ok(centre)
    }

    /// Imports units, people and posts.
    ///
    /// # Errors
    /// When the tables are wrong.
    pub fn import(&self, tables: &Path) -> Outcome<()> {
        let file = |name: &str| tables.join(name);
        let (units, people, posts) = (file("units.csv"), file("people.csv"), file("posts.csv"));
        import(self.registry(), &Files { units, people, posts })?;
        Ok(())
    }

    /// A one-time code for a person.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn code(&self, person: &PersonId) -> Outcome<String> {
        let code = self.registry().issue_code(person, now_ms() + CODE_MS)?;
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
        match self {
            Self::Memory(centre) => centre.registry(),
            Self::Http(_, registry) => registry,
        }
    }

    /// The address phones keep.
    ///
    /// # Errors
    /// Never for a centre that runs.
    pub fn endpoint(&self) -> Outcome<Endpoint> {
        match self {
            Self::Memory(_) => Ok(Endpoint::new("http://127.0.0.1:1/")?),
            Self::Http(centre, _) => centre.endpoint(),
        }
    }

    /// A way to it.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn way(&self) -> Outcome<Way> {
        match self {
            Self::Memory(centre) => Ok(Way::memory(centre.clone())),
            Self::Http(..) => Ok(Way::http(HttpTransport::new(&self.endpoint()?)?)),
        }
    }

    /// Finishes what was begun.
    pub fn close(&self) {
        if let Self::Memory(centre) = self {
            centre.close();
        }
    }
}
