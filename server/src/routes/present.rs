//! `POST /v1/present`: certificates for a centre that lost them.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::PRESENT_PATH;

use super::signed::{self, Question};
use super::{App, Problem, body};
use crate::centre::PRESENT_BYTES_MAX;

pub(super) async fn present(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let bytes = body::read(&app, request, PRESENT_BYTES_MAX).await?;
    let question = Question { path: PRESENT_PATH.to_owned(), asked: bytes.clone() };
    let answer = app.work(move |centre| centre.present(&bytes)).await.map(body::answer);
    Ok(signed::answer(&app, question, answer).await)
}
