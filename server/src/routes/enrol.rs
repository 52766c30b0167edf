//! `POST /v1/enrol`: a one-time code and a new key against a certificate.

use axum::extract::{Request, State};
use axum::response::Response;
use fangxian_protocol::problem::ProblemCode;

use super::{App, Problem, body};

const BODY_BYTES_MAX: usize = 2 * 1024;

pub(super) async fn enrol(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let address = app.address(&request);
    let bytes = body::read(&app, request, BODY_BYTES_MAX).await?;
    if !app.centre.tries().take(address) {
        return Err(ProblemCode::TooManyTries.into());
    }
    let answer = app.work(move |centre| {
        let enrolled = centre.enrol(&bytes);
        if !matches!(&enrolled, Err(refused) if refused.code == ProblemCode::UnknownCode) {
            centre.tries().give_back(address);
        }
        enrolled
    });
    answer.await.map(body::answer)
}
