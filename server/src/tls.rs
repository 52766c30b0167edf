//! The certificate phones see, read from files and read again when it was renewed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Certificate chain and private key, in PEM files.
#[derive(Debug, Clone)]
pub struct Files {
    /// The chain, the centre's own certificate first.
    pub chain: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// A file that is not what it should be.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{path}: {why}")]
pub struct TlsError {
    /// Which.
    pub path: PathBuf,
    /// What is wrong with it.
    pub why: String,
}

/// What is shown to phones now.
#[derive(Clone)]
pub struct Shown {
    files: Files,
    config: RustlsConfig,
}

impl Shown {
    /// What the files hold.
    ///
    /// # Errors
    /// [`TlsError`] names the file and what is wrong.
    pub fn of(files: Files) -> Result<Self, TlsError> {
        let config = RustlsConfig::from_config(read(&files.chain, &files.key)?);
        Ok(Self { files, config })
    }

    /// For the acceptor of connections.
    pub fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Reads the files again. When they are wrong, what was shown stays.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn read_again(&self) -> Result<(), TlsError> {
        self.config.reload_from_config(read(&self.files.chain, &self.files.key)?);
        Ok(())
    }
}

fn read(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let wrong = |path: &Path, why: String| TlsError { path: path.to_owned(), why };
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
    Ok(Arc::new(config))
}
