//! The centre's front door: how many connections there are, of whom, and how long one may keep
//! the centre waiting.

use std::future::{Future, Ready, ready};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use axum_server::accept::Accept;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::Sleep;

use crate::address::{Proxies, as_one};
use crate::clock::Stopwatch;
use crate::share::{Shared, Taken};

/// Connections at a time.
const LINES_MAX: usize = 2_048;
/// Those of one address: a quarter, since a carrier may put a whole town behind one.
const LINES_SHARE: usize = 4;
/// File descriptors for everything else.
const DESCRIPTORS_KEPT: u64 = 96;
/// A connection needs one for itself and, while it is given a file, one for that.
const DESCRIPTORS_EACH: u64 = 2;
/// Connections the system keeps until they are let in.
const BACKLOG: u32 = 1_024;
/// What the system may hold of a connection, each way; it doubles that.
const SYSTEM_BUFFER_BYTES: u32 = 64 * 1024;
/// How long someone may read nothing of an answer.
const READ_NOTHING_MAX: Duration = Duration::from_secs(60);
/// What each byte read earns of that: the least rate is 256 bytes a second.
const EARNED_BY_A_BYTE: Duration = Duration::from_micros(3_906);
/// How often it is said that connections were turned away.
const SAID_EVERY: Duration = Duration::from_secs(60);

/// Lets connections in.
#[derive(Clone)]
pub struct Door {
    lines: Arc<Shared<IpAddr>>,
    proxies: Proxies,
}

/// A connection that was let in, until it ends.
pub struct Line {
    stream: TcpStream,
    patience: Patience,
    _place: Taken,
}

/// Counts connections that were turned away, and says so now and then.
#[derive(Debug)]
pub struct TurnedAway {
    count: AtomicU64,
    said: std::sync::Mutex<Option<Stopwatch>>,
}

/// How much longer an answer may be left unread.
struct Patience {
    most: Duration,
    left: Duration,
    waiting: Option<(Stopwatch, Pin<Box<Sleep>>)>,
}

impl Door {
    /// A door for as many connections as this process may have files.
    pub fn new(proxies: Proxies) -> Self {
        Self::for_lines(lines_max(), proxies)
    }

    fn for_lines(lines: usize, proxies: Proxies) -> Self {
        let share = (lines / LINES_SHARE).max(1);
        Self { lines: Arc::new(Shared::new(lines, share)), proxies }
    }

    fn let_in(&self, stream: TcpStream) -> io::Result<Line> {
        let from = stream.peer_addr()?.ip();
        let place = match self.proxies.contain(from) {
            true => self.lines.take_for_many(1),
            false => self.lines.take_now(as_one(from), 1),
        };
        let place = place.ok_or_else(|| io::Error::other("too many connections"))?;
        Ok(Line { stream, patience: Patience::of(READ_NOTHING_MAX), _place: place })
    }
}

impl<S> Accept<TcpStream, S> for Door {
    type Stream = Line;
    type Service = S;
    type Future = Ready<io::Result<(Line, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        ready(self.let_in(stream).map(|line| (line, service)))
    }
}

/// Listens, with what the system holds of each connection bounded.
///
/// # Errors
/// When the address cannot be used.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SYSTEM_BUFFER_BYTES)?;
    socket.set_recv_buffer_size(SYSTEM_BUFFER_BYTES)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Takes as many file descriptors as the door needs and the system gives, and says for how many
/// connections they are enough.
fn lines_max() -> usize {
    let needed = LINES_MAX as u64 * DESCRIPTORS_EACH + DESCRIPTORS_KEPT;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.unwrap_or(u64::MAX);
    let mut given = current.unwrap_or(u64::MAX);
    if given < needed {
        let wanted = needed.min(most);
        if setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok() {
            given = wanted;
        }
    }
    let lines = given.saturating_sub(DESCRIPTORS_KEPT) / DESCRIPTORS_EACH;
    let lines = usize::try_from(lines).unwrap_or(LINES_MAX).clamp(8, LINES_MAX);
    if lines < LINES_MAX {
        tracing::warn!(
            lines,
            descriptors = given,
            "few connections: raise the limit of open files"
        );
    }
    lines
}

impl TurnedAway {
    /// None so far.
    pub fn new() -> Self {
        Self { count: AtomicU64::new(0), said: std::sync::Mutex::default() }
    }

    /// One more.
    pub fn one(&self, error: &io::Error) {
        let count = self.count.fetch_add(1, Relaxed) + 1;
        let mut said = self.said.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if said.is_none_or(|since| since.elapsed() >= SAID_EVERY) {
            *said = Some(Stopwatch::start());
            let kind = error.kind().to_string();
            tracing::warn!(count, kind, "connections were turned away");
        }
    }
}

impl Default for TurnedAway {
    fn default() -> Self {
        Self::new()
    }
}

impl Patience {
    fn of(most: Duration) -> Self {
        Self { most, left: most, waiting: None }
    }

    /// The other side does not read now.
    fn wait(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let left = self.left;
        let begin = || (Stopwatch::start(), Box::pin(tokio::time::sleep(left)));
        let (_, sleep) = self.waiting.get_or_insert_with(begin);
        sleep.as_mut().poll(context)
    }

    /// It read so many bytes.
    fn read(&mut self, bytes: usize) {
        if let Some((since, _)) = self.waiting.take() {
            let left = self.left.saturating_sub(since.elapsed());
            let earned = EARNED_BY_A_BYTE * u32::try_from(bytes).unwrap_or(u32::MAX);
            self.left = left.saturating_add(earned).min(self.most);
        }
    }
}

impl Line {
    fn wrote(
        &mut self,
        context: &mut Context<'_>,
        wrote: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match &wrote {
            Poll::Ready(Ok(bytes)) => self.patience.read(*bytes),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                if self.patience.wait(context).is_ready() {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
            }
        }
        wrote
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.wrote(context, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.wrote(context, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn pair(listener: &TcpListener) -> (TcpStream, TcpStream) {
        let there = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        (listener.accept().await.unwrap().0, there)
    }

    #[tokio::test]
    async fn one_address_has_a_share_of_the_connections_and_a_proxy_all_of_them() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        for (proxies, expected) in [(Proxies::default(), 2), (Proxies::nearby(), 8)] {
            let door = Door::for_lines(8, proxies);
            let mut lines = Vec::new();
            while let Ok(line) = door.let_in(pair(&listener).await.0) {
                lines.push(line);
            }
            assert_eq!(lines.len(), expected);
            lines.pop();
            assert!(door.let_in(pair(&listener).await.0).is_ok());
        }
    }

    #[tokio::test]
    async fn patience_ends_without_a_byte_and_slow_readers_keep_it() {
        let most = Duration::from_millis(50);
        let mut patience = Patience::of(most);
        let begun = Stopwatch::start();
        std::future::poll_fn(|context| patience.wait(context)).await;
        assert!(begun.elapsed() >= most);
        patience.read(10);
        assert!(patience.left > Duration::from_millis(35) && patience.left <= most);
        patience.read(1_000);
        assert!(patience.left < most, "nobody waited, so nothing was earned");
    }

    #[tokio::test]
    async fn an_answer_nobody_reads_is_given_up() {
        use tokio::io::AsyncWriteExt;
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let (here, there) = pair(&listener).await;
        let mut line = Door::for_lines(8, Proxies::default()).let_in(here).unwrap();
        line.patience = Patience::of(Duration::from_millis(200));
        let gave_up = line.write_all(&vec![0; 16 * 1024 * 1024]).await.unwrap_err();
        assert_eq!(gave_up.kind(), io::ErrorKind::TimedOut);
        drop(there);
    }
}
