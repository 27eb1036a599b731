//! An event as the log gives it back.

use bytes::Bytes;

use super::{id::EventId, position::Position, source::Source, type_name::EventType};
use crate::clock::Timestamp;

/// What the log holds of an event and a projection may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Its place in the log.
    pub position: Position,
    /// Who sent it.
    pub source: Source,
    /// The sender's id for it.
    pub id: EventId,
    /// The body's top-level `type`, where it has a usable one.
    pub event_type: Option<EventType>,
    /// `svix-timestamp` of the recorded delivery, in seconds.
    pub svix_timestamp: i64,
    /// When the log took it; never decreases with position.
    pub received_at: Timestamp,
    /// The raw body, bit for bit; empty once erased.
    pub body: Bytes,
}
