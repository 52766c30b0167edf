//! Request bodies: bounded in size and time, whatever the sender does.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use fangxian_protocol::problem::ProblemCode;

use super::{App, Problem, length};

/// A body that takes longer is cut: 3 MiB at 2 Mbit/s, or what a phone sends over a bad line.
const BODY_MAX: Duration = Duration::from_secs(25);

/// Reads a whole body of at most `bytes_max`.
pub(super) async fn read(app: &App, request: Request, bytes_max: usize) -> Result<Bytes, Problem> {
    if length(request.headers()) > bytes_max as u64 {
        return Err(ProblemCode::TooLarge.into());
    }
    let _room = app.bodies.try_acquire().map_err(|_| Problem::from(ProblemCode::Unavailable))?;
    let read = to_bytes(request.into_body(), bytes_max);
    match tokio::time::timeout(BODY_MAX, read).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if is_limit(&error) => Err(ProblemCode::TooLarge.into()),
        Ok(Err(_)) => Err(ProblemCode::Malformed.into()),
        Err(_) => Err(ProblemCode::Unavailable.into()),
    }
}

/// Reads a body of at most `bytes_max`, or what arrives of it before the line breaks or the time is
/// over: whoever sends it asks how much that was, and goes on from there.
///
/// # Errors
/// [`Problem`] when it is too long, or nothing arrives.
pub(super) async fn arrived(
    app: &App,
    request: Request,
    bytes_max: usize,
) -> Result<Vec<u8>, Problem> {
    if length(request.headers()) > bytes_max as u64 {
        return Err(ProblemCode::TooLarge.into());
    }
    let _room = app.bodies.try_acquire().map_err(|_| Problem::from(ProblemCode::Unavailable))?;
    let (mut body, mut bytes) = (request.into_body(), Vec::new());
    let read = async {
        loop {
            let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            let Some(frame) = frame else { return Ok(()) };
            let frame = frame.map_err(|_| Problem::from(ProblemCode::Malformed))?;
            let Ok(piece) = frame.into_data() else { continue };
            if bytes.len() + piece.len() > bytes_max {
                bytes.clear();
                return Err(ProblemCode::TooLarge.into());
            }
            bytes.extend_from_slice(&piece);
        }
    };
    let read = tokio::time::timeout(BODY_MAX, read).await;
    match read.unwrap_or_else(|_| Err(ProblemCode::Unavailable.into())) {
        Err(problem) if bytes.is_empty() => Err(problem),
        _ => Ok(bytes),
    }
}

/// An answer. It names no media type: both ends know it, and a metered phone pays for each byte.
pub(super) fn answer(bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn is_limit(error: &axum::Error) -> bool {
    let source = std::error::Error::source(error);
    source.is_some_and(|source| source.to_string().contains("length limit"))
}
