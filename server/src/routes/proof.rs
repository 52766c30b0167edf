//! `POST /v1/proof`: the centre proves that it is the centre. Nobody need be known to ask.

use axum::extract::{Request, State};
use axum::response::Response;

use super::body::From;
use super::turn::Turn;
use super::{App, Asker, Problem, body};
use crate::centre::PROOF_BYTES_MAX;

pub(super) async fn prove(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = body::read(&app, asker, request, (PROOF_BYTES_MAX, From::Anyone)).await?;
    let answer = app.work(asker, Turn::Light, move |centre| centre.prove(&bytes)).await?;
    body::answer(&app, asker, None, answer)
}
