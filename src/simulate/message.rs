//! One message of a history: an id, a moment and a body. It is neither signed nor sent here.

use bytes::Bytes;

use crate::clock::Timestamp;

/// What Svix would keep for delivery: the same id and the same bytes at every attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `svix-id`: `msg_` and a millisecond KSUID that tells `created_at`.
    pub id: String,
    /// The body's `type`, so that nobody need parse the body to know.
    pub event_type: &'static str,
    /// When Svix took it, in history time, to 4 ms.
    pub created_at: Timestamp,
    /// The JSON.
    pub body: Bytes,
}
