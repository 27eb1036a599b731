//! A response body that counts as an answer under way until it ends. A stream is an answer for as
//! long as it lasts: its connection is neither idle nor evicted between two events.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use hyper::body::{Body, Frame, SizeHint};

use super::connection_activity::ResponseGuard;

pub struct GuardedBody<B> {
    body: B,
    _guard: ResponseGuard,
}

impl<B> GuardedBody<B> {
    pub const fn new(body: B, guard: ResponseGuard) -> Self {
        Self { body, _guard: guard }
    }
}

impl<B: Body + Unpin> Body for GuardedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
