//! Request bodies: bounded in size and time, whatever the sender does.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
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
