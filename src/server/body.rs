//! A request's body that must come in time. Where an endpoint answers without reading it, the rest is taken and thrown
//! away within bounds: closing a connection on unread bytes resets it, and the answer would be lost with it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::{limits::Limits, pace::Pace};

/// Enough for any webhook that is refused for its size, and too little to be worth an attack.
const DISCARD_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A sender that is still sending after this is not listening for the answer.
const DISCARD_TIME: Duration = Duration::from_secs(5);

/// A body with a deadline, which moves with what has come.
pub struct TimedBody {
    incoming: Option<Incoming>,
    limits: Limits,
    pace: Pace,
    began: Instant,
    last: Instant,
    received: u64,
    /// Made when the body first keeps somebody waiting: most are there with the head.
    timer: Option<Pin<Box<Sleep>>>,
    /// The peer sends its body only when it is asked for, so there is nothing to throw away.
    awaits_continue: bool,
}

impl TimedBody {
    /// A body whose time begins now.
    #[must_use]
    pub fn new(incoming: Incoming, limits: Limits, pace: Pace, awaits_continue: bool) -> Self {
        let now = Instant::now();
        if !incoming.is_end_stream() {
            pace.body_began();
        }
        let incoming = Some(incoming);
        Self { incoming, limits, pace, began: now, last: now, received: 0, timer: None, awaits_continue }
    }

    /// When the body is too slow unless more of it comes: as a whole, since its last byte, or on average.
    fn deadline(&self) -> Instant {
        let Limits { body_read, body_idle, body_rate_after, body_bytes_per_second, .. } = self.limits;
        let fast_enough_until = self.received.saturating_mul(1_000) / u64::from(body_bytes_per_second.max(1));
        let on_average = Duration::from_millis(fast_enough_until).max(body_rate_after).min(body_read);
        (self.began + on_average).min(self.last + body_idle)
    }

    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline();
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(context)
    }

    fn end(&mut self) {
        self.incoming = None;
        self.pace.body_ended();
    }
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Some(incoming) = &mut self.incoming else { return Poll::Ready(None) };
        if let Poll::Ready(frame) = Pin::new(incoming).poll_frame(context) {
            match &frame {
                Some(Ok(frame)) => {
                    self.received += frame.data_ref().map_or(0, Bytes::len) as u64;
                    self.last = Instant::now();
                    if self.is_end_stream() {
                        self.pace.body_ended();
                    }
                }
                _ => self.end(),
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)));
        }
        ready!(self.poll_timer(context));
        self.end();
        Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the body did not come in time"))))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.as_ref().map_or_else(|| SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for TimedBody {
    fn drop(&mut self) {
        // Whatever is left of it, the answer is what the peer waits for now.
        self.pace.body_ended();
        let Some(incoming) = self.incoming.take().filter(|incoming| !incoming.is_end_stream()) else { return };
        // Without a runtime there is no connection left either.
        if let (false, Ok(runtime)) = (self.awaits_continue, tokio::runtime::Handle::try_current()) {
            runtime.spawn(timeout(DISCARD_TIME, discard(incoming)));
        }
    }
}

/// Takes what still comes of a body, up to [`DISCARD_BYTES_MAX`].
async fn discard(mut incoming: Incoming) {
    let mut taken = 0;
    while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut incoming).poll_frame(context)).await {
        taken += frame.data_ref().map_or(0, Bytes::len);
        if taken > DISCARD_BYTES_MAX {
            return;
        }
    }
}
