//! `POST /v1/renew`: a restored or copied device takes a new name.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::RENEW_PATH;

use super::signed::{self, Question};
use super::{App, Problem, body};
use crate::centre::RENEW_BYTES_MAX;

pub(super) async fn renew(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let bytes = body::read(&app, request, RENEW_BYTES_MAX).await?;
    let question = Question { path: RENEW_PATH.to_owned(), asked: bytes.clone() };
    let answer = app.work(move |centre| centre.renew(&bytes)).await.map(body::answer);
    Ok(signed::answer(&app, question, answer).await)
}
