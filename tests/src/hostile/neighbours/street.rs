//! A real centre, honest phones at it, and where neighbours stand.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use fangxian::sync::Outcome as Ended;
use rand_chacha::ChaCha8Rng;
use tempfile::TempDir;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;

use super::memory;
use crate::harness::{Centre, Outcome, Phone, tables};
use crate::town::{Deed, MORNING_MS, chance, perform, scratch};

/// Honest people in the tables of the demo, and whether they hear what is written in the village
/// of the one who wishes ill.
const HONEST: [(&str, bool); 4] =
    [("p-0002", true), ("p-0003", true), ("p-0006", false), ("p-0006", false)];
/// The one whose enrolled devices wish ill. What they cost, their own other phones may feel.
const ILL: &str = "p-0001";
/// A pause of an honest phone: it is no load test.
const PAUSE: Duration = Duration::from_millis(20);

/// What a neighbour is given.
#[derive(Clone)]
pub(super) struct Stage {
    /// Decides what it does by chance.
    pub(super) seed: u64,
    address: SocketAddr,
    centre: Arc<Centre>,
    begun: Arc<Notify>,
}

/// The street.
pub(super) struct Street {
    stage: Stage,
    phones: Vec<Honest>,
    _folder: TempDir,
}

/// An honest phone, and whether it hears the village of the one who wishes ill.
struct Honest {
    phone: Phone,
    chance: ChaCha8Rng,
    hears: bool,
}

/// What was seen of honest phones.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// How long each synchronisation took, and whether the phone hears the neighbour's village.
    pub(super) took: Vec<(f64, bool)>,
    pub(super) failed: usize,
}

impl Street {
    /// A centre with its people.
    pub(super) async fn set(seed: u64) -> Outcome<Self> {
        let folder = scratch("fangxian-neighbours-")?;
        let centre = Centre::start(&folder.path().join("centre"), "street")?;
        centre.import(&tables())?;
        let mut phones = Vec::new();
        for (number, (person, hears)) in HONEST.into_iter().enumerate() {
            let place = folder.path().join(format!("phone-{number}"));
            let phone = Phone::enrolled(&centre, &place, person, MORNING_MS).await?;
            phone.sync().await?;
            phones.push(Honest { phone, chance: chance(seed, number as u64), hears });
        }
        let (address, begun) = (centre.address(), Arc::new(Notify::new()));
        let stage = Stage { seed, address, centre: Arc::new(centre), begun };
        Ok(Self { stage, phones, _folder: folder })
    }

    pub(super) fn stage(&self) -> Stage {
        self.stage.clone()
    }

    /// Lets every honest phone report and synchronise for a while, and says how it went.
    pub(super) async fn looked_at(&mut self, window: Duration) -> Outcome<Looked> {
        let works = self.phones.drain(..).map(|honest| tokio::spawn(works(honest, window)));
        let works: Vec<_> = works.collect();
        let mut all = Looked::default();
        for work in works {
            let (honest, looked) = work.await??;
            self.phones.push(honest);
            all.took.extend(looked.took);
            all.failed += looked.failed;
        }
        Ok(all)
    }

    /// The most memory the centre ever had.
    pub(super) fn peak_bytes(&self) -> Outcome<u64> {
        memory::peak_bytes(self.stage.centre.process_id())
    }
}

async fn works(mut honest: Honest, window: Duration) -> Outcome<(Honest, Looked)> {
    let mut looked = Looked::default();
    let Honest { phone, chance, hears } = &mut honest;
    // What a neighbour wrote before is heard first: it is theirs to write.
    phone.sync().await?;
    let until = Instant::now() + window;
    while Instant::now() < until {
        perform(&phone.ledger, Deed::Report, chance)?;
        let begun = Instant::now();
        let report = phone.sync().await?;
        looked.took.push((begun.elapsed().as_secs_f64() * 1_000.0, *hears));
        looked.failed += usize::from(report.outcome != Ended::UpToDate);
        tokio::time::sleep(PAUSE).await;
    }
    Ok((honest, looked))
}

impl Stage {
    /// From now on honest phones may be looked at.
    pub(super) fn begin(&self) {
        self.begun.notify_one();
    }

    /// Waits until a neighbour has begun.
    pub(super) async fn begun(&self) {
        self.begun.notified().await;
    }

    /// A connection of one of the neighbours, each from an address of its own of this machine.
    ///
    /// # Errors
    /// When the centre does not take it.
    pub(super) async fn connect(&self, neighbour: u8) -> Outcome<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::new(127, 0, 66, neighbour), 0).into())?;
        Ok(socket.connect(self.address).await?)
    }

    /// A one-time code for someone who wishes ill.
    ///
    /// # Errors
    /// What the centre says.
    pub(super) fn code(&self) -> Outcome<String> {
        self.centre.enrolment_code(ILL)
    }
}
