//! The centre over HTTP. The only room of this crate that says `axum`.

mod attachment;
mod body;
mod enrol;
mod health;
mod present;
mod problem;
mod proof;
mod recent;
mod renew;
mod room;
mod signed;
mod snapshot;
mod sync;
mod turn;

pub use problem::Problem;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request};
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, head, post};
use fangxian_protocol::message::{
    ATTACHMENT_PATH, Claim, ENROL_PATH, PRESENT_PATH, PROOF_PATH, RENEW_PATH, SNAPSHOT_PATH,
    SYNC_PATH,
};
use fangxian_protocol::problem::ProblemCode;

use crate::address::{Proxies, as_one};
use crate::centre::{Centre, Refused};
use crate::clock::Stopwatch;
use crate::storage::Totals;
use recent::Recent;
use room::Rooms;
use turn::{Turn, Turns};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The memory of a serving centre, whatever comes.
pub const MEMORY_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Work that takes longer goes on, and who asked is told to come again.
const REQUEST_MAX: Duration = Duration::from_secs(30);
/// How long a request may wait for its turn, or for room.
const TURN_MAX: Duration = Duration::from_secs(10);
/// How long it holds that the centre is ready, and how long counts do.
const READY_KEPT: Duration = Duration::from_secs(2);
const COUNTS_KEPT: Duration = Duration::from_secs(10);

/// How the centre is reached.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whose `x-forwarded-for` says who asks.
    pub proxies: Proxies,
}

#[derive(Clone)]
struct App {
    centre: Arc<Centre>,
    proxies: Arc<Proxies>,
    turns: Arc<Turns>,
    rooms: Arc<Rooms>,
    ready: Arc<Recent<bool>>,
    totals: Arc<Recent<Totals>>,
}

/// Who asks, as it is counted.
#[derive(Debug, Clone, Copy)]
struct Asker {
    address: IpAddr,
}

/// The centre as a router.
pub fn app(centre: Arc<Centre>, options: Options) -> Router {
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
        .route("/healthz", get(health::alive))
        .fallback(not_found)
        .layer(from_fn(logged))
        .with_state(App::of(centre, options))
}

/// What only whoever watches over the centre may ask, as a router of its own.
pub fn watch(centre: Arc<Centre>) -> Router {
    Router::new()
        .route("/metrics", get(health::metrics))
        .route("/readyz", get(health::ready))
        .route("/healthz", get(health::alive))
        .fallback(not_found)
        .with_state(App::of(centre, Options::default()))
}

impl App {
    fn of(centre: Arc<Centre>, options: Options) -> Self {
        Self {
            centre,
            proxies: Arc::new(options.proxies),
            turns: Arc::new(Turns::new()),
            rooms: Arc::new(Rooms::new()),
            ready: Arc::new(Recent::kept_for(READY_KEPT)),
            totals: Arc::new(Recent::kept_for(COUNTS_KEPT)),
        }
    }

    /// Runs blocking work on its own thread, when its turn comes.
    async fn work<T: Send + 'static>(
        &self,
        asker: Asker,
        turn: Turn,
        work: impl FnOnce(&Centre) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || Problem::from(ProblemCode::Unavailable);
        let turn = tokio::time::timeout(TURN_MAX, self.turns.take(turn, asker.address)).await;
        let turn = turn.ok().flatten().ok_or_else(busy)?;
        let centre = self.centre.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&centre)
        });
        let worked = tokio::time::timeout(REQUEST_MAX, worked).await;
        Ok(worked.map_err(|_| busy())?.map_err(|_| busy())??)
    }
}

impl FromRequestParts<App> for Asker {
    type Rejection = Infallible;

    /// The address of the connection, or the one that a proxy in front says.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let connected = connected.map_or([0, 0, 0, 0].into(), |info| info.0.ip());
        let said = parts.headers.get_all(FORWARDED_FOR).iter();
        let said = said.map(|line| line.to_str().unwrap_or_default());
        let said: Vec<&str> = said.flat_map(|line| line.split(',')).collect();
        let client = app.proxies.client(connected, said.into_iter());
        Ok(Self { address: as_one(client) })
    }
}

/// Who asks for a path whose request has no signed body.
fn claim(headers: &HeaderMap) -> Result<Claim, Problem> {
    let stated = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    Ok(stated.and_then(Claim::parse).ok_or(ProblemCode::BadSignature)?)
}

async fn not_found() -> Problem {
    ProblemCode::NotFound.into()
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
