//! A single event to test an endpoint: in Clerk's shape, with ids that are recognisably invented.

use bytes::Bytes;
use serde_json::json;

use super::{delivery::Message, ksuid::Ksuid};
use crate::clock::Timestamp;

/// The default instance of a test event.
pub const INSTANCE_ID: &str = "ins_gatelogtest";

const USER_ID: &str = "user_gatelogtest";
const SESSION_ID: &str = "sess_gatelogtest";
/// Reserved for documentation (RFC 5737).
const CLIENT_IP: &str = "192.0.2.1";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TestEventType {
    #[default]
    SessionCreated,
    SessionRemoved,
    UserCreated,
}

impl TestEventType {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SessionCreated => "session.created",
            Self::SessionRemoved => "session.removed",
            Self::UserCreated => "user.created",
        }
    }
}

/// A message that is created at `now`, with a new id.
#[must_use]
pub fn message(event_type: TestEventType, instance_id: &str, now: Timestamp) -> Message {
    let ksuid = Ksuid::for_message(now, &mut fastrand::Rng::new());
    let at_ms = now.millis();
    let user = json!({
        "id": USER_ID, "object": "user", "first_name": "Gatelog", "last_name": "Test", "username": null,
        "primary_email_address_id": "idn_gatelogtest", "banned": false, "locked": false,
        "email_addresses": [{
            "id": "idn_gatelogtest", "object": "email_address", "email_address": "gatelog-test@example.com",
        }],
        "created_at": at_ms, "updated_at": at_ms, "last_sign_in_at": at_ms,
    });
    let data = match event_type {
        TestEventType::UserCreated => user,
        TestEventType::SessionCreated | TestEventType::SessionRemoved => json!({
            "id": SESSION_ID, "object": "session", "user_id": USER_ID, "client_id": "client_gatelogtest",
            "status": if event_type == TestEventType::SessionCreated { "active" } else { "removed" },
            "actor": null, "created_at": at_ms, "updated_at": at_ms, "user": user,
        }),
    };
    let body = json!({
        "object": "event", "type": event_type.as_str(), "instance_id": instance_id, "timestamp": at_ms, "data": data,
        "event_attributes": { "http_request": { "client_ip": CLIENT_IP, "user_agent": "gatelog send-test" } },
    });
    Message {
        id: format!("msg_{}", ksuid.as_str()),
        event_type: event_type.as_str(),
        created_at: now,
        body: Bytes::from(body.to_string()),
    }
}
