//! TLS to the centre: certificates are judged at the centre's own time once it is known, and what
//! is wrong with one is said.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

use super::endpoint::{BadEndpoint, Endpoint};
use super::trust::Trust;
use crate::sync::transport::{CertificateFault, TransportError};

type Verifier = Arc<dyn ServerCertVerifier>;

/// What time it really is, once the centre has proven it: how far this device's clock is behind.
#[derive(Debug, Default)]
pub(super) struct TrueTime(Mutex<Option<i64>>);

impl TrueTime {
    /// It is this time, when the device's clock says that.
    pub(super) fn set(&self, true_ms: i64, device_ms: i64) {
        let behind_ms = true_ms.saturating_sub(device_ms);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(behind_ms);
    }

    /// How far the device's clock is behind; `None` while nobody has proven anything.
    pub(super) fn behind_ms(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What judges certificates.
#[derive(Debug)]
struct Judge {
    verifier: Verifier,
    trust: Trust,
    time: Arc<TrueTime>,
}

/// Judges nothing: for the one question whose answer the centre's own key proves.
#[derive(Debug)]
struct Unjudged(Arc<CryptoProvider>);

/// How certificates of the centre are judged.
pub(super) fn judging(
    endpoint: &Endpoint,
    trust: &Trust,
    time: Arc<TrueTime>,
) -> Result<ClientConfig, BadEndpoint> {
    let provider = provider();
    let verifier: Verifier = match endpoint.authorities()? {
        None => {
            let device = rustls_platform_verifier::Verifier::new(provider.clone());
            Arc::new(device.map_err(|_| BadEndpoint::NoTls)?)
        }
        Some(authorities) => {
            let mut roots = RootCertStore::empty();
            for authority in authorities {
                roots.add(authority).map_err(|_| BadEndpoint::BadAuthority)?;
            }
            let only = WebPkiServerVerifier::builder_with_provider(roots.into(), provider.clone());
            only.build().map_err(|_| BadEndpoint::BadAuthority)?
        }
    };
    config(provider, Arc::new(Judge { verifier, trust: trust.clone(), time }))
}

/// Any certificate will do.
pub(super) fn unjudged() -> Result<ClientConfig, BadEndpoint> {
    let provider = provider();
    config(provider.clone(), Arc::new(Unjudged(provider)))
}

/// Why a request did not come through.
pub(super) fn failed(error: &reqwest::Error) -> TransportError {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(fault) = wrapped(error) {
            return what(fault);
        }
        next = error.source();
    }
    TransportError::NoConnection
}

/// The fault of TLS that an error is, or that an input error holds without naming it as its cause.
fn wrapped<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let held = || error.downcast_ref::<std::io::Error>()?.get_ref().and_then(|held| wrapped(held));
    error.downcast_ref().or_else(held)
}

fn what(error: &rustls::Error) -> TransportError {
    use CertificateError as E;
    let rustls::Error::InvalidCertificate(fault) = error else {
        // Something there speaks, and no TLS that this device knows.
        return match error {
            rustls::Error::General(_) => TransportError::NoConnection,
            _ => TransportError::NotTheCentre,
        };
    };
    TransportError::Certificate(match fault {
        E::Expired | E::ExpiredContext { .. } => CertificateFault::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => CertificateFault::NotValidYet,
        E::NotValidForName | E::NotValidForNameContext { .. } => CertificateFault::WrongName,
        // An authority that took the name of the one that is trusted is another all the same.
        E::UnknownIssuer | E::BadSignature => CertificateFault::UnknownAuthority,
        _ => CertificateFault::Unusable,
    })
}

/// What encrypts, on this device.
pub(super) fn provider() -> Arc<CryptoProvider> {
    // A host app may have installed a provider already; then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ours = || Arc::new(rustls::crypto::ring::default_provider());
    CryptoProvider::get_default().cloned().unwrap_or_else(ours)
}

fn config(provider: Arc<CryptoProvider>, verifier: Verifier) -> Result<ClientConfig, BadEndpoint> {
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|_| BadEndpoint::NoTls)?.dangerous();
    let mut config = config.with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

impl Judge {
    /// The time to judge by: the centre's where it has proven it, else this device's.
    fn now(&self) -> UnixTime {
        let behind_ms = self.time.behind_ms().unwrap_or_default();
        let now_ms = self.trust.clock_ms().saturating_add(behind_ms);
        UnixTime::since_unix_epoch(Duration::from_millis(now_ms.max(0).unsigned_abs()))
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.verifier.verify_server_cert(end_entity, intermediates, name, ocsp, self.now())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

impl ServerCertVerifier for Unjudged {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
