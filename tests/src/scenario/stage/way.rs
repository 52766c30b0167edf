//! The way from a phone to the centre: in this process or over HTTP, and as bad as one likes.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fangxian::sync::{Held, HttpTransport, Transport, TransportError, UploadStep};
use fangxian_protocol::message::{Claim, ENROL_PATH, PRESENT_PATH, RENEW_PATH, SYNC_PATH};
use fangxian_protocol::problem::ProblemCode;
use fangxian_server::{Piece, Refused};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::town::heard;

/// One in so many answers is lost on a bad line.
const LOST_ONE_IN: u32 = 4;

/// A way to the centre.
#[derive(Clone)]
pub struct Way {
    kind: Kind,
    chance: Option<Arc<Mutex<ChaCha8Rng>>>,
    lost: Arc<AtomicBool>,
    metered: bool,
}

#[derive(Clone)]
enum Kind {
    Memory(Arc<fangxian_server::Centre>),
    Http(HttpTransport),
}

impl Way {
    /// Straight into a centre in this process: the real gate, without sockets.
    pub fn memory(centre: Arc<fangxian_server::Centre>) -> Self {
        Self { kind: Kind::Memory(centre), chance: None, lost: Arc::default(), metered: false }
    }

    /// Over HTTP.
    pub fn http(transport: HttpTransport) -> Self {
        Self { kind: Kind::Http(transport), chance: None, lost: Arc::default(), metered: false }
    }

    /// A bad line: what was sent arrives, but answers get lost, so everything is sent again.
    #[must_use]
    pub fn losing_answers(mut self, chance: Arc<Mutex<ChaCha8Rng>>) -> Self {
        self.chance = Some(chance);
        self
    }

    /// A line on which photos wait.
    #[must_use]
    pub fn metered(self, metered: bool) -> Self {
        Self { metered, ..self }
    }

    /// Whether an answer was lost since this was last asked.
    pub fn take_lost(&self) -> bool {
        self.lost.swap(false, Ordering::SeqCst)
    }

    fn loses(&self) -> bool {
        let Some(chance) = &self.chance else { return false };
        let mut chance = chance.lock().unwrap_or_else(PoisonError::into_inner);
        chance.random_range(0..LOST_ONE_IN) == 0
    }
}

impl Transport for Way {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let answer = match &self.kind {
            Kind::Http(http) => http.post(path, body, bytes_max).await?,
            Kind::Memory(centre) => within(centre.clone(), path.to_owned(), body).await?,
        };
        if self.loses() {
            self.lost.store(true, Ordering::SeqCst);
            return Err(TransportError::NoConnection);
        }
        Ok(answer)
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        match &self.kind {
            Kind::Http(http) => http.fetch(path, from, authorization, sink).await,
            // Logs of scenarios are far too short for snapshots.
            Kind::Memory(_) => Err(TransportError::Refused(ProblemCode::NotFound)),
        }
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        if self.metered {
            return Err(TransportError::HeldBack);
        }
        let held = match &self.kind {
            Kind::Http(http) => http.upload(path, authorization, step).await?,
            Kind::Memory(centre) => {
                let (centre, path) = (centre.clone(), path.to_owned());
                let work = move || held(&centre, &path, &authorization, step);
                let answered = tokio::task::spawn_blocking(work).await;
                let answered = answered.map_err(|_| TransportError::NoConnection)?;
                answered.map_err(heard)?
            }
        };
        if self.loses() {
            self.lost.store(true, Ordering::SeqCst);
            return Err(TransportError::NoConnection);
        }
        Ok(held)
    }
}

fn held(
    centre: &fangxian_server::Centre,
    path: &str,
    authorization: &str,
    step: UploadStep,
) -> Result<Held, Refused> {
    let claim = Claim::parse(authorization).ok_or(ProblemCode::BadSignature)?;
    let held = match step {
        UploadStep::Ask => centre.attachment_held(path, claim)?,
        UploadStep::Piece { offset, total, bytes } => {
            centre.attachment_append(path, claim, Piece { offset, total, bytes: &bytes })?
        }
    };
    Ok(Held { offset: held.offset, whole: held.whole })
}

async fn within(
    centre: Arc<fangxian_server::Centre>,
    path: String,
    body: Vec<u8>,
) -> Result<Vec<u8>, TransportError> {
    let work = move || match path.as_str() {
        ENROL_PATH => centre.enrol(&body, Ipv4Addr::LOCALHOST.into()),
        RENEW_PATH => centre.renew(&body),
        SYNC_PATH => centre.sync(&body),
        PRESENT_PATH => centre.present(&body),
        _ => Err(ProblemCode::NotFound.into()),
    };
    let answered = tokio::task::spawn_blocking(work).await;
    let answered = answered.map_err(|_| TransportError::NoConnection)?;
    answered.map_err(heard)
}
