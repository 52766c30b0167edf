//! `POST /v1/sync`: pushes and pulls in one round trip.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::SYNC_PATH;

use super::signed::{self, Question};
use super::{App, Problem, body};
use crate::centre::BODY_BYTES_MAX;

pub(super) async fn sync(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let bytes = body::read(&app, request, BODY_BYTES_MAX).await?;
    let question = Question { path: SYNC_PATH.to_owned(), asked: bytes.clone() };
    let answer = app.work(move |centre| centre.sync(&bytes)).await.map(body::answer);
    Ok(signed::answer(&app, question, answer).await)
}
