//! `HEAD` and `PATCH /v1/attachment/{hash}`: attachments by the core of the tus 1.0 protocol.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fangxian_protocol::limits::ATTACHMENT_PIECE_BYTES_MAX;
use fangxian_protocol::problem::ProblemCode;

use super::{App, Problem, body, claim};
use crate::centre::{Held, Piece};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// How far the upload is. `Upload-Length` says that it is whole.
pub(super) async fn held(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (path, claim) = (request.uri().path().to_owned(), claim(request.headers())?);
    let held = app.work(move |centre| centre.attachment_held(&path, claim)).await?;
    Ok(answer(StatusCode::OK, held))
}

/// Takes a piece in.
pub(super) async fn append(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (path, claim) = (request.uri().path().to_owned(), claim(request.headers())?);
    let offset = number(request.headers(), &OFFSET)?;
    let total = number(request.headers(), &LENGTH)?;
    let bytes = body::read(&app, request, ATTACHMENT_PIECE_BYTES_MAX).await?;
    let work = move |centre: &crate::centre::Centre| {
        centre.attachment_append(&path, claim, Piece { offset, total, bytes: &bytes })
    };
    Ok(answer(StatusCode::NO_CONTENT, app.work(work).await?))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let stated = headers.get(name).and_then(|value| value.to_str().ok());
    Ok(stated.and_then(|text| text.parse().ok()).ok_or(ProblemCode::Malformed)?)
}

fn answer(status: StatusCode, held: Held) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static("1.0.0"));
    headers.insert(OFFSET, held.offset.into());
    if held.whole {
        headers.insert(LENGTH, held.offset.into());
    }
    headers.insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
