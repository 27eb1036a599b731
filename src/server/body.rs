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

use super::limits::Limits;

/// Enough for any webhook that is refused for its size, and too little to be worth an attack.
const DISCARD_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A sender that is still sending after this is not listening for the answer.
const DISCARD_TIME: Duration = Duration::from_secs(5);

/// A body with a deadline.
pub struct TimedBody {
    incoming: Option<Incoming>,
    deadline: Instant,
    /// Made when the body first keeps somebody waiting: most are there with the head.
    timer: Option<Pin<Box<Sleep>>>,
    /// The peer sends its body only when it is asked for, so there is nothing to throw away.
    awaits_continue: bool,
}

impl TimedBody {
    /// A body whose time begins now.
    #[must_use]
    pub fn new(incoming: Incoming, limits: Limits, awaits_continue: bool) -> Self {
        let deadline = Instant::now() + limits.body_read;
        Self { incoming: Some(incoming), deadline, timer: None, awaits_continue }
    }

    fn poll_timer(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline;
        self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline))).as_mut().poll(context)
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
            if !matches!(frame, Some(Ok(_))) {
                self.incoming = None;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)));
        }
        ready!(self.poll_timer(context));
        self.incoming = None;
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
