//! A phone's line to a centre in this process. It can lose, repeat, cut and misdirect.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use fangxian::sync::{Held, Transport, TransportError, UploadStep};
use fangxian_protocol::message::{
    Claim, ENROL_PATH, PRESENT_PATH, RENEW_PATH, SNAPSHOT_PATH, SYNC_PATH,
};
use fangxian_protocol::problem::ProblemCode;
use fangxian_server::Centre;
use fangxian_server::centre::{self, Refused};

/// A file arrives in pieces of so many bytes.
const FETCHED_BYTES: usize = 16 * 1024;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// It never arrives.
    RequestLost,
    /// It arrives and the answer does not.
    AnswerLost,
    /// It arrives twice; the answer to the second comes back.
    Twice,
    /// Only so many thousandths of the request arrive.
    RequestCut(u16),
    /// Only so many thousandths of the answer come back, and look whole.
    AnswerCut(u16),
    /// It is kept and arrives some time later.
    Late,
    /// Something else answers: a captive portal.
    Portal,
}

/// A line.
#[derive(Clone)]
pub struct Line {
    centre: Arc<Centre>,
    /// What goes wrong with the requests to come, the next one last.
    troubles: Arc<Mutex<Vec<Trouble>>>,
    late: Late,
}

/// Requests kept back, with their paths.
pub type Late = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

impl Line {
    /// A line without trouble.
    pub fn to(centre: Arc<Centre>) -> Self {
        Self { centre, troubles: Arc::default(), late: Arc::default() }
    }

    /// The same line with trouble, the first one first.
    #[must_use]
    pub fn with(mut self, mut troubles: Vec<Trouble>) -> Self {
        troubles.reverse();
        self.troubles = Arc::new(Mutex::new(troubles));
        self
    }

    /// The same line; requests that come late are kept there.
    #[must_use]
    pub fn keeping_late(mut self, late: Late) -> Self {
        self.late = late;
        self
    }

    /// Delivers what was kept back: its answers reach nobody.
    pub fn deliver_late(&self) {
        let late = std::mem::take(&mut *self.late.lock().unwrap_or_else(PoisonError::into_inner));
        for (path, body) in late {
            let _ = answer(&self.centre, &path, &body);
        }
    }

    fn trouble(&self) -> Trouble {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.pop().unwrap_or_default()
    }
}

impl Transport for Line {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let lost = Err(TransportError::NoConnection);
        let answered = match self.trouble() {
            Trouble::None => answer(&self.centre, path, &body),
            Trouble::RequestLost => return lost,
            Trouble::AnswerLost => {
                let _ = answer(&self.centre, path, &body);
                return lost;
            }
            Trouble::Twice => {
                let _ = answer(&self.centre, path, &body);
                answer(&self.centre, path, &body)
            }
            Trouble::RequestCut(part) => answer(&self.centre, path, cut(&body, part)),
            Trouble::AnswerCut(part) => {
                answer(&self.centre, path, &body).map(|whole| cut(&whole, part).to_vec())
            }
            Trouble::Late => {
                let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
                late.push((path.to_owned(), body));
                return lost;
            }
            Trouble::Portal => Ok(b"<html>Welcome! Log in to use this network.</html>".to_vec()),
        };
        let answered = answered.map_err(heard)?;
        if answered.len() > bytes_max { Err(TransportError::NotTheCentre) } else { Ok(answered) }
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        let part = match self.trouble() {
            Trouble::Portal => return Err(TransportError::NotTheCentre),
            Trouble::RequestLost | Trouble::Late => return Err(TransportError::NoConnection),
            Trouble::RequestCut(part) | Trouble::AnswerCut(part) => Some(part),
            Trouble::None | Trouble::AnswerLost | Trouble::Twice => None,
        };
        let file = file_of(&self.centre, path, &authorization);
        let file = file.map_err(heard)?;
        let rest = file.get(from as usize..).unwrap_or_default();
        let passed = part.map_or(rest, |part| cut(rest, part));
        for piece in passed.chunks(FETCHED_BYTES) {
            sink(piece).map_err(|_| TransportError::NoConnection)?;
        }
        part.map_or(Ok(()), |_| Err(TransportError::NoConnection))
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        let lost = Err(TransportError::NoConnection);
        let answered = match self.trouble() {
            Trouble::Portal => return Err(TransportError::NotTheCentre),
            Trouble::RequestLost | Trouble::Late => return lost,
            // What arrived of a piece before the line broke is taken.
            Trouble::RequestCut(part) => {
                if let UploadStep::Piece { offset, total, bytes } = &step {
                    let bytes = cut(bytes, part).to_vec();
                    let step = UploadStep::Piece { offset: *offset, total: *total, bytes };
                    let _ = take(&self.centre, path, &authorization, &step);
                }
                return lost;
            }
            Trouble::AnswerLost | Trouble::AnswerCut(_) => {
                let _ = take(&self.centre, path, &authorization, &step);
                return lost;
            }
            // The second has the number of the first, as a repeated packet has.
            Trouble::Twice => {
                let first = take(&self.centre, path, &authorization, &step);
                let _ = take(&self.centre, path, &authorization, &step);
                first
            }
            Trouble::None => take(&self.centre, path, &authorization, &step),
        };
        let held = answered.map_err(heard)?;
        Ok(Held { offset: held.offset, whole: held.whole })
    }
}

fn take(
    centre: &Centre,
    path: &str,
    authorization: &str,
    step: &UploadStep,
) -> Result<centre::Held, Refused> {
    let claim = Claim::parse(authorization).ok_or(ProblemCode::Malformed)?;
    match step {
        UploadStep::Ask => centre.attachment_held(path, claim),
        UploadStep::Piece { offset, total, bytes } => {
            let piece = centre::Piece { offset: *offset, total: *total, bytes };
            centre.attachment_append(path, claim, piece)
        }
    }
}

/// A snapshot file, for whom it is meant.
fn file_of(centre: &Centre, path: &str, authorization: &str) -> Result<Vec<u8>, Refused> {
    let claim = Claim::parse(authorization).ok_or(ProblemCode::Malformed)?;
    let caller = centre.authenticate_path(path, claim)?;
    let name = path.strip_prefix(SNAPSHOT_PATH).ok_or(ProblemCode::NotFound)?;
    let (file, _) = centre.snapshot_for(&caller, name)?.ok_or(ProblemCode::NotFound)?;
    std::fs::read(file).map_err(|_| ProblemCode::Unavailable.into())
}

fn answer(centre: &Centre, path: &str, body: &[u8]) -> Result<Vec<u8>, Refused> {
    match path {
        ENROL_PATH => centre.enrol(body, Ipv4Addr::LOCALHOST.into()),
        SYNC_PATH => centre.sync(body),
        RENEW_PATH => centre.renew(body),
        PRESENT_PATH => centre.present(body),
        _ => Err(ProblemCode::NotFound.into()),
    }
}

fn cut(whole: &[u8], thousandths: u16) -> &[u8] {
    &whole[..whole.len() * usize::from(thousandths.min(999)) / 1_000]
}

/// A centre's refusal as a phone hears it.
pub fn heard(refused: Refused) -> TransportError {
    TransportError::refused(refused.code, refused.detail.as_deref())
}
