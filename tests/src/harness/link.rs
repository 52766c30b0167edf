//! A TCP relay between a phone and the centre: it can be cut and slowed down, and it counts what
//! passes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::Outcome;

/// A slow link passes its bytes in so many slices a second.
const SLICES_A_SECOND: u64 = 10;

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
    up_bytes_left: AtomicU64,
    down_bytes_left: AtomicU64,
    /// 0 for as fast as it goes.
    up_bytes_a_second: AtomicU64,
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
        shared.up_bytes_left.store(u64::MAX, Ordering::SeqCst);
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
        self.shared.up_bytes_left.store(u64::MAX, Ordering::SeqCst);
        self.shared.cut.store(false, Ordering::SeqCst);
    }

    /// Carries so many bytes a second from the phone from now on.
    pub fn slow_down(&self, up_bytes_a_second: u64) {
        self.shared.up_bytes_a_second.store(up_bytes_a_second, Ordering::SeqCst);
    }

    /// Cuts it once so many more bytes have gone up.
    pub fn cut_after_up_bytes(&self, bytes: u64) {
        self.shared.up_bytes_left.store(bytes, Ordering::SeqCst);
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

    /// Takes the bytes of a piece that may still pass; fewer than asked cuts the link.
    fn allowance(&self, direction: u8, bytes: usize) -> usize {
        let counter = if direction == 1 { &self.up_bytes_left } else { &self.down_bytes_left };
        let left = counter.load(Ordering::SeqCst);
        if left == u64::MAX {
            return bytes;
        }
        let allowed = left.min(bytes as u64);
        counter.store(left - allowed, Ordering::SeqCst);
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
        let a_second = match direction {
            1 => shared.up_bytes_a_second.load(Ordering::SeqCst),
            _ => 0,
        };
        let most = match a_second {
            0 => buffer.len(),
            slow => usize::try_from(slow / SLICES_A_SECOND).unwrap_or(buffer.len()).max(1),
        };
        let read = tokio::select! {
            () = severed => break,
            read = from.read(&mut buffer[..most]) => read,
        };
        let Ok(bytes @ 1..) = read else { break };
        if shared.cut.load(Ordering::SeqCst) {
            break;
        }
        if let Some(wait_us) = (bytes as u64 * 1_000_000).checked_div(a_second) {
            tokio::time::sleep(Duration::from_micros(wait_us)).await;
        }
        let passed = shared.allowance(direction, bytes);
        shared.count(direction, passed);
        if to.write_all(&buffer[..passed]).await.is_err() || passed < bytes {
            break;
        }
    }
    let _ = to.shutdown().await;
}
