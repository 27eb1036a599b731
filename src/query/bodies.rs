//! Bodies of the events that the rows of a page refer to, for details that are not stored. They
//! are read in bounded batches, each body once.

use std::collections::HashMap;

use super::error::QueryError;
use crate::{
    event::{Position, RecordedEvent, clerk::Body},
    event_log,
    storage::Store,
};

/// Maps bodies by position with `read`. Positions can repeat and come in any order. Reads the log
/// outside of the query's transaction, because events never change. `read` also gets bodies that
/// are gone or damaged.
pub(super) async fn read<T: Send + 'static>(
    store: &Store,
    positions: impl IntoIterator<Item = i64>,
    read: impl Fn(&Body<'_>) -> Option<T> + Clone + Send + 'static,
) -> Result<HashMap<i64, T>, QueryError> {
    let positions: Vec<Position> = positions.into_iter().map(Position).collect();
    let mut found = HashMap::with_capacity(positions.len());
    let map = move |event: RecordedEvent| read(&Body::decode(&event)).map(|taken| (event.position.0, taken));
    event_log::read::map_at(store, positions, map, |taken| found.extend(taken)).await?;
    Ok(found)
}
