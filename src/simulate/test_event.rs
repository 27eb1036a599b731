//! One event for trying out an endpoint: of Clerk's shape, about nobody, with ids that everybody can see are made up.

use bytes::Bytes;
use serde_json::json;

use super::{ksuid::Ksuid, message::Message};
use crate::clock::Timestamp;

/// The instance that a test event says it is of, unless it is told another.
pub const INSTANCE_ID: &str = "ins_gatelogtest";

const USER_ID: &str = "user_gatelogtest";
const SESSION_ID: &str = "sess_gatelogtest";
/// Reserved for documentation (RFC 5737): nobody's address.
const CLIENT_IP: &str = "192.0.2.1";

/// What a test event tells of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A sign-in.
    #[default]
    SessionCreated,
    /// A sign-out.
    SessionRemoved,
    /// A sign-up.
    UserCreated,
}

impl Kind {
    /// The event type.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SessionCreated => "session.created",
            Self::SessionRemoved => "session.removed",
            Self::UserCreated => "user.created",
        }
    }
}

/// A message that was created at this moment, with an id of its own.
#[must_use]
pub fn message(kind: Kind, instance_id: &str, now: Timestamp) -> Message {
    let ksuid = Ksuid::of_message(now, &mut fastrand::Rng::new());
    let at_ms = now.millis();
    let user = json!({
        "id": USER_ID, "object": "user", "first_name": "Gatelog", "last_name": "Test", "username": null,
        "primary_email_address_id": "idn_gatelogtest", "banned": false, "locked": false,
        "email_addresses": [{
            "id": "idn_gatelogtest", "object": "email_address", "email_address": "gatelog-test@example.com",
        }],
        "created_at": at_ms, "updated_at": at_ms, "last_sign_in_at": at_ms,
    });
    let data = match kind {
        Kind::UserCreated => user,
        Kind::SessionCreated | Kind::SessionRemoved => json!({
            "id": SESSION_ID, "object": "session", "user_id": USER_ID, "client_id": "client_gatelogtest",
            "status": if kind == Kind::SessionCreated { "active" } else { "removed" },
            "actor": null, "created_at": at_ms, "updated_at": at_ms, "user": user,
        }),
    };
    let body = json!({
        "object": "event", "type": kind.as_str(), "instance_id": instance_id, "timestamp": at_ms, "data": data,
        "event_attributes": { "http_request": { "client_ip": CLIENT_IP, "user_agent": "gatelog send-test" } },
    });
    Message {
        id: format!("msg_{}", ksuid.as_str()),
        event_type: kind.as_str(),
        created_at: now,
        body: Bytes::from(body.to_string()),
    }
}
