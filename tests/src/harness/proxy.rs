//! A box on the way that answers some requests itself and passes the others on.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Outcome;

/// What the box answers to a method and a path; nothing when it passes the request on.
type Meddle = dyn Fn(&str, &str) -> Option<String> + Send + Sync;

/// An HTTP proxy that meddles. One request a connection.
pub struct Proxy {
    address: SocketAddr,
    meddle: Arc<Mutex<Arc<Meddle>>>,
}

impl Proxy {
    /// Passes everything on to `centre`, from a port of its own.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn open(centre: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let meddle: Arc<Mutex<Arc<Meddle>>> = Arc::new(Mutex::new(Arc::new(|_, _| None)));
        let shared = meddle.clone();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let meddle = shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
                tokio::spawn(pass(phone, centre, meddle));
            }
        });
        Ok(Self { address, meddle })
    }

    /// The address phones use.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// From now on it answers as told: the head of an answer and its body, or nothing.
    pub fn meddle(&self, meddle: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static) {
        *self.meddle.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(meddle);
    }
}

async fn pass(mut phone: TcpStream, centre: SocketAddr, meddle: Arc<Meddle>) -> Option<()> {
    let (head, mut body) = read_head(&mut phone).await?;
    let mut first = head.lines().next()?.split(' ');
    let (method, path) = (first.next()?, first.next()?);
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    while body.len() < length.unwrap_or(0) {
        let mut piece = [0; 16 * 1024];
        let bytes = phone.read(&mut piece).await.ok().filter(|bytes| *bytes > 0)?;
        body.extend_from_slice(&piece[..bytes]);
    }
    if let Some(answer) = meddle(method, path) {
        phone.write_all(answer.as_bytes()).await.ok()?;
        return phone.shutdown().await.ok();
    }
    let mut centre = TcpStream::connect(centre).await.ok()?;
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    centre.write_all(&[head.as_bytes(), &body].concat()).await.ok()?;
    tokio::io::copy(&mut centre, &mut phone).await.ok()?;
    phone.shutdown().await.ok()
}

/// The head of a request, its blank line included, and what came of the body with it.
async fn read_head(phone: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let bytes = phone.read(&mut piece).await.ok().filter(|bytes| *bytes > 0)?;
        read.extend_from_slice(&piece[..bytes]);
        let end = read.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let body = read.split_off(end + 4);
            return Some((String::from_utf8(read).ok()?, body));
        }
    }
}
