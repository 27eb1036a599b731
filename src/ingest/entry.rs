//! Makes the event that the log takes of a delivery that was verified. Proves nothing itself: it takes what was proved.

use bytes::Bytes;

use super::signature::Verified;
use crate::event::{Event, EventType, Salt, Source, Via};

/// The event of a verified delivery: with a fresh salt, its commitment, and of the body no more than a usable type.
pub(super) fn event_of(verified: Verified, source: Source, via: Via, body: Bytes) -> Result<Event, getrandom::Error> {
    let Verified { id, timestamp, signature, secret_id } = verified;
    let salt = Salt::random()?;
    let commitment = salt.commit(&signature, &body);
    let event_type = EventType::of_body(&body);
    Ok(Event { source, id, via, event_type, svix_timestamp: timestamp, signature, secret_id, salt, commitment, body })
}
