//! HTTP to the centre: rustls, optionally only a private authority; answers count when the centre
//! signed them.

mod answer;
mod endpoint;
mod tls;
mod trust;

pub use endpoint::{BadEndpoint, Endpoint};
pub use trust::Trust;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fangxian_protocol::key::PublicKey;
use fangxian_protocol::limits::MESSAGE_BYTES_MAX;
use fangxian_protocol::message::{ENROL_PATH, PROOF_PATH, Proof, held_answer};
use reqwest::header::{AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RANGE};
use reqwest::{Client, Method, Request, RequestBuilder, Response, StatusCode};

use super::proof::{PROOF_BYTES_MAX, Question};
use super::transport::{CertificateFault, Held, Transport, TransportError, UploadStep};
use answer::{Asked, whole};
use tls::TrueTime;

const CONNECT_MS_MAX: u64 = 10_000;
const SILENCE_MS_MAX: u64 = 30_000;
const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";

/// Speaks HTTP to one centre.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    trust: Trust,
    time: Arc<TrueTime>,
    /// Where the centre is: it may move while it is spoken to.
    place: Arc<Mutex<Endpoint>>,
    /// How long the last answer asked to wait; 0 for not at all.
    wait_ms: Arc<AtomicI64>,
}

impl HttpTransport {
    /// Prepares a client that knows nothing of the centre yet; connects to nothing.
    ///
    /// # Errors
    /// [`BadEndpoint`] when the authority or TLS cannot be used.
    pub fn new(endpoint: &Endpoint) -> Result<Self, BadEndpoint> {
        Self::to(endpoint, Trust::default())
    }

    /// The same for a centre of which something is known.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn to(endpoint: &Endpoint, trust: Trust) -> Result<Self, BadEndpoint> {
        let time = Arc::new(TrueTime::default());
        tls::provider();
        // Looked at first: what is no certificate is said even where none would be needed.
        endpoint.authorities()?;
        let builder = builder().https_only(endpoint.is_secure());
        let builder = match endpoint.is_secure() {
            true => {
                let judging = tls::judging(endpoint, &trust, time.clone())?;
                builder.tls_backend_preconfigured(judging)
            }
            false => builder.no_proxy().tls_certs_only([]),
        };
        let client = builder.build().map_err(|_| BadEndpoint::NoTls)?;
        let place = Arc::new(Mutex::new(endpoint.clone()));
        Ok(Self { client, trust, time, place, wait_ms: Arc::default() })
    }

    fn place(&self) -> Endpoint {
        self.place.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ask(&self, method: Method, path: &str) -> Result<RequestBuilder, TransportError> {
        let url = self.place().at(path).ok_or(TransportError::NotTheCentre)?;
        Ok(self.client.request(method, url))
    }

    /// Whose signature an answer needs.
    fn asked<'a>(&'a self, path: &'a str, question: &'a [u8]) -> Asked<'a> {
        Asked { centre: self.trust.centre.as_ref(), path, question }
    }

    /// Sends a request: at the centre's time when this device's is doubtful, and to where the
    /// centre is now when it has moved.
    async fn send(&self, path: &str, request: RequestBuilder) -> Result<Response, TransportError> {
        let request = request.build().map_err(|_| TransportError::NotTheCentre)?;
        let again = request.try_clone().ok_or(TransportError::NotTheCentre)?;
        self.wait_ms.store(0, Ordering::SeqCst);
        let response = match self.execute(request).await {
            Err(TransportError::Certificate(fault)) if fault.is_of_dates() => {
                self.ask_time(fault).await?;
                self.execute(again).await?
            }
            Ok(response) => match self.follow(path, &response).await {
                Some(moved) => self.execute(elsewhere(again, &moved, path)?).await?,
                None => response,
            },
            failed => failed?,
        };
        self.wait_ms.store(answer::wait_ms(response.headers()).unwrap_or(0), Ordering::SeqCst);
        Ok(response)
    }

    async fn execute(&self, request: Request) -> Result<Response, TransportError> {
        self.client.execute(request).await.map_err(|error| tls::failed(&error))
    }

    /// Has the centre prove what time it is, over a connection of which nothing is believed. Once
    /// it is known, the same fault is the certificate's own.
    async fn ask_time(&self, fault: CertificateFault) -> Result<(), TransportError> {
        let doubtful = Err(TransportError::Certificate(CertificateFault::Dates));
        let Some(centre) = &self.trust.centre else { return doubtful };
        if self.time.behind_ms().is_some() {
            return Err(TransportError::Certificate(fault));
        }
        let Ok(unjudged) = tls::unjudged() else { return doubtful };
        let Ok(client) = builder().https_only(true).tls_backend_preconfigured(unjudged).build()
        else {
            return doubtful;
        };
        match prove(&client, &self.place(), centre).await {
            Ok(proof) => {
                self.time.set(proof.server_time_ms, self.trust.clock_ms());
                Ok(())
            }
            Err(_) => doubtful,
        }
    }

    /// Where a redirect leads, once the centre there has proven that it is the same, and that this
    /// is its address.
    async fn follow(&self, path: &str, response: &Response) -> Option<Endpoint> {
        let centre = self.trust.centre.as_ref().filter(|_| path != PROOF_PATH)?;
        let location = response.status().is_redirection().then(|| response.headers().get(LOCATION));
        let moved = self.place().moved(location??.to_str().ok()?, path)?;
        let proof = prove(&self.client, &moved, centre).await.ok()?;
        let stated = Endpoint::new(&proof.address).ok()?;
        if stated.url() != moved.url() {
            return None;
        }
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = moved.clone();
        if let Some(told) = &self.trust.moved {
            told(&moved);
        }
        Some(moved)
    }
}

/// Has whoever answers there prove to be the centre with this key.
async fn prove(
    client: &Client,
    place: &Endpoint,
    centre: &PublicKey,
) -> Result<Proof, TransportError> {
    let question = Question::new()?;
    let url = place.at(PROOF_PATH).ok_or(TransportError::NotTheCentre)?;
    let sent = client.post(url).body(question.body()).send().await;
    let response = sent.map_err(|error| tls::failed(&error))?;
    question.answered(&whole(response, PROOF_BYTES_MAX).await?, centre)
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .connect_timeout(Duration::from_millis(CONNECT_MS_MAX))
        .read_timeout(Duration::from_millis(SILENCE_MS_MAX))
        .redirect(reqwest::redirect::Policy::none())
}

fn elsewhere(
    mut request: Request,
    place: &Endpoint,
    path: &str,
) -> Result<Request, TransportError> {
    *request.url_mut() = place.at(path).ok_or(TransportError::NotTheCentre)?;
    Ok(request)
}

impl Transport for HttpTransport {
    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        bytes_max: usize,
    ) -> Result<Vec<u8>, TransportError> {
        let request = self.ask(Method::POST, path)?.body(body.clone());
        let response = self.send(path, request).await?;
        let asked = self.asked(path, &body);
        let (status, headers) = (response.status(), response.headers().clone());
        if !status.is_success() {
            return Err(asked.refusal(response).await);
        }
        let said = whole(response, bytes_max.min(MESSAGE_BYTES_MAX)).await?;
        // These prove themselves.
        let proves_itself = matches!(path, ENROL_PATH | PROOF_PATH);
        match proves_itself || asked.is_answered(&headers, status, &said) {
            true => Ok(said),
            false => Err(TransportError::NotTheCentre),
        }
    }

    async fn fetch(
        &self,
        path: &str,
        from: u64,
        authorization: String,
        sink: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), TransportError> {
        let mut request = self.ask(Method::GET, path)?.header(AUTHORIZATION, &authorization);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        let mut response = self.send(path, request).await?;
        if !response.status().is_success() {
            // Who may fetch files is told again, signed, at the next exchange.
            let asked = Asked { centre: None, path, question: authorization.as_bytes() };
            return Err(asked.refusal(response).await);
        }
        if from > 0 && response.status() != StatusCode::PARTIAL_CONTENT {
            return Err(TransportError::NotTheCentre);
        }
        // What arrives is believed by the hash that the centre signed.
        while let Some(piece) = response.chunk().await.map_err(|error| tls::failed(&error))? {
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
        let request = match step {
            UploadStep::Ask => self.ask(Method::HEAD, path)?.header(CACHE_CONTROL, "no-store"),
            UploadStep::Piece { offset, total, bytes } => self
                .ask(Method::PATCH, path)?
                .header(CONTENT_TYPE, "application/offset+octet-stream")
                .header(OFFSET, offset)
                .header(LENGTH, total)
                .body(bytes),
        };
        let request = request.header(RESUMABLE, "1.0.0").header(AUTHORIZATION, &authorization);
        let response = self.send(path, request).await?;
        let asked = self.asked(path, authorization.as_bytes());
        let (status, headers) = (response.status(), response.headers());
        if !status.is_success() {
            return Err(asked.refusal(response).await);
        }
        let number = |name: &str| headers.get(name)?.to_str().ok()?.parse().ok();
        let offset: u64 = number(OFFSET).ok_or(TransportError::NotTheCentre)?;
        let held = Held { offset, whole: number(LENGTH) == Some(offset) };
        let said = held_answer(held.offset, held.whole);
        match asked.is_answered(headers, status, said.as_bytes()) {
            true => Ok(held),
            false => Err(TransportError::NotTheCentre),
        }
    }

    fn wait_ms(&self) -> i64 {
        self.wait_ms.load(Ordering::SeqCst)
    }
}
