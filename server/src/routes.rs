//! The centre over HTTP. The only room of this crate that says `axum`.

mod attachment;
mod body;
mod enrol;
mod health;
mod present;
mod problem;
mod proof;
mod renew;
mod signed;
mod snapshot;
mod sync;

pub use problem::Problem;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, head, post};
use fangxian_protocol::message::{
    ATTACHMENT_PATH, Claim, ENROL_PATH, PRESENT_PATH, PROOF_PATH, RENEW_PATH, SNAPSHOT_PATH,
    SYNC_PATH,
};
use fangxian_protocol::problem::ProblemCode;
use tokio::sync::Semaphore;

use crate::centre::{Centre, Refused};
use crate::clock::Stopwatch;

/// The memory of a serving centre, whatever comes.
pub const MEMORY_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// A request that takes longer is told to come again.
const REQUEST_MAX: Duration = Duration::from_secs(30);
/// How long a request may wait for its turn.
const TURN_MAX: Duration = Duration::from_secs(10);
/// Requests worked on at a time; most of them wait for the disk.
const AT_WORK_MAX: usize = 32;
/// Bodies read at a time: bounds memory whatever comes.
const BODIES_MAX: usize = 256;

/// How the centre is reached.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A proxy stands in front and says in `x-forwarded-for` who asks.
    pub behind_proxy: bool,
}

#[derive(Clone)]
struct App {
    centre: Arc<Centre>,
    options: Options,
    turns: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
}

/// The centre as a router.
pub fn app(centre: Arc<Centre>, options: Options) -> Router {
    let app = App {
        centre,
        options,
        turns: Arc::new(Semaphore::new(AT_WORK_MAX)),
        bodies: Arc::new(Semaphore::new(BODIES_MAX)),
    };
    Router::new()
        .route(ENROL_PATH, post(enrol::enrol))
        .route(RENEW_PATH, post(renew::renew))
        .route(PRESENT_PATH, post(present::present))
        .route(PROOF_PATH, post(proof::prove))
        .route(SYNC_PATH, post(sync::sync))
        .route(&format!("{SNAPSHOT_PATH}{{file}}"), get(snapshot::snapshot))
        .route(
            &format!("{ATTACHMENT_PATH}{{hash}}"),
            head(attachment::held).patch(attachment::append),
        )
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(from_fn_with_state(app.clone(), in_time))
        .route("/healthz", get(health::alive))
        .fallback(not_found)
        .layer(from_fn(logged))
        .with_state(app)
}

impl App {
    /// Runs blocking work on its own thread, when its turn comes.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Centre) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::from(ProblemCode::Unavailable);
        let turn = tokio::time::timeout(TURN_MAX, self.turns.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
        let centre = self.centre.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&centre)
        });
        Ok(worked.await.map_err(|_| busy())??)
    }

    /// The address of who asks: the connection's, or what the proxy in front says last.
    fn address(&self, request: &Request) -> std::net::IpAddr {
        let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map_or([0, 0, 0, 0].into(), |info| info.0.ip());
        if self.options.behind_proxy {
            forwarded_for(request.headers()).unwrap_or(connected)
        } else {
            connected
        }
    }
}

/// Who asks for a path whose request has no signed body.
fn claim(headers: &HeaderMap) -> Result<Claim, Problem> {
    let stated = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    Ok(stated.and_then(Claim::parse).ok_or(ProblemCode::BadSignature)?)
}

fn forwarded_for(headers: &HeaderMap) -> Option<std::net::IpAddr> {
    let text = headers.get("x-forwarded-for")?.to_str().ok()?;
    text.rsplit(',').next()?.trim().parse().ok()
}

async fn not_found() -> Problem {
    ProblemCode::NotFound.into()
}

async fn in_time(State(_): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::from(ProblemCode::Unavailable).into_response(),
    }
}

/// One line a request: the route, never the path itself, and sizes, never contents.
async fn logged(request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("-".to_owned(), |path| path.as_str().to_owned());
    let bytes_in = length(request.headers());
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), watch.elapsed().as_millis() as u64);
    let bytes_out = response.body().size_hint().exact().unwrap_or(0);
    if response.status() == StatusCode::OK && route == "/healthz" {
        return response;
    }
    tracing::info!(%method, route, status, ms, bytes_in, bytes_out, "request");
    response
}

fn length(headers: &HeaderMap) -> u64 {
    let stated = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    stated.and_then(|text| text.parse().ok()).unwrap_or(0)
}
