//! `POST /v1/present`: certificates for a centre that lost them.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::message::{PRESENT_PATH, SignedRequest};

use super::body::From;
use super::signed::{self, Question};
use super::turn::Turn;
use super::{App, Asker, Problem, body};
use crate::centre::PRESENT_BYTES_MAX;

pub(super) async fn present(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = body::read(&app, asker, request, (PRESENT_BYTES_MAX, From::Anyone)).await?;
    let device = SignedRequest::peek_device(&bytes);
    let question = Question { path: PRESENT_PATH.to_owned(), asked: bytes.clone() };
    let work = app.work(asker, Turn::Light, move |centre| centre.present(&bytes));
    let answer = work.await.and_then(|answer| body::answer(&app, asker, device, answer));
    Ok(signed::answer(&app, question, answer).await)
}
