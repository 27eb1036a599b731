//! A request body with a deadline. When an endpoint answers without reading the body, the rest is
//! read and discarded within bounds: closing a connection on unread bytes resets it, and the
//! response would be lost.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until, timeout};

use super::{connection_activity::ConnectionActivity, limits::ConnectionLimits};

/// Enough for any webhook that is refused for its size, and too little to be worth an attack.
const DISCARD_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A sender that is still sending after this is not listening for the response.
const DISCARD_TIME: Duration = Duration::from_secs(5);

/// A body whose deadline moves as bytes arrive.
pub struct TimedBody {
    /// `None` once the body has ended, failed or timed out.
    incoming: Option<Incoming>,
    limits: ConnectionLimits,
    activity: ConnectionActivity,
    started: Instant,
    last_byte: Instant,
    received: u64,
    /// Created on the first wait: most bodies arrive with their head.
    timer: Option<Pin<Box<Sleep>>>,
    /// The sender waits for `100 Continue` before the body, so there is nothing to discard.
    awaits_continue: bool,
}

impl TimedBody {
    /// Starts the body's time.
    pub fn new(
        incoming: Incoming,
        limits: ConnectionLimits,
        activity: ConnectionActivity,
        awaits_continue: bool,
    ) -> Self {
        let now = Instant::now();
        if !incoming.is_end_stream() {
            activity.body_started();
        }
        let incoming = Some(incoming);
        Self { incoming, limits, activity, started: now, last_byte: now, received: 0, timer: None, awaits_continue }
    }

    /// When the body times out unless more of it arrives: as a whole, since its last byte, or by
    /// its average rate.
    fn deadline(&self) -> Instant {
        let ConnectionLimits { body_read, body_idle, body_rate_after, body_bytes_per_second, .. } = self.limits;
        let millis_at_lowest_rate = self.received.saturating_mul(1_000) / u64::from(body_bytes_per_second.max(1));
        let by_rate = Duration::from_millis(millis_at_lowest_rate).max(body_rate_after).min(body_read);
        (self.started + by_rate).min(self.last_byte + body_idle)
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
        self.activity.body_ended();
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
                    self.last_byte = Instant::now();
                    if self.is_end_stream() {
                        self.activity.body_ended();
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
        // Whatever is left of the body, the client now waits for the response.
        self.activity.body_ended();
        let Some(incoming) = self.incoming.take().filter(|incoming| !incoming.is_end_stream()) else { return };
        // Without a runtime there is no connection left either.
        if let (false, Ok(runtime)) = (self.awaits_continue, tokio::runtime::Handle::try_current()) {
            runtime.spawn(timeout(DISCARD_TIME, discard(incoming)));
        }
    }
}

/// Reads the rest of a body, up to [`DISCARD_BYTES_MAX`].
async fn discard(mut incoming: Incoming) {
    let mut discarded = 0;
    while let Some(Ok(frame)) = std::future::poll_fn(|context| Pin::new(&mut incoming).poll_frame(context)).await {
        discarded += frame.data_ref().map_or(0, Bytes::len);
        if discarded > DISCARD_BYTES_MAX {
            return;
        }
    }
}
