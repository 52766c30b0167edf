//! `POST /v1/proof`: the centre proves that it is the centre. Nobody need be known to ask.

use axum::extract::{Request, State};
use axum::response::Response;

use super::{App, Problem, body};
use crate::centre::PROOF_BYTES_MAX;

pub(super) async fn prove(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let bytes = body::read(&app, request, PROOF_BYTES_MAX).await?;
    let answer = app.work(move |centre| centre.prove(&bytes));
    answer.await.map(body::answer)
}
