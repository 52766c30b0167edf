//! For whoever watches over the centre: alive, ready, and counts.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::{App, Problem};

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// A push could be committed now.
pub(super) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    app.work(|centre| Ok(centre.registry().storage().check_writable()?)).await?;
    Ok("ready\n")
}

/// Counts as Prometheus text.
pub(super) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let render = |centre: &crate::centre::Centre| {
        let totals = centre.registry().storage().totals()?;
        Ok(centre.metrics().render(&totals))
    };
    let text = app.work(render).await?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
