//! `POST /v1/renew`: a restored or copied device takes a new name.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::{RENEW_PATH, SignedRequest};

use super::body::From;
use super::signed::{self, Question};
use super::turn::Turn;
use super::{App, Asker, Problem, body};
use crate::centre::RENEW_BYTES_MAX;

pub(super) async fn renew(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = body::read(&app, asker, request, (RENEW_BYTES_MAX, From::Known)).await?;
    let device = SignedRequest::peek_device(&bytes);
    let question = Question { path: RENEW_PATH.to_owned(), asked: bytes.clone() };
    let work = app.work(asker, Turn::Light, move |centre| centre.renew(&bytes));
    let answer = work.await.and_then(|answer| body::answer(&app, asker, device, answer));
    Ok(signed::answer(&app, question, answer).await)
}
