//! A TCP relay between a phone and the centre: it can be cut, and it counts what passes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::Outcome;

/// A link that can be cut.
#[derive(Clone)]
pub struct Link {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What passed over a link: TCP payload, both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes from the phone.
    pub up_bytes: u64,
    /// Bytes to the phone.
    pub down_bytes: u64,
    /// How often the direction changed.
    pub turns: u64,
}

#[derive(Default)]
struct Shared {
    centre: Mutex<Option<SocketAddr>>,
    cut: AtomicBool,
    down_bytes_left: AtomicU64,
    severed: Notify,
    up_bytes: AtomicU64,
    down_bytes: AtomicU64,
    turns: AtomicU64,
    last: AtomicU8,
}

impl Link {
    /// Relays to `centre` from a port of its own.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn open(centre: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        shared.down_bytes_left.store(u64::MAX, Ordering::SeqCst);
        shared.point_at(centre);
        let relay = shared.clone();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                if relay.cut.load(Ordering::SeqCst) {
                    continue;
                }
                let Some(centre) = relay.centre() else { continue };
                let Ok(centre) = TcpStream::connect(centre).await else { continue };
                let _ = (phone.set_nodelay(true), centre.set_nodelay(true));
                let (from_phone, to_phone) = phone.into_split();
                let (from_centre, to_centre) = centre.into_split();
                tokio::spawn(pass(from_phone, to_centre, relay.clone(), 1));
                tokio::spawn(pass(from_centre, to_phone, relay.clone(), 2));
            }
        });
        Ok(Self { address, shared })
    }

    /// The address phones use.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Cuts it: running connections break, new ones are dropped.
    pub fn cut(&self) {
        self.shared.cut.store(true, Ordering::SeqCst);
        self.shared.severed.notify_waiters();
    }

    /// Restores it.
    pub fn restore(&self) {
        self.shared.down_bytes_left.store(u64::MAX, Ordering::SeqCst);
        self.shared.cut.store(false, Ordering::SeqCst);
    }

    /// Cuts it once so many more bytes have come down.
    pub fn cut_after_down_bytes(&self, bytes: u64) {
        self.shared.down_bytes_left.store(bytes, Ordering::SeqCst);
    }

    /// Leads to a centre that came back elsewhere.
    pub fn point_at(&self, centre: SocketAddr) {
        self.shared.point_at(centre);
    }

    /// What passed since the last time this was asked.
    pub fn take_traffic(&self) -> Traffic {
        self.shared.last.store(0, Ordering::SeqCst);
        Traffic {
            up_bytes: self.shared.up_bytes.swap(0, Ordering::SeqCst),
            down_bytes: self.shared.down_bytes.swap(0, Ordering::SeqCst),
            turns: self.shared.turns.swap(0, Ordering::SeqCst),
        }
    }
}

impl Shared {
    fn centre(&self) -> Option<SocketAddr> {
        *self.centre.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn point_at(&self, centre: SocketAddr) {
        *self.centre.lock().unwrap_or_else(PoisonError::into_inner) = Some(centre);
    }

    /// Takes the bytes of a piece that may still come down; fewer than asked cuts the link.
    fn allowance(&self, bytes: usize) -> usize {
        let left = self.down_bytes_left.load(Ordering::SeqCst);
        if left == u64::MAX {
            return bytes;
        }
        let allowed = left.min(bytes as u64);
        self.down_bytes_left.store(left - allowed, Ordering::SeqCst);
        if allowed < bytes as u64 {
            self.cut.store(true, Ordering::SeqCst);
        }
        usize::try_from(allowed).unwrap_or(bytes)
    }

    fn count(&self, direction: u8, bytes: usize) {
        let counter = if direction == 1 { &self.up_bytes } else { &self.down_bytes };
        counter.fetch_add(bytes as u64, Ordering::SeqCst);
        let before = self.last.swap(direction, Ordering::SeqCst);
        if before != 0 && before != direction {
            self.turns.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: Arc<Shared>, direction: u8) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let severed = shared.severed.notified();
        let read = tokio::select! {
            () = severed => break,
            read = from.read(&mut buffer) => read,
        };
        let Ok(bytes @ 1..) = read else { break };
        if shared.cut.load(Ordering::SeqCst) {
            break;
        }
        let passed = if direction == 2 { shared.allowance(bytes) } else { bytes };
        shared.count(direction, passed);
        if to.write_all(&buffer[..passed]).await.is_err() || passed < bytes {
            break;
        }
    }
    let _ = to.shutdown().await;
}
