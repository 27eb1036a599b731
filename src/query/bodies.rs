//! Bodies of the events that the rows of a page name by position, for what is only shown: read in
//! bounded batches, each body once.

use std::collections::HashMap;

use super::error::QueryError;
use crate::{
    event::{Position, clerk::Body},
    event_log,
    store::{Store, StoreError},
};

/// Bytes of bodies of one read, roughly: a page of 1,000 rows with bodies of 4 KB is one read.
const BYTES_PER_READ: u64 = 4 * 1024 * 1024;

/// What `read` takes from the bodies at these positions, by position. Positions can come in any
/// order and repeatedly. Reads the log outside of the query's transaction, since an event never
/// changes; a body that is gone or damaged gives what `read` makes of it.
pub(super) async fn read<T: Send>(
    store: &Store,
    positions: impl IntoIterator<Item = i64>,
    read: impl Fn(&Body<'_>) -> Option<T> + Send,
) -> Result<HashMap<i64, T>, QueryError> {
    let mut wanted: Vec<Position> = positions.into_iter().map(Position).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = HashMap::with_capacity(wanted.len());
    while !wanted.is_empty() {
        let events = event_log::read::at_positions(store, wanted.clone(), BYTES_PER_READ).await.map_err(refused)?;
        let Some(last) = events.last() else { break };
        wanted.drain(..wanted.partition_point(|position| *position <= last.position));
        for event in &events {
            found.extend(read(&Body::decode(event)).map(|taken| (event.position.0, taken)));
        }
    }
    Ok(found)
}

/// Keeps apart that a statement took too long or found no connection.
fn refused(error: StoreError) -> QueryError {
    match error {
        StoreError::Database(error) => error.into(),
        error => error.into(),
    }
}
