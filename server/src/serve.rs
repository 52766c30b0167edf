//! `fangxian-server serve`: listens, says where, and ends only when what was pushed is on disk.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsAcceptor;
use axum_server::{Handle, Server};
use fangxian::clock::{Clock, SystemClock};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::address::Proxies;
use crate::centre::Centre;
use crate::door::{Door, TurnedAway, listen};
use crate::drive::Drive;
use crate::lock;
use crate::registry::{OpenError, has_centre};
use crate::routes::{Options, app, watch};
use crate::tls::{Files, Shown, TlsError};

const SHUTDOWN_MAX: Duration = Duration::from_secs(10);
/// How long a connection may say nothing, or be at the head of a request.
const HEADERS_MAX: Duration = Duration::from_secs(10);
/// What is held of a connection each way, heads of requests among it.
const BUFFER_BYTES_MAX: usize = 16 * 1024;
const HOUSE_EVERY: Duration = Duration::from_secs(60);
const HOUSE_ROUNDS_A_DAY: u64 = 24 * 60;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Serve {
    /// The centre's folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// What to call the centre from now on.
    pub name: Option<String>,
    /// Where phones reach the centre from now on.
    pub public_url: Option<String>,
    /// Certificate chain and private key, in PEM files.
    pub tls: Option<Files>,
    /// The TLS proxies in front, when there are any.
    pub proxies: Option<Proxies>,
    /// Where counts are told, on this machine.
    pub metrics: Option<SocketAddr>,
}

/// The centre cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The folder.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Phones would speak to it in the clear.
    #[error(
        "{0} is reachable from outside and there is no TLS; give --tls-cert and --tls-key, or \
         put a TLS proxy in front and give --behind-proxy"
    )]
    InTheClear(SocketAddr),
    /// Counts are nobody's business.
    #[error(
        "--metrics {0}: counts are told on this machine only; give an address of it, as \
         127.0.0.1:9187, and let whoever collects them come there"
    )]
    MetricsOutside(SocketAddr),
    /// The network.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The certificate or its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// Serves until told to stop, then finishes what was begun.
///
/// # Errors
/// [`ServeError`] says what to put right before the centre can serve.
pub async fn serve(serve: Serve) -> Result<(), ServeError> {
    serve_by(serve, Arc::new(SystemClock)).await
}

/// The same by another clock than this machine's.
///
/// # Errors
/// As [`serve`].
pub async fn serve_by(serve: Serve, clock: Arc<dyn Clock>) -> Result<(), ServeError> {
    let loopback = serve.listen.ip().is_loopback();
    if serve.tls.is_none() && serve.proxies.is_none() && !loopback {
        return Err(ServeError::InTheClear(serve.listen));
    }
    if let Some(outside) = serve.metrics.filter(|address| !address.ip().is_loopback()) {
        return Err(ServeError::MetricsOutside(outside));
    }
    let shown = serve.tls.clone().map(Shown::of).transpose()?;
    let is_new = !has_centre(&serve.data);
    let _alone = lock::take(&serve.data)?;
    let centre = Arc::new(Centre::open_with(&serve.data, clock)?);
    if let Some(name) = &serve.name {
        centre.registry().set_name(name)?;
    }
    if let Some(url) = &serve.public_url {
        centre.registry().set_address(url)?;
    }
    if is_new {
        tracing::info!("a new centre was founded: there was none in this folder");
    }
    let failed = |error| ServeError::Listen(serve.listen, error);
    let listener = listen(serve.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    centre.registry().set_listens_at(address, serve.tls.is_some()).map_err(OpenError::from)?;
    let handle = Handle::new();
    // Heard from here on, before anyone learns that the centre is there.
    let stops = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
    tokio::spawn(stop_on_signal(handle.clone(), stops));
    tokio::spawn(read_again_on_signal(shown.clone(), signal(SignalKind::hangup())));
    let house = tokio::spawn(keep_house(centre.clone(), Drive::of(&serve.data)));
    let watched = match serve.metrics {
        Some(address) => Some(tell_counts(centre.clone(), address)?),
        None => None,
    };
    announce(address, shown.is_some());
    let served = answer(listener, handle, (centre.clone(), &serve), shown).await;
    house.abort();
    watched.inspect(tokio::task::JoinHandle::abort);
    let closing = centre.clone();
    tokio::task::spawn_blocking(move || closing.close()).await.ok();
    tracing::info!("stopped");
    served.map_err(failed)
}

/// Answers phones until told to stop. Only HTTP/1 is spoken: over HTTP/2 one connection would be
/// as many as it likes.
async fn answer(
    listener: TcpListener,
    handle: Handle<SocketAddr>,
    (centre, serve): (Arc<Centre>, &Serve),
    shown: Option<Shown>,
) -> std::io::Result<()> {
    let proxies = serve.proxies.clone().unwrap_or_default();
    let (door, turned_away) = (Door::new(proxies.clone()), TurnedAway::new());
    let service = app(centre, Options { proxies });
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    let mut server = Server::<SocketAddr>::from_listener(listener).handle(handle).http1_only();
    server = server.accept_error_handler(move |_, error| turned_away.one(error));
    let mut http = server.http_builder().http1();
    http.auto_date_header(false).header_read_timeout(HEADERS_MAX).max_buf_size(BUFFER_BYTES_MAX);
    match shown {
        Some(shown) => {
            let acceptor = RustlsAcceptor::new(shown.config()).acceptor(door);
            server.acceptor(acceptor).serve(service).await
        }
        None => server.acceptor(door).serve(service).await,
    }
}

/// Tells counts to whoever asks on this machine, and says where.
fn tell_counts(
    centre: Arc<Centre>,
    address: SocketAddr,
) -> Result<tokio::task::JoinHandle<()>, ServeError> {
    let failed = |error| ServeError::Listen(address, error);
    let listener = listen(address).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let mut server = Server::<SocketAddr>::from_listener(listener).http1_only();
    server.http_builder().http1().header_read_timeout(HEADERS_MAX).max_buf_size(BUFFER_BYTES_MAX);
    let server = server.acceptor(Door::new(Proxies::default()));
    let service = watch(centre).into_make_service_with_connect_info::<SocketAddr>();
    say(&format!("metrics on http://{address}/metrics"));
    Ok(tokio::spawn(async move {
        if let Err(error) = server.serve(service).await {
            tracing::error!(%error, "counts are no longer told");
        }
    }))
}

/// One line a machine can read on stdout; everything else goes to stderr.
fn announce(address: SocketAddr, tls: bool) {
    let scheme = if tls { "https" } else { "http" };
    if !tls {
        tracing::warn!(
            "no TLS here: a TLS proxy must stand in front before any phone outside this machine \
             may speak to it"
        );
    }
    say(&format!("listening on {scheme}://{address}"));
}

fn say(line: &str) {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{line}").and_then(|()| stdout.flush()).ok();
}

async fn stop_on_signal(handle: Handle<SocketAddr>, stops: [std::io::Result<Signal>; 2]) {
    if let [Ok(mut terminate), Ok(mut interrupt)] = stops {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        handle.graceful_shutdown(Some(SHUTDOWN_MAX));
    }
}

/// A renewed certificate is shown from the next connection on; the centre goes on either way.
async fn read_again_on_signal(shown: Option<Shown>, hangup: std::io::Result<Signal>) {
    let Ok(mut hangup) = hangup else { return };
    while hangup.recv().await.is_some() {
        match shown.as_ref().map(Shown::read_again) {
            Some(Ok(())) => tracing::info!("the certificate was read again"),
            Some(Err(error)) => tracing::error!(%error, "the certificate stays as it was"),
            None => tracing::info!("there is no certificate to read again"),
        }
    }
}

async fn keep_house(centre: Arc<Centre>, drive: Drive) {
    for round in 0_u64.. {
        if let Err(error) = drive.check().and_then(|()| drive.keep_reserve()) {
            tracing::error!(%error, "there is little room on the drive: phones have to wait");
        }
        if round.is_multiple_of(HOUSE_ROUNDS_A_DAY) {
            let uploads = centre.clone();
            let work = move || uploads.remove_abandoned_uploads();
            match tokio::task::spawn_blocking(work).await {
                Ok(Ok(0)) | Err(_) => {}
                Ok(Ok(parts)) => tracing::info!(parts, "abandoned uploads removed"),
                Ok(Err(refused)) => {
                    tracing::error!(code = refused.code.as_str(), "uploads could not be looked at");
                }
            }
        }
        let (judge, snapshots) = (centre.clone(), centre.clone());
        let judged = tokio::task::spawn_blocking(move || judge.judge_again());
        if let Ok(Err(refused)) = judged.await {
            tracing::error!(
                code = refused.code.as_str(),
                "the quarantine could not be judged again"
            );
        }
        tokio::time::sleep(HOUSE_EVERY).await;
        let made = tokio::task::spawn_blocking(move || snapshots.registry().make_snapshots(false));
        if let Ok(Err(error)) = made.await {
            tracing::error!(%error, "a snapshot could not be made");
        }
    }
}
