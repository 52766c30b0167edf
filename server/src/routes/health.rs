//! For whoever watches over the centre: alive, ready, and counts.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use fangxian_protocol::problem::ProblemCode;

use super::turn::Turn;
use super::{App, Asker, Problem};

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// A push could be committed now, and there is room on the drive for more than one.
pub(super) async fn ready(State(app): State<App>, asker: Asker) -> Result<&'static str, Problem> {
    let look = app.work(asker, Turn::Light, |centre| Ok(centre.check_ready().is_ok()));
    match app.ready.get(look).await? {
        true => Ok("ready\n"),
        false => Err(ProblemCode::Unavailable.into()),
    }
}

/// Counts as Prometheus text.
pub(super) async fn metrics(State(app): State<App>, asker: Asker) -> Result<Response, Problem> {
    let count = app.work(asker, Turn::Light, |centre| Ok(centre.registry().storage().totals()?));
    let text = app.centre.metrics().render(&app.totals.get(count).await?);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
