//! HTTP to the centre: rustls with the ring provider, optionally only a private authority.

use std::time::Duration;

use fangxian_protocol::problem::ProblemCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RANGE};
use reqwest::{Certificate, Client, Response, StatusCode, Url};

use super::transport::{Held, Transport, TransportError, UploadStep};

const CONNECT_MS_MAX: u64 = 10_000;
const SILENCE_MS_MAX: u64 = 30_000;
const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
const PROBLEM_BYTES_MAX: usize = 16 * 1024;

/// Where the centre is and whom to trust that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    private_ca_pem: Option<Vec<u8>>,
}

/// The endpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    /// Not an address such as `https://centre.example/`.
    #[error("url: expected an address such as https://centre.example/")]
    NotAnAddress,
    /// Plain HTTP to another machine would show everything to whoever listens.
    #[error("url: use https; plain http is only for this same machine")]
    Insecure,
    /// The certificate authority cannot be read.
    #[error("private_ca: expected one or more PEM certificates")]
    BadAuthority,
    /// TLS could not be set up.
    #[error("tls: could not be set up on this device")]
    NoTls,
}

impl Endpoint {
    /// A centre at `url`. Plain HTTP is taken only for this same machine.
    ///
    /// # Errors
    /// [`BadEndpoint`].
    pub fn new(url: &str) -> Result<Self, BadEndpoint> {
        let mut url = Url::parse(url).map_err(|_| BadEndpoint::NotAnAddress)?;
        let host = url.host_str().ok_or(BadEndpoint::NotAnAddress)?;
        let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        match url.scheme() {
            "https" => {}
            "http" if local => {}
            "http" => return Err(BadEndpoint::Insecure),
            _ => return Err(BadEndpoint::NotAnAddress),
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self { url, private_ca_pem: None })
    }

    /// Trusts only these authorities (PEM), not those of the device.
    #[must_use]
    pub fn with_private_ca(mut self, pem: Vec<u8>) -> Self {
        self.private_ca_pem = Some(pem);
        self
    }

    /// The address.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The private authorities, if any.
    pub fn private_ca_pem(&self) -> Option<&[u8]> {
        self.private_ca_pem.as_deref()
    }
}

/// Speaks HTTP to one centre.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    url: Url,
}

impl HttpTransport {
    /// Prepares a client; connects to nothing yet.
    ///
    /// # Errors
    /// [`BadEndpoint`] when the authority or TLS cannot be used.
    pub fn new(endpoint: &Endpoint) -> Result<Self, BadEndpoint> {
        // A host app may have installed a provider already; then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .connect_timeout(Duration::from_millis(CONNECT_MS_MAX))
            .read_timeout(Duration::from_millis(SILENCE_MS_MAX))
            .redirect(reqwest::redirect::Policy::none())
            .https_only(endpoint.url.scheme() == "https");
        if endpoint.url.scheme() == "http" {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &endpoint.private_ca_pem {
            let roots = Certificate::from_pem_bundle(pem).map_err(|_| BadEndpoint::BadAuthority)?;
            builder = builder.tls_certs_only(roots);
        } else if endpoint.url.scheme() == "http" {
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|_| BadEndpoint::NoTls)?;
        Ok(Self { client, url: endpoint.url.clone() })
    }

    fn at(&self, path: &str) -> Result<Url, TransportError> {
        let path = path.trim_start_matches('/');
        self.url.join(path).map_err(|_| TransportError::NotTheCentre)
    }
}

impl Transport for HttpTransport {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let request = self.client.post(self.at(path)?).body(body);
        let response = request.send().await.map_err(|_| TransportError::NoConnection)?;
        let response = accepted(response).await?;
        whole(response, bytes_max).await
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        let mut request = self.client.get(self.at(path)?).header(AUTHORIZATION, authorization);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        let response = request.send().await.map_err(|_| TransportError::NoConnection)?;
        let mut response = accepted(response).await?;
        if from > 0 && response.status() != StatusCode::PARTIAL_CONTENT {
            return Err(TransportError::NotTheCentre);
        }
        while let Some(piece) = response.chunk().await.map_err(|_| TransportError::NoConnection)? {
            sink(&piece).map_err(|_| TransportError::NoConnection)?;
        }
        Ok(())
    }

    async fn upload(
        &self,
        path: &str,
        authorization: String,
        step: UploadStep,
    ) -> Result<Held, TransportError> {
        let url = self.at(path)?;
        let asks = step == UploadStep::Ask;
        let request = match step {
            UploadStep::Ask => self.client.head(url),
            UploadStep::Piece { offset, total, bytes } => self
                .client
                .patch(url)
                .header(CONTENT_TYPE, "application/offset+octet-stream")
                .header(OFFSET, offset)
                .header(LENGTH, total)
                .body(bytes),
        };
        let request = request.header(RESUMABLE, "1.0.0").header(AUTHORIZATION, authorization);
        let response = request.send().await.map_err(|_| TransportError::NoConnection)?;
        // An answer to HEAD has no body that could say why.
        if asks && response.status() == StatusCode::NOT_FOUND {
            return Err(TransportError::Refused(ProblemCode::NotFound));
        }
        let response = accepted(response).await?;
        let number = |name: &str| response.headers().get(name)?.to_str().ok()?.parse().ok();
        let offset: u64 = number(OFFSET).ok_or(TransportError::NotTheCentre)?;
        Ok(Held { offset, whole: number(LENGTH) == Some(offset) })
    }
}

/// Lets answers through and reads the problem out of refusals.
async fn accepted(response: Response) -> Result<Response, TransportError> {
    if response.status().is_success() {
        return Ok(response);
    }
    let busy = response.status().is_server_error();
    let body = whole(response, PROBLEM_BYTES_MAX).await.unwrap_or_default();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let said = |name: &str| problem.get(name).and_then(serde_json::Value::as_str);
    match said("code").and_then(ProblemCode::from_word) {
        Some(code) => Err(TransportError::refused(code, said("detail"))),
        None if busy => Err(TransportError::Refused(ProblemCode::Unavailable)),
        None => Err(TransportError::NotTheCentre),
    }
}

async fn whole(mut response: Response, bytes_max: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|_| TransportError::NoConnection)? {
        if body.len() + piece.len() > bytes_max {
            return Err(TransportError::NotTheCentre);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}
