//! `POST /v1/sync`: pushes and pulls in one round trip.

use axum::extract::{Request, State};
use axum::response::Response;

use super::{App, Problem, body};
use crate::centre::BODY_BYTES_MAX;

pub(super) async fn sync(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let bytes = body::read(&app, request, BODY_BYTES_MAX).await?;
    let answer = app.work(move |centre| centre.sync(&bytes));
    answer.await.map(body::answer)
}
