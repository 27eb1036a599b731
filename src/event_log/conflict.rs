//! What becomes of a second, different body under a recorded id: the first stays, the second is kept whole as a
//! `system.conflict` event. Nothing authentic is discarded.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use serde::Serialize;

use crate::event::{Event, EventId, Position, Salt, system::SystemEventKind};

/// The payload of a `system.conflict` event: the second delivery, whole.
#[derive(Serialize)]
struct Conflict<'a> {
    #[serde(rename = "type")]
    event_type: &'static str,
    source: &'a str,
    svix_id: &'a str,
    /// Of the event that was recorded first under the id.
    position: i64,
    svix_timestamp: i64,
    signature: &'a str,
    secret_id: &'a str,
    body_base64: String,
}

/// The id under which one distinct second body is kept, by whatever process sees it and however often.
#[must_use]
pub fn conflict_id(first_salt: &Salt, body: &[u8]) -> EventId {
    EventId::recorded(format!("sys_{}", URL_SAFE_NO_PAD.encode(first_salt.name_body(body))))
}

/// The event that keeps `second`, whose id the log holds already at `first` with another body.
pub(super) fn keep(id: EventId, first: Position, second: &Event) -> Result<Event, getrandom::Error> {
    let payload = Conflict {
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
