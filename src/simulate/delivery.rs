//! One attempt to deliver a message: signed for the moment of sending. It opens no connection.

use bytes::Bytes;

use super::message::Message;
use crate::{
    clock::Timestamp,
    ingest::{secret::Secret, signature},
};

/// The `user-agent`: Svix's own, with a word that tells who really sends.
pub const USER_AGENT: &str = "Svix-Webhooks/1.100.0 gatelog-simulate";

/// A message as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// `svix-id`: the message's.
    pub id: String,
    /// `svix-timestamp`: the attempt's, in seconds.
    pub timestamp: i64,
    /// `svix-signature`.
    pub signature: String,
    /// The message's bytes.
    pub body: Bytes,
}

impl Delivery {
    /// Signs a message for an attempt at this moment; a later attempt needs a signature of its own.
    #[must_use]
    pub fn sign(message: &Message, secret: &Secret, now: Timestamp) -> Self {
        let timestamp = now.seconds();
        let signature = signature::sign(secret, &message.id, timestamp, &message.body);
        Self { id: message.id.clone(), timestamp, signature, body: message.body.clone() }
    }

    /// The headers that carry the signature.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, String); 3] {
        [
            ("svix-id", self.id.clone()),
            ("svix-timestamp", self.timestamp.to_string()),
            ("svix-signature", self.signature.clone()),
        ]
    }
}
