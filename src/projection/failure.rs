//! A failure: an event that a projection skipped or read only in part.

use crate::event::{RecordedEvent, clerk::Body};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub position: i64,
    pub source: String,
    pub svix_id: String,
    pub reason: String,
    /// Id of the object that the event is about, if readable.
    pub object_id: Option<String>,
    /// When the event happened, in µs.
    pub occurred_at: i64,
}

impl Failure {
    pub fn new(event: &RecordedEvent, body: &Body<'_>, reason: &dyn std::fmt::Display) -> Self {
        Self {
            position: event.position.0,
            source: event.source.as_str().to_owned(),
            svix_id: event.id.as_str().to_owned(),
            reason: reason.to_string(),
            object_id: body.object_id.as_deref().map(str::to_owned),
            occurred_at: body.occurred_at.at.micros(),
        }
    }
}
