//! Bodies of the events that the rows of a page name by position, for what is only shown: read in
//! bounded batches, each body once.

use std::collections::HashMap;

use super::error::QueryError;
use crate::{
    event::{Position, clerk::Body},
    event_log,
    storage::Store,
};

/// Bytes of bodies of one read, roughly: a page of 1,000 rows with bodies of 4 KB is one read.
const BYTES_PER_READ: u64 = 4 * 1024 * 1024;

/// What `read` takes from the bodies at these positions, by position. Positions can come in any
/// order and repeatedly. Reads the log outside of the query's transaction, since an event never
/// changes; a body that is gone or damaged gives what `read` makes of it.
pub(super) async fn read<T: Send>(
    store: &Store,
    positions: impl IntoIterator<Item = i64>,
    read: impl Fn(&Body<'_>) -> Option<T> + Send + Sync,
) -> Result<HashMap<i64, T>, QueryError> {
    let positions: Vec<Position> = positions.into_iter().map(Position).collect();
    let mut found = HashMap::with_capacity(positions.len());
    event_log::read::each_at(store, positions, BYTES_PER_READ, |event| {
        found.extend(read(&Body::decode(&event)).map(|taken| (event.position.0, taken)));
    })
    .await?;
    Ok(found)
}
