//! An event before it enters the log and after.

use bytes::Bytes;

use super::{
    commitment::{Commitment, Salt},
    event_type::EventType,
    id::EventId,
    position::Position,
    source::{Source, Via},
};
use crate::clock::Timestamp;

/// An authentic event that is not in the log yet. Only `ingest` makes one from a delivery.
#[derive(Clone, Debug)]
pub struct Event {
    pub source: Source,
    /// The sender's id of the event.
    pub id: EventId,
    pub via: Via,
    /// The top-level `type` of the body; `None` if it has no usable one.
    pub event_type: Option<EventType>,
    /// `svix-timestamp` of the delivery, in Unix seconds: the time of the attempt.
    pub svix_timestamp: i64,
    /// The signature header, unchanged.
    pub signature: String,
    /// The id of the secret that verified the delivery.
    pub secret_id: String,
    pub salt: Salt,
    /// Binds the log entry to signature and body.
    pub commitment: Commitment,
    /// The raw body, byte for byte.
    pub body: Bytes,
}

/// An event in the log, with the fields that a projection may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    pub position: Position,
    pub source: Source,
    /// The sender's id of the event.
    pub id: EventId,
    /// The top-level `type` of the body; `None` if it has no usable one.
    pub event_type: Option<EventType>,
    /// `svix-timestamp` of the recorded delivery, in Unix seconds.
    pub svix_timestamp: i64,
    /// When the log accepted the event. Never decreases with the position.
    pub received_at: Timestamp,
    pub body: RecordedBody,
}

/// A body, as it is read back from the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedBody {
    /// The raw body, byte for byte.
    Kept(Bytes),
    /// It was erased. What the log knows of the event without it still holds.
    Gone,
    Damaged(BodyDamage),
}

/// Why the body of one event cannot be read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyDamage {
    #[error("the body was written by a newer Gatelog, in encoding {0}; update this one")]
    UnknownEncoding(i16),
    #[error("the stored body is damaged; compare the log with a backup")]
    Undecodable,
}

impl RecordedBody {
    #[must_use]
    pub const fn kept(&self) -> Option<&Bytes> {
        match self {
            Self::Kept(body) => Some(body),
            Self::Gone | Self::Damaged(_) => None,
        }
    }

    /// The bytes that the body takes in memory.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.kept().map_or(0, |body| body.len() as u64)
    }
}

impl<B: Into<Bytes>> From<B> for RecordedBody {
    fn from(body: B) -> Self {
        Self::Kept(body.into())
    }
}

impl Event {
    /// One of Gatelog's own events: without signature and secret, `at_seconds` in place of
    /// `svix-timestamp`.
    pub fn system(event_type: EventType, id: EventId, at_seconds: i64, body: Bytes) -> Result<Self, getrandom::Error> {
        let salt = Salt::random()?;
        let commitment = salt.commit("", &body);
        Ok(Self {
            source: Source::system(),
            id,
            via: Via::System,
            event_type: Some(event_type),
            svix_timestamp: at_seconds,
            signature: String::new(),
            secret_id: String::new(),
            salt,
            commitment,
            body,
        })
    }
}
