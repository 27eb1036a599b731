//! What every family makes of `data`: its content, or why there is none, and what is read beside it. Reads nothing itself.

use super::{decode_error::DecodeError, json::Text, occurred_at::DataTimes};

/// What was read under `data`, the times in it, and its id by itself.
#[derive(Debug)]
pub(super) struct Content<'a, T> {
    pub(super) data: Result<T, DecodeError>,
    pub(super) times: DataTimes,
    pub(super) object_id: Option<Text<'a>>,
}

impl<T> Content<'_, T> {
    /// There is no object.
    pub(super) fn missing() -> Self {
        Self::of(Err(DecodeError::NoData))
    }

    pub(super) fn of(data: Result<T, DecodeError>) -> Self {
        Self { data, times: DataTimes::default(), object_id: None }
    }
}

impl<'a, T> Content<'a, T> {
    /// The same with the content made into something else.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Content<'a, U> {
        Content { data: self.data.map(change), times: self.times, object_id: self.object_id }
    }
}
