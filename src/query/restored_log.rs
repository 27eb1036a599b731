//! Whether the views were made from this very log. Where it was restored from a backup and has grown again, sizes alone
//! do not tell.

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

/// Whether the newest row of a copy of the activity view, which has one for each event, is of another event than the log
/// holds at its position. The copy of another version tells as much: right after an upgrade there is no other, and views
/// whose version is the same are kept.
pub async fn folded_another_log(store: &Store) -> Result<bool, QueryError> {
    // Not in one transaction: the views are read first, and what they have folded is in the log by then.
    let on = store.reader();
    let copies = generation::all(on).await?.into_iter();
    for copy in copies.filter(|copy| copy.name == Activity::NAME && copy.state == GenerationState::Live.as_str()) {
        let newest = match newest(on, &copy).await {
            // A version may have had other columns.
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

/// Position, source and time of its newest row.
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
