//! `POST /v1/enrol`: a one-time code and a new key against a certificate.

use axum::extract::{Request, State};
use axum::response::Response;

use super::{App, Problem, body};

const BODY_BYTES_MAX: usize = 2 * 1024;

pub(super) async fn enrol(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let address = app.address(&request);
    let bytes = body::read(&app, request, BODY_BYTES_MAX).await?;
    app.work(move |centre| centre.enrol(&bytes, address)).await.map(body::answer)
}
