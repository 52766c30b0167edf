//! `fangxian-server serve`: listens, says where, and ends only when what was pushed is on disk.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use fangxian::clock::{Clock, SystemClock};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::signal::unix::{SignalKind, signal};

use crate::centre::Centre;
use crate::lock;
use crate::registry::{OpenError, has_centre};
use crate::routes::{Options, app};

const SHUTDOWN_MAX: Duration = Duration::from_secs(10);
const HEADERS_MAX: Duration = Duration::from_secs(10);
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
    pub tls: Option<(PathBuf, PathBuf)>,
    /// A TLS proxy stands in front.
    pub behind_proxy: bool,
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
    /// The network.
    #[error("{0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The certificate or its key.
    #[error("{0}: {1}")]
    Tls(PathBuf, String),
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
    if serve.tls.is_none() && !serve.behind_proxy && !loopback {
        return Err(ServeError::InTheClear(serve.listen));
    }
    let tls = serve.tls.as_ref().map(|(chain, key)| tls_config(chain, key)).transpose()?;
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
    let listener = TcpListener::bind(serve.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    centre.registry().set_listens_at(address, serve.tls.is_some()).map_err(OpenError::from)?;
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    let snapshots = tokio::spawn(keep_house(centre.clone()));
    announce(address, tls.is_some());
    let options = Options { behind_proxy: serve.behind_proxy };
    let service = app(centre.clone(), options).into_make_service_with_connect_info::<SocketAddr>();
    let mut server = axum_server::from_tcp(listener).map_err(failed)?.handle(handle);
    let mut http = server.http_builder().http1();
    http.auto_date_header(false).header_read_timeout(HEADERS_MAX);
    let served = match tls {
        Some(config) => server.acceptor(RustlsAcceptor::new(config)).serve(service).await,
        None => server.serve(service).await,
    };
    snapshots.abort();
    let closing = centre.clone();
    tokio::task::spawn_blocking(move || closing.close()).await.ok();
    tracing::info!("stopped");
    served.map_err(failed)
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
    let mut stdout = std::io::stdout();
    writeln!(stdout, "listening on {scheme}://{address}").and_then(|()| stdout.flush()).ok();
}

async fn stop_on_signal(handle: Handle<SocketAddr>) {
    let (terminate, interrupt) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    if let (Ok(mut terminate), Ok(mut interrupt)) = (terminate, interrupt) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        handle.graceful_shutdown(Some(SHUTDOWN_MAX));
    }
}

async fn keep_house(centre: Arc<Centre>) {
    for round in 0_u64.. {
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

fn tls_config(chain: &Path, key: &Path) -> Result<RustlsConfig, ServeError> {
    let wrong = |path: &Path, why: String| ServeError::Tls(path.to_owned(), why);
    let certificates = CertificateDer::pem_file_iter(chain)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(chain, error.to_string()))?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(chain, error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(certificates, private)
        .map_err(|error| wrong(key, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(RustlsConfig::from_config(Arc::new(config)))
}
