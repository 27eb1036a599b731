//! Reads one event in the transaction of a query.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::error::QueryError;
use crate::{
    clock::Timestamp,
    event::{EventId, EventType, Position, RecordedBody, RecordedEvent, Source},
    storage::entity::{event, payload},
};

pub(super) async fn at(on: &impl ConnectionTrait, position: Position) -> Result<Option<RecordedEvent>, QueryError> {
    let Some(event) = event::Entity::find_by_id(position.0).one(on).await? else { return Ok(None) };
    let payload = payload::Entity::find_by_id(position.0).one(on).await?;
    Ok(Some(RecordedEvent {
        position,
        source: Source::recorded(&event.source),
        id: EventId::recorded(event.svix_id),
        event_type: event.event_type.map(EventType::recorded),
        svix_timestamp: event.svix_timestamp,
        received_at: Timestamp::from_micros(event.received_at),
        body: payload.map_or(RecordedBody::Gone, |payload| payload.recorded_body(event.body_bytes)),
    }))
}
