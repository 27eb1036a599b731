//! Detects that views were built from another log. If the log was restored from a backup and has
//! grown again, sizes alone do not show it.

use sea_orm::{
    ConnectionTrait,
    sea_query::{Order, Query},
};

use super::{error::QueryError, recorded_event};
use crate::{
    event::Position,
    projection::{
        Projection as _,
        generation::{self, Generation, GenerationState},
    },
    storage::Store,
    views::{
        Activity,
        activity::{ActivityRow, Column},
    },
};

/// True if the newest row of a live activity view, which has one row per event, does not match the
/// event at its position. Other versions of the view are checked too: right after an upgrade there
/// may be no other.
pub async fn folded_another_log(store: &Store) -> Result<bool, QueryError> {
    // Not in one transaction: the views are read first, and what they have folded is in the log by
    // then.
    let on = store.reader();
    let copies = generation::all(on).await?.into_iter();
    for copy in copies.filter(|copy| copy.name == Activity::NAME && copy.state == GenerationState::Live.as_str()) {
        let newest = match newest(on, &copy).await {
            // Another version may have other columns.
            Err(QueryError::Store(error)) if copy.version != i64::from(Activity::VERSION) => {
                tracing::debug!(%error, version = copy.version, "a copy of another version cannot be read");
                continue;
            }
            newest => newest?,
        };
        let Some((position, source, occurred_at)) = newest else { continue };
        let held = recorded_event::at(on, Position(position)).await?.map(|event| ActivityRow::of_event(&event));
        if held.is_none_or(|held| (held.source, held.occurred_at) != (source, occurred_at)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Position, source and time of the newest row.
async fn newest(on: &impl ConnectionTrait, copy: &Generation) -> Result<Option<(i64, String, i64)>, QueryError> {
    let newest = Query::select()
        .columns([Column::Position, Column::Source, Column::OccurredAt])
        .from(copy.table())
        .order_by(Column::Position, Order::Desc)
        .limit(1)
        .take();
    let Some(row) = on.query_one(&newest).await? else { return Ok(None) };
    Ok(Some((row.try_get("", "position")?, row.try_get("", "source")?, row.try_get("", "occurred_at")?)))
}
