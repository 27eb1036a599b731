//! What each connection is waiting for and how fast its client sends and receives. Decides when a
//! connection has timed out and which one is evicted first; [`crate::server::serve`] closes them.

use std::{
    fmt,
    future::poll_fn,
    io,
    mem::MaybeUninit,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, sleep_until},
};

use super::limits::ConnectionLimits;

/// Bytes read at once. hyper doubles its buffer when a read fills it and keeps it at that size
/// from then on; the buffer starts one byte larger than this. So a connection holds 8 KiB, or its
/// head where that is longer.
const READ_BYTES_MAX: usize = 8 * 1024 - 1;

/// The state of one connection, shared by its stream and its requests. The connection's own task
/// polls both, so the lock is never contended and every change is seen before the task sleeps.
#[derive(Clone)]
pub struct ConnectionActivity {
    limits: ConnectionLimits,
    state: Arc<Mutex<ActivityState>>,
}

struct ActivityState {
    waiting_for: WaitingFor,
    /// Bytes of the current request.
    received: u64,
    /// Since when the client has taken no byte of the response.
    write_stalled_since: Option<Instant>,
    response_pending: bool,
}

#[derive(Clone, Copy)]
enum WaitingFor {
    /// The rest of a head, since its first byte or since the connection started.
    Head(Instant),
    /// The rest of a body, since the end of its head. [`super::request_body`] has its time limits.
    Body(Instant),
    /// The endpoint. It has no time limit here: queries have that of the database.
    Response,
    /// The next request, since the last byte of a response.
    NextRequest(Instant),
}

/// Why a connection may be evicted in favour of a new one. The lowest value is evicted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EvictionPriority {
    /// Slow with a head or a body, or in taking its response: bytes per second, then since when.
    Slow(u128, Instant),
    /// Without a request, since then.
    Idle(Instant),
    /// Started less than the grace period ago, at this time: it may still turn out to be fast.
    Young(Instant),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimedOut {
    /// No byte of a request had arrived and all of the last response was taken. Senders keep
    /// connections open for reuse, so most connections end like this.
    Idle,
    /// A head or a response was under way.
    Slow,
}

/// Marks a request as being answered until it is dropped, also without an answer.
pub struct ResponseGuard(ConnectionActivity);

impl ConnectionActivity {
    pub fn new(limits: ConnectionLimits) -> Self {
        let state = ActivityState {
            waiting_for: WaitingFor::Head(Instant::now()),
            received: 0,
            write_stalled_since: None,
            response_pending: false,
        };
        Self { limits, state: Arc::new(Mutex::new(state)) }
    }

    /// A head was read.
    pub fn response_started(&self) -> ResponseGuard {
        self.update(|state| state.waiting_for = WaitingFor::Response);
        ResponseGuard(self.clone())
    }

    /// A head was read, and its body follows.
    pub(super) fn body_started(&self) {
        // `received` goes on: some of what arrived with the head belongs to the body.
        self.update(|state| state.waiting_for = WaitingFor::Body(Instant::now()));
    }

    /// The whole body was read, or the endpoint wants no more of it.
    pub(super) fn body_ended(&self) {
        self.update(|state| {
            if let WaitingFor::Body(_) = state.waiting_for {
                state.waiting_for = WaitingFor::Response;
            }
        });
    }

    /// `None` while a request that has fully arrived is being answered.
    pub(super) fn eviction_priority(&self, now: Instant, grace: Duration) -> Option<EvictionPriority> {
        self.update(|state| {
            if let Some(since) = state.write_stalled_since.filter(|since| now.duration_since(*since) >= grace) {
                return Some(EvictionPriority::Slow(0, since));
            }
            match state.waiting_for {
                WaitingFor::Response => None,
                WaitingFor::NextRequest(_) if state.response_pending => None,
                WaitingFor::NextRequest(since) => Some(EvictionPriority::Idle(since)),
                WaitingFor::Head(since) | WaitingFor::Body(since) if now.duration_since(since) < grace => {
                    Some(EvictionPriority::Young(since))
                }
                WaitingFor::Head(since) | WaitingFor::Body(since) => {
                    let nanoseconds = now.duration_since(since).as_nanos().max(1);
                    Some(EvictionPriority::Slow(u128::from(state.received) * 1_000_000_000 / nanoseconds, since))
                }
            }
        })
    }

    /// Resolves when the client has been idle or slow for too long. The connection's own task
    /// must poll this after the connection.
    pub async fn timed_out(&self) -> TimedOut {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let Some(deadline) = self.deadline() else { return Poll::Pending };
            if sleep.deadline() != deadline {
                sleep.as_mut().reset(deadline);
            }
            sleep.as_mut().poll(context)
        })
        .await;
        self.update(|state| match state.waiting_for {
            _ if state.write_stalled_since.is_some() || state.response_pending => TimedOut::Slow,
            WaitingFor::NextRequest(_) => TimedOut::Idle,
            WaitingFor::Head(_) if state.received == 0 => TimedOut::Idle,
            WaitingFor::Head(_) | WaitingFor::Body(_) | WaitingFor::Response => TimedOut::Slow,
        })
    }

    fn deadline(&self) -> Option<Instant> {
        self.update(|state| {
            let read = match state.waiting_for {
                WaitingFor::Head(since) => Some(since + self.limits.head_read),
                WaitingFor::Body(_) | WaitingFor::Response => None,
                WaitingFor::NextRequest(since) => Some(since + self.limits.idle),
            };
            let write = state.write_stalled_since.map(|since| since + self.limits.write_stalled);
            read.into_iter().chain(write).min()
        })
    }

    /// Bytes arrived. The first ones after a response start a head.
    fn received(&self, bytes: usize) {
        self.update(|state| {
            if let WaitingFor::NextRequest(_) = state.waiting_for {
                state.waiting_for = WaitingFor::Head(Instant::now());
                state.received = 0;
            }
            state.received = state.received.saturating_add(bytes as u64);
        });
    }

    /// The client took bytes. While it reads a long response it is neither idle nor slow with its
    /// next request.
    fn sent(&self) {
        self.update(|state| {
            state.write_stalled_since = None;
            if let WaitingFor::NextRequest(since) | WaitingFor::Head(since) = &mut state.waiting_for {
                *since = Instant::now();
            }
        });
    }

    fn write_stalled(&self) {
        self.update(|state| {
            state.write_stalled_since.get_or_insert_with(Instant::now);
        });
    }

    fn flushed(&self) {
        self.update(|state| state.response_pending = false);
    }

    fn update<T>(&self, change: impl FnOnce(&mut ActivityState) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for ResponseGuard {
    fn drop(&mut self) {
        self.0.update(|state| {
            state.waiting_for = WaitingFor::NextRequest(Instant::now());
            state.response_pending = true;
        });
    }
}

impl fmt::Debug for ConnectionActivity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ConnectionActivity").finish_non_exhaustive()
    }
}

/// A stream that reports every read and write to a [`ConnectionActivity`].
pub struct ObservedStream<S> {
    stream: S,
    activity: ConnectionActivity,
}

impl<S> ObservedStream<S> {
    pub const fn new(stream: S, activity: ConnectionActivity) -> Self {
        Self { stream, activity }
    }

    fn observe_write(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            self.activity.write_stalled();
        } else {
            self.activity.sent();
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for ObservedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut chunk = [const { MaybeUninit::uninit() }; READ_BYTES_MAX];
        let mut chunk = ReadBuf::uninit(&mut chunk[..buffer.remaining().min(READ_BYTES_MAX)]);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut chunk))?;
        let bytes = chunk.filled();
        if !bytes.is_empty() {
            buffer.put_slice(bytes);
            self.activity.received(bytes.len());
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for ObservedStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.observe_write(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.observe_write(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.activity.flushed();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
