//! The `system.conflict` event: a delivery whose id the log already holds with another body. The
//! first body stays under the id, and this event keeps the second delivery whole.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use serde::Serialize;

use crate::event::{Event, EventId, Position, Salt, system::SystemEventKind};

#[derive(Serialize)]
struct ConflictPayload<'a> {
    #[serde(rename = "type")]
    event_type: &'static str,
    source: &'a str,
    svix_id: &'a str,
    /// The position of the first event under the id.
    position: i64,
    svix_timestamp: i64,
    signature: &'a str,
    secret_id: &'a str,
    body_base64: String,
}

/// The id of the event that keeps this second body. It depends only on the first event and the
/// second body, so every process records a distinct body once, however often it is delivered.
pub(super) fn conflict_event_id(first_salt: &Salt, body: &[u8]) -> EventId {
    EventId::recorded(format!("sys_{}", URL_SAFE_NO_PAD.encode(first_salt.name_body(body))))
}

/// Builds the event that keeps `second`. The log holds its id at `first`, with another body.
pub(super) fn conflict_event(id: EventId, first: Position, second: &Event) -> Result<Event, getrandom::Error> {
    let payload = ConflictPayload {
        event_type: SystemEventKind::Conflict.as_str(),
        source: second.source.as_str(),
        svix_id: second.id.as_str(),
        position: first.0,
        svix_timestamp: second.svix_timestamp,
        signature: &second.signature,
        secret_id: &second.secret_id,
        body_base64: STANDARD.encode(&second.body),
    };
    let body = serde_json::to_vec(&payload).expect("text and numbers are always JSON");
    Event::system(SystemEventKind::Conflict.event_type(), id, second.svix_timestamp, Bytes::from(body))
}
