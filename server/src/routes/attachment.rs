//! `HEAD` and `PATCH /v1/attachment/{hash}`: attachments by the core of the tus 1.0 protocol.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fangxian_protocol::limits::ATTACHMENT_PIECE_BYTES_MAX;
use fangxian_protocol::message::held_answer;
use fangxian_protocol::problem::ProblemCode;

use super::body::From;
use super::signed::{self, Question};
use super::turn::Turn;
use super::{App, Asker, Problem, body, claim};
use crate::centre::{Held, Piece};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// How far the upload is. `Upload-Length` says that it is whole.
pub(super) async fn held(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let question = question(&request);
    let (path, claim) = (request.uri().path().to_owned(), claim(request.headers())?);
    let work = app.work(asker, Turn::Light, move |centre| centre.attachment_held(&path, claim));
    let held = work.await;
    let said = match held {
        Ok(held) => answer(StatusCode::OK, held),
        // An answer to HEAD has no body: the code is in a header, and that is signed.
        Err(problem) => {
            let code = problem.code().as_str().to_owned();
            (problem.into_response(), code)
        }
    };
    Ok(signed::headers(&app, question, said).await)
}

/// Takes a piece in, or what arrives of it: the line may break, and then nobody is there to hear
/// the answer.
pub(super) async fn append(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let question = question(&request);
    let gone = |_| Problem::from(ProblemCode::Unavailable);
    let taken = tokio::spawn(take(app.clone(), asker, request)).await.map_err(gone)?;
    Ok(match taken {
        Ok(held) => signed::headers(&app, question, answer(StatusCode::NO_CONTENT, held)).await,
        Err(problem) => signed::answer(&app, question, Err(problem)).await,
    })
}

async fn take(app: App, asker: Asker, request: Request) -> Result<Held, Problem> {
    let (path, claim) = (request.uri().path().to_owned(), claim(request.headers())?);
    let offset = number(request.headers(), &OFFSET)?;
    let total = number(request.headers(), &LENGTH)?;
    let asked = path.clone();
    let signed = move |centre: &crate::centre::Centre| centre.has_signed(&asked, &claim);
    app.work(asker, Turn::Light, signed).await?;
    let bounds = (ATTACHMENT_PIECE_BYTES_MAX, From::Vouched);
    let bytes = body::arrived(&app, asker, request, bounds).await?;
    let work = move |centre: &crate::centre::Centre| {
        centre.attachment_append(&path, claim, Piece { offset, total, bytes: &bytes })
    };
    app.work(asker, Turn::Light, work).await
}

/// Nobody signs the body of an upload: what was asked is the claim.
fn question(request: &Request) -> Question {
    let claim = request.headers().get(AUTHORIZATION).map_or(&[][..], HeaderValue::as_bytes);
    Question { path: request.uri().path().to_owned(), asked: Bytes::copy_from_slice(claim) }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let stated = headers.get(name).and_then(|value| value.to_str().ok());
    Ok(stated.and_then(|text| text.parse().ok()).ok_or(ProblemCode::Malformed)?)
}

/// An answer, and what of it is signed.
fn answer(status: StatusCode, held: Held) -> (Response, String) {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, HeaderValue::from_static("1.0.0"));
    headers.insert(OFFSET, held.offset.into());
    if held.whole {
        headers.insert(LENGTH, held.offset.into());
    }
    headers.insert(axum::http::header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    (response, held_answer(held.offset, held.whole))
}
