//! Tolerant reading of JSON.

use super::{Basis, Body, Data, OccurredAt};
use crate::{clock::Timestamp, event::RecordedEvent};

/// Longest id kept in a view, in bytes; Clerk's have 32. An index entry of PostgreSQL ends at 2.7 KB.
pub const ID_BYTES_MAX: usize = 256;

/// Placeholder until the decoder lands.
pub(super) fn decode(event: &RecordedEvent) -> Body<'_> {
    Body {
        instance_id: None,
        occurred_at: OccurredAt { at: Timestamp::from_seconds(event.svix_timestamp), basis: Basis::SvixTimestamp },
        client_ip: None,
        user_agent: None,
        data: Ok(Data::Foreign),
    }
}
