//! Restores stored rows. If the table holds a row in part, the rest comes from its event, which is
//! read by position.

use std::collections::HashMap;

use super::{contract::Row, packing::unpack};
use crate::{
    event::{Position, RecordedEvent},
    event_log::read,
    storage::{PackedRow, PackedRows, Store, StoreError},
};

/// Events in memory at a time.
const EVENTS_PER_READ: usize = 500;

/// A restored row.
pub(super) struct StoredRow<'p, R> {
    pub(super) row: R,
    /// The row as stored.
    pub(super) cells: PackedRow<'p>,
}

/// Restores rows, in their order.
pub(super) async fn restore_rows<'p, R: Row>(
    store: &Store,
    packed: &'p PackedRows,
) -> Result<Vec<StoredRow<'p, R>>, StoreError> {
    let mut models = Vec::with_capacity(packed.len());
    for cells in packed.iter() {
        models.push((unpack::<R>(cells)?, cells));
    }
    let mut rows = Vec::with_capacity(models.len());
    let mut models = models.into_iter().peekable();
    while models.peek().is_some() {
        let some: Vec<_> = models.by_ref().take(EVENTS_PER_READ).collect();
        let positions = some.iter().filter_map(|(model, _)| R::event_position(model)).collect();
        let events = events(store, positions).await?;
        rows.extend(some.into_iter().map(|(model, cells)| {
            let event = R::event_position(&model).and_then(|position| events.get(&position));
            StoredRow { row: R::restore(model, event), cells }
        }));
    }
    Ok(rows)
}

async fn events(store: &Store, positions: Vec<Position>) -> Result<HashMap<Position, RecordedEvent>, StoreError> {
    let mut events = HashMap::with_capacity(positions.len());
    read::each_at(store, positions, |event| _ = events.insert(event.position, event)).await?;
    Ok(events)
}
