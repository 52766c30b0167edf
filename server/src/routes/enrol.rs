//! `POST /v1/enrol`: a one-time code and a new key against a certificate.

use axum::extract::{Request, State};
use axum::response::Response;

use super::body::From;
use super::turn::Turn;
use super::{App, Asker, Problem, body};

const BODY_BYTES_MAX: usize = 2 * 1024;

pub(super) async fn enrol(
    State(app): State<App>,
    asker: Asker,
    request: Request,
) -> Result<Response, Problem> {
    let address = asker.address;
    let bytes = body::read(&app, asker, request, (BODY_BYTES_MAX, From::Anyone)).await?;
    let answer = app.work(asker, Turn::Enrolment, move |centre| centre.enrol(&bytes, address));
    body::answer(&app, asker, None, answer.await?)
}
