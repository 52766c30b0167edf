//! Request bodies and answers: bounded in size, time and memory, whatever the other side does.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use fangxian_protocol::id::DeviceId;
use fangxian_protocol::message::SignedRequest;
use fangxian_protocol::problem::ProblemCode;

use super::room::{FREE_BYTES, Room};
use super::turn::Turn;
use super::{App, Asker, Problem, length};
use crate::clock::Stopwatch;

/// How long a body may say nothing at first.
const GRACE: Duration = Duration::from_secs(15);
/// The least a body has to bring from then on: a line of 2 kB/s is eight times as fast.
const BYTES_A_SECOND_MIN: u64 = 256;
/// A body that takes longer is cut, however fast it is.
const BODY_MAX: Duration = Duration::from_secs(150);

/// Whom a large body may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// A device this centre knows, by how the body begins.
    Known,
    /// A device whose claim was looked at.
    Vouched,
    /// Anyone, as devices that this centre has lost.
    Anyone,
}

/// What is here of a body, and the room it takes.
#[derive(Debug, Default)]
struct Gathered {
    bytes: Vec<u8>,
    room: Option<Room>,
}

/// A body on its way.
struct Coming {
    body: Body,
    watch: Stopwatch,
    read: u64,
}

impl AsRef<[u8]> for Gathered {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Gathered {
    /// Takes in what comes. The first bytes cost nothing; before more is kept there has to be room,
    /// and someone who may have it. Of a body that is too long nothing is kept.
    async fn gather(
        &mut self,
        app: &App,
        asker: Asker,
        request: Request,
        (bytes_max, from): (usize, From),
    ) -> Result<(), Problem> {
        let stated = length(request.headers());
        if stated > bytes_max as u64 {
            return Err(ProblemCode::TooLarge.into());
        }
        let mut coming = Coming::of(request.into_body());
        while let Some(next) = coming.next().await? {
            if self.bytes.len() + next.len() > bytes_max {
                self.bytes = Vec::new();
                return Err(ProblemCode::TooLarge.into());
            }
            self.bytes.extend_from_slice(&next);
            if self.room.is_none() && self.bytes.len() > FREE_BYTES {
                let device = SignedRequest::peek_device(&self.bytes);
                let of_stranger = is_stranger(app, asker, device, from).await?;
                // A body that does not say how long it is may become as long as any.
                let most = if stated > 0 { stated as usize } else { bytes_max };
                self.room = Some(app.rooms.for_body(asker, most, of_stranger).await?);
                self.bytes.reserve_exact(most.saturating_sub(self.bytes.len()));
            }
        }
        Ok(())
    }
}

/// Reads a whole body of at most `bytes_max`.
pub(super) async fn read(
    app: &App,
    asker: Asker,
    request: Request,
    bounds: (usize, From),
) -> Result<Bytes, Problem> {
    let mut whole = Gathered::default();
    whole.gather(app, asker, request, bounds).await?;
    Ok(Bytes::from_owner(whole))
}

/// The same, or what arrives of it before the line breaks or the time is over: whoever sends it
/// asks how much that was, and goes on from there.
pub(super) async fn arrived(
    app: &App,
    asker: Asker,
    request: Request,
    bounds: (usize, From),
) -> Result<Bytes, Problem> {
    let mut whole = Gathered::default();
    match whole.gather(app, asker, request, bounds).await {
        Err(problem) if whole.bytes.is_empty() => Err(problem),
        _ => Ok(Bytes::from_owner(whole)),
    }
}

/// An answer. It names no media type: both ends know it, and a metered phone pays for each byte.
/// A long one takes room until it was read.
pub(super) fn answer(
    app: &App,
    asker: Asker,
    device: Option<DeviceId>,
    bytes: Vec<u8>,
) -> Result<Response, Problem> {
    let answer = app.rooms.for_answer(asker, device, bytes)?;
    let mut response = Response::new(Body::from(answer));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Whether nobody vouches for who sends. A device that this centre has lost must be heard, too: it
/// is told so, and presents its certificate.
async fn is_stranger(
    app: &App,
    asker: Asker,
    device: Option<DeviceId>,
    from: From,
) -> Result<bool, Problem> {
    match from {
        From::Vouched => Ok(false),
        From::Anyone => Ok(true),
        From::Known => {
            let device = device.ok_or(ProblemCode::Malformed)?;
            app.work(asker, Turn::Light, move |centre| Ok(!centre.knows(device)?)).await
        }
    }
}

impl Coming {
    fn of(body: Body) -> Self {
        Self { body, watch: Stopwatch::start(), read: 0 }
    }

    /// The next bytes, if they come in time.
    async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let body = &mut self.body;
            let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
            let frame = tokio::time::timeout(left(self.watch, self.read), frame).await;
            let frame = frame.map_err(|_| Problem::from(ProblemCode::Unavailable))?;
            let Some(frame) = frame else { return Ok(None) };
            let frame = frame.map_err(|_| Problem::from(ProblemCode::Malformed))?;
            if let Ok(bytes) = frame.into_data() {
                self.read += bytes.len() as u64;
                return Ok(Some(bytes));
            }
        }
    }
}

/// How much longer a body may take of which so much is here.
fn left(watch: Stopwatch, read: u64) -> Duration {
    let earned = Duration::from_secs(read / BYTES_A_SECOND_MIN);
    (GRACE + earned).min(BODY_MAX).saturating_sub(watch.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_line_has_time_and_one_that_only_pretends_has_not() {
        let watch = Stopwatch::start();
        assert!(left(watch, 0) <= GRACE);
        // A line of 2 kB/s is never cut before the longest a body may take.
        assert!((1..150).all(|second| left(watch, second * 2_000).as_secs() >= second.min(149)));
        // One that brings less than it must is cut soon.
        assert!(left(watch, 100 * 60) <= GRACE + Duration::from_secs(24));
        assert!(left(watch, u64::MAX) <= BODY_MAX);
    }
}
