//! The messages of a history, and signed attempts to deliver them.

use bytes::Bytes;

use crate::{
    clock::Timestamp,
    ingest::{
        secret::Secret,
        signature::{self, SignatureHeaders},
    },
};

/// Svix's user agent, with the real sender appended.
pub(super) const USER_AGENT: &str = "Svix-Webhooks/1.100.0 gatelog-simulate";

/// A message with an id, a creation time and a body; every attempt to deliver it sends the same id
/// and the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `svix-id`: `msg_` and a KSUID with milliseconds that holds `created_at`.
    pub id: String,
    /// The `type` of the body.
    pub event_type: &'static str,
    /// In history time, rounded down to 4 ms.
    pub created_at: Timestamp,
    pub body: Bytes,
}

/// One signed attempt to deliver a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `svix-id`: the id of the message.
    pub id: String,
    /// `svix-timestamp`: the time of the attempt, in seconds.
    pub timestamp: i64,
    /// `svix-signature`.
    pub signature: String,
    pub body: Bytes,
}

impl Delivery {
    /// Signs a message for an attempt at `now`; a later attempt needs a new signature.
    #[must_use]
    pub fn sign(message: &Message, secret: &Secret, now: Timestamp) -> Self {
        let timestamp = now.seconds();
        let signature = signature::sign(secret, &message.id, timestamp, &message.body);
        Self { id: message.id.clone(), timestamp, signature, body: message.body.clone() }
    }

    /// The signature headers, under the names that the source reads.
    #[must_use]
    pub fn headers(&self, signature_headers: SignatureHeaders) -> [(&'static str, String); 3] {
        let [id, timestamp, signature] = signature_headers.sent();
        [(id, self.id.clone()), (timestamp, self.timestamp.to_string()), (signature, self.signature.clone())]
    }
}
