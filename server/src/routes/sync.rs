//! `POST /v1/sync`: pushes and pulls in one round trip.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::{SYNC_PATH, SignedRequest};
use fangxian_protocol::problem::ProblemCode;

use super::body::From;
use super::signed::{self, Question};
use super::turn::Turn;
use super::{App, Asker, Problem, body};
use crate::centre::BODY_BYTES_MAX;

pub(super) async fn sync(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = body::read(&app, asker, request, (BODY_BYTES_MAX, From::Known)).await?;
    let device = SignedRequest::peek_device(&bytes);
    if !app.rooms.may_answer(device) {
        return Err(ProblemCode::Unavailable.into());
    }
    let question = Question { path: SYNC_PATH.to_owned(), asked: bytes.clone() };
    let work = app.work(asker, Turn::of(bytes.len()), move |centre| centre.sync(&bytes));
    let answer = work.await.and_then(|answer| body::answer(&app, asker, device, answer));
    Ok(signed::answer(&app, question, answer).await)
}
