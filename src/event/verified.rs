//! An event that may enter the log: authentic, and not yet recorded.

use bytes::Bytes;

use super::{
    commitment::{Commitment, Salt},
    id::EventId,
    source::{Source, Via},
    type_name::EventType,
};

/// What was delivered and found authentic. Only `ingest` makes one of what comes from outside.
#[derive(Clone, Debug)]
pub struct Event {
    /// Who sent it.
    pub source: Source,
    /// The sender's id for it.
    pub id: EventId,
    /// By which way it came.
    pub via: Via,
    /// The body's top-level `type`, where it has a usable one.
    pub event_type: Option<EventType>,
    /// `svix-timestamp` of the delivery, in seconds: the time of the attempt.
    pub svix_timestamp: i64,
    /// The signature header as it came.
    pub signature: String,
    /// Which secret verified it.
    pub secret_id: String,
    /// The salt of the commitment.
    pub salt: Salt,
    /// What binds the log entry to signature and body.
    pub commitment: Commitment,
    /// The raw body, bit for bit.
    pub body: Bytes,
}

impl Event {
    /// One of Gatelog's own: no signature, no secret; `at_seconds` stands where a delivery has its `svix-timestamp`.
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
