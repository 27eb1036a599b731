//! Watches how fast a peer sends and takes, and says when it has been too slow. It closes nothing itself.

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

use super::limits::Limits;

/// Bytes read at once. hyper doubles its buffer when a read fills it, and then keeps it, whatever the peer sends from then
/// on; it begins with one byte more than this. So a connection holds 8 KiB, or its head where that is longer.
const READ_BYTES_MAX: usize = 8 * 1024 - 1;

/// What a connection is waiting for, shared by its stream and its requests. Both are polled by the connection's own task,
/// so the lock is never waited for, and every change is seen before the task sleeps.
#[derive(Clone)]
pub struct Pace {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

struct State {
    waiting: Waiting,
    /// Bytes of the request that is waited for.
    received: u64,
    /// Since when the peer has taken nothing of what is to be written.
    stalled: Option<Instant>,
    /// Not all of an answer is written yet.
    owed: bool,
}

#[derive(Clone, Copy)]
enum Waiting {
    /// For the rest of a head, since its first byte or since the connection began.
    Head(Instant),
    /// For the rest of a body, since the end of its head. It has limits of its own.
    Body(Instant),
    /// For our answer, which has no limit here: a query has that of the database.
    Answer,
    /// For the next request, since the last byte of an answer.
    Request(Instant),
}

/// How little a connection deserves its place when others want it: the least gives way first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Slow with a head or a body, or in taking its answer: by bytes per second, then by when that began.
    Slow(u128, Instant),
    /// Asks for nothing, since then.
    Idle(Instant),
    /// Has begun a moment ago, at this moment: it may yet be fast.
    Young(Instant),
}

/// Why a connection is closed that took its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimedOut {
    /// It kept nothing waiting: no byte of a request had come, and all of the last answer was
    /// taken. Senders keep connections open in the hope of using them again, so this is how most
    /// of them end.
    Idle,
    /// A head or an answer was under way.
    Slow,
}

/// A request is being answered for as long as this lives, also when it is dropped unanswered.
pub struct Answering(Pace);

impl Pace {
    /// Of a connection that begins now.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let state = State { waiting: Waiting::Head(Instant::now()), received: 0, stalled: None, owed: false };
        Self { limits, state: Arc::new(Mutex::new(state)) }
    }

    /// A head was read.
    #[must_use]
    pub fn answering(&self) -> Answering {
        self.with(|state| state.waiting = Waiting::Answer);
        Answering(self.clone())
    }

    /// A head was read, and a body is to come.
    pub fn body_began(&self) {
        // What came with the head counts on: some of it is of the body.
        self.with(|state| state.waiting = Waiting::Body(Instant::now()));
    }

    /// All of a body was read, or no more of it is wanted.
    pub fn body_ended(&self) {
        self.with(|state| {
            if let Waiting::Body(_) = state.waiting {
                state.waiting = Waiting::Answer;
            }
        });
    }

    /// How little it deserves its place; `None` while a request that is wholly here is being answered.
    #[must_use]
    pub fn standing(&self, now: Instant, grace: Duration) -> Option<Standing> {
        self.with(|state| {
            if let Some(since) = state.stalled.filter(|since| now.duration_since(*since) >= grace) {
                return Some(Standing::Slow(0, since));
            }
            match state.waiting {
                Waiting::Answer => None,
                Waiting::Request(_) if state.owed => None,
                Waiting::Request(since) => Some(Standing::Idle(since)),
                Waiting::Head(since) | Waiting::Body(since) if now.duration_since(since) < grace => {
                    Some(Standing::Young(since))
                }
                Waiting::Head(since) | Waiting::Body(since) => {
                    let nanoseconds = now.duration_since(since).as_nanos().max(1);
                    Some(Standing::Slow(u128::from(state.received) * 1_000_000_000 / nanoseconds, since))
                }
            }
        })
    }

    /// Ends when the peer has been idle or slow for too long. To be polled after the connection,
    /// by the same task.
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
        self.with(|state| match state.waiting {
            _ if state.stalled.is_some() || state.owed => TimedOut::Slow,
            Waiting::Request(_) => TimedOut::Idle,
            Waiting::Head(_) if state.received == 0 => TimedOut::Idle,
            Waiting::Head(_) | Waiting::Body(_) | Waiting::Answer => TimedOut::Slow,
        })
    }

    fn deadline(&self) -> Option<Instant> {
        self.with(|state| {
            let waiting = match state.waiting {
                Waiting::Head(since) => Some(since + self.limits.head_read),
                Waiting::Body(_) | Waiting::Answer => None,
                Waiting::Request(since) => Some(since + self.limits.idle),
            };
            let stalled = state.stalled.map(|since| since + self.limits.write_stalled);
            waiting.into_iter().chain(stalled).min()
        })
    }

    /// Bytes came: the first ones after an answer begin a head.
    fn received(&self, bytes: usize) {
        self.with(|state| {
            if let Waiting::Request(_) = state.waiting {
                state.waiting = Waiting::Head(Instant::now());
                state.received = 0;
            }
            state.received = state.received.saturating_add(bytes as u64);
        });
    }

    /// Bytes were taken: a peer that reads a long answer is neither idle nor slow with its next request.
    fn sent(&self) {
        self.with(|state| {
            state.stalled = None;
            if let Waiting::Request(since) | Waiting::Head(since) = &mut state.waiting {
                *since = Instant::now();
            }
        });
    }

    /// Nothing could be written.
    fn stalled(&self) {
        self.with(|state| {
            state.stalled.get_or_insert_with(Instant::now);
        });
    }

    /// All that was to be written is.
    fn flushed(&self) {
        self.with(|state| state.owed = false);
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.with(|state| {
            state.waiting = Waiting::Request(Instant::now());
            state.owed = true;
        });
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Pace").finish_non_exhaustive()
    }
}

/// A stream whose every byte is told to a [`Pace`].
pub struct Paced<S> {
    stream: S,
    pace: Pace,
}

impl<S> Paced<S> {
    /// Over a stream.
    pub const fn new(stream: S, pace: Pace) -> Self {
        Self { stream, pace }
    }

    fn note_write(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if written.is_pending() {
            self.pace.stalled();
        } else {
            self.pace.sent();
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut piece = [const { MaybeUninit::uninit() }; READ_BYTES_MAX];
        let mut piece = ReadBuf::uninit(&mut piece[..buffer.remaining().min(READ_BYTES_MAX)]);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut piece))?;
        let bytes = piece.filled();
        if !bytes.is_empty() {
            buffer.put_slice(bytes);
            self.pace.received(bytes.len());
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note_write(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.note_write(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.pace.flushed();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
