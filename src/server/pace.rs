//! Watches how fast a peer sends and takes, and says when it has been too slow. It closes nothing itself.

use std::{
    future::poll_fn,
    io,
    pin::{Pin, pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, sleep_until},
};

use super::limits::Limits;

/// What a connection is waiting for, shared by its stream and its requests. Both are polled by the connection's own task,
/// so the lock is never waited for, and every change is seen before the task sleeps.
#[derive(Clone)]
pub struct Pace {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

struct State {
    waiting: Waiting,
    /// Since when the peer has taken nothing of what is to be written.
    stalled: Option<Instant>,
}

#[derive(Clone, Copy)]
enum Waiting {
    /// For the rest of a head, since its first byte or since the connection began.
    Head(Instant),
    /// For our answer, which has no limit here: a body has its own, and a query that of the database.
    Answer,
    /// For the next request, since the last byte of an answer.
    Request(Instant),
}

/// A request is being answered for as long as this lives, also when it is dropped unanswered.
pub struct Answering(Pace);

impl Pace {
    /// Of a connection that begins now.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let state = State { waiting: Waiting::Head(Instant::now()), stalled: None };
        Self { limits, state: Arc::new(Mutex::new(state)) }
    }

    /// A head was read.
    #[must_use]
    pub fn answering(&self) -> Answering {
        self.with(|state| state.waiting = Waiting::Answer);
        Answering(self.clone())
    }

    /// Ends when the peer has been too slow. To be polled after the connection, by the same task.
    pub async fn too_slow(&self) {
        let mut sleep = pin!(sleep_until(Instant::now()));
        poll_fn(|context| {
            let Some(deadline) = self.deadline() else { return Poll::Pending };
            if sleep.deadline() != deadline {
                sleep.as_mut().reset(deadline);
            }
            sleep.as_mut().poll(context)
        })
        .await;
    }

    fn deadline(&self) -> Option<Instant> {
        self.with(|state| {
            let waiting = match state.waiting {
                Waiting::Head(since) => Some(since + self.limits.head_read),
                Waiting::Answer => None,
                Waiting::Request(since) => Some(since + self.limits.idle),
            };
            let stalled = state.stalled.map(|since| since + self.limits.write_stalled);
            waiting.into_iter().chain(stalled).min()
        })
    }

    /// Bytes came: the first ones after an answer begin a head.
    fn received(&self) {
        self.with(|state| {
            if let Waiting::Request(_) = state.waiting {
                state.waiting = Waiting::Head(Instant::now());
            }
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

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.with(|state| state.waiting = Waiting::Request(Instant::now()));
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
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            self.pace.received();
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
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
