//! Answers with the centre's signature: a box on the way can neither keep nor make one up.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use fangxian_protocol::message::{ANSWER_HEADER, Answer};

use super::{App, Problem};

const SIGNATURE: HeaderName = HeaderName::from_static(ANSWER_HEADER);

/// What was asked, and where.
pub(super) struct Question {
    pub(super) path: String,
    pub(super) asked: Bytes,
}

/// Signs the answer to a question: its body.
pub(super) async fn answer(
    app: &App,
    question: Question,
    answer: Result<Response, Problem>,
) -> Response {
    let (mut parts, body) = answer.unwrap_or_else(IntoResponse::into_response).into_parts();
    // All of them were made in memory.
    let said = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if let Some(signature) = sign(app, question, (parts.status.as_u16(), said.clone())).await {
        parts.headers.insert(SIGNATURE, signature);
    }
    Response::from_parts(parts, Body::from(said))
}

/// Signs an answer that is said in headers.
pub(super) async fn headers(
    app: &App,
    question: Question,
    (mut response, said): (Response, String),
) -> Response {
    let status = response.status().as_u16();
    if let Some(signature) = sign(app, question, (status, Bytes::from(said))).await {
        response.headers_mut().insert(SIGNATURE, signature);
    }
    response
}

async fn sign(app: &App, question: Question, (status, said): (u16, Bytes)) -> Option<HeaderValue> {
    let centre = app.centre.clone();
    let signed = tokio::task::spawn_blocking(move || {
        let Question { path, asked } = &question;
        centre.sign(Answer { path, question: asked, status, answer: &said })
    });
    HeaderValue::from_str(&signed.await.ok()??).ok()
}
