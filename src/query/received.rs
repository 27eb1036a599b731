//! Times of arrival as positions: events are received in the order of their positions.

use sea_orm::{ConnectionTrait, EntityTrait};

use super::{error::QueryError, live_view, page::Pager};
use crate::{clock::Timestamp, event::Position, storage::entity::event::Entity};

/// Limits a page to the events received at `since` or later and before `until`.
pub(super) async fn limit(
    pager: &mut Pager,
    on: &impl ConnectionTrait,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<(), QueryError> {
    if let Some(since) = since {
        pager.begin_at(Position(position_at(on, since).await?));
    }
    if let Some(until) = until {
        pager.end_before(position_at(on, until).await?);
    }
    Ok(())
}

/// The first position received at this time or later. Binary search: receive times never decrease
/// with the position, and positions have no gaps.
pub(super) async fn position_at(on: &impl ConnectionTrait, moment: Timestamp) -> Result<i64, QueryError> {
    let (mut low, mut high) = (0, live_view::size(on).await?.0);
    while low < high {
        let middle = low + (high - low) / 2;
        let event = Entity::find_by_id(middle).one(on).await?;
        if event.is_some_and(|event| event.received_at < moment.micros()) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}
