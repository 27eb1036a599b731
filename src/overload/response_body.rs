//! A response body during which a connection counts as being answered. A streamed answer pauses
//! between its parts, and is neither idle then nor a candidate for eviction.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use hyper::body::{Body, Frame, SizeHint};

use super::connection_activity::ResponseGuard;

pub(crate) struct GuardedBody<B> {
    body: B,
    guard: Option<ResponseGuard>,
}

impl<B> GuardedBody<B> {
    pub(crate) const fn new(body: B, guard: ResponseGuard) -> Self {
        Self { body, guard: Some(guard) }
    }
}

impl<B: Body + Unpin> Body for GuardedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.guard = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
